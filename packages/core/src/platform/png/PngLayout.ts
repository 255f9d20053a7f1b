/** How the samples of a PNG file lie (ISO/IEC 15948, 11.2.2). */
export interface PngLayout {
  readonly width: number;
  readonly height: number;
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  /** Samples a pixel. */
  readonly channels: number;
  /** Whether a sample is a number of the palette. */
  readonly indexed: boolean;
  readonly interlaced: boolean;
}

/** Colour types: samples a pixel, and the depths that the standard allows. */
const COLOUR_TYPES: Readonly<Record<number, { readonly channels: number; readonly depths: readonly number[] }>> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** Reads the IHDR chunk; throws a plain error for what the standard does not know. */
export function readPngLayout(data: Uint8Array): PngLayout {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const depth = view.getUint8(8);
  const type = view.getUint8(9);
  const compression = view.getUint8(10);
  const filter = view.getUint8(11);
  const interlace = view.getUint8(12);
  const colour = COLOUR_TYPES[type];
  if (colour?.depths.includes(depth) !== true || compression !== 0 || filter !== 0 || interlace > 1) {
    throw new Error(`unknown variant: depth ${depth}, colour type ${type}, interlace ${interlace}`);
  }
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth,
    channels: colour.channels,
    indexed: type === 3,
    interlaced: interlace === 1,
  };
}
