import type { PngLayout } from './PngLayout';

/** What turns samples into colours: the palette, R G B A for each entry, and the one colour that is transparent. */
export interface PngColours {
  readonly palette?: Uint8Array | undefined;
  readonly transparent?: readonly number[] | undefined;
}

/**
 * Reads the chunks PLTE and tRNS.
 * @throws a plain error where an indexed image has no palette
 */
export function readPngColours({ indexed, channels }: PngLayout, chunks: ReadonlyMap<string, Uint8Array>): PngColours {
  const alpha = chunks.get('tRNS');
  if (!indexed) {
    if (alpha === undefined || alpha.length < channels * 2) return {};
    const view = new DataView(alpha.buffer, alpha.byteOffset, alpha.byteLength);
    return { transparent: Array.from({ length: channels }, (_, channel) => view.getUint16(channel * 2)) };
  }
  const colours = chunks.get('PLTE');
  if (colours === undefined) throw new Error('no palette');
  const palette = new Uint8Array(Math.floor(colours.length / 3) * 4).fill(255);
  for (let entry = 0; entry * 4 < palette.length; entry++) {
    palette.set(colours.subarray(entry * 3, entry * 3 + 3), entry * 4);
    palette[entry * 4 + 3] = alpha?.[entry] ?? 255;
  }
  return { palette };
}
