import type { RgbaImage } from '../Platform';
import { readPngChunks } from '../headers/readPngChunks';

/**
 * Decodes every kind of PNG file: grey, colour or palette, 1 to 16 bits, interlaced or not. 16 bits are truncated to the upper
 * 8, as in Chromium. docs/decisions.md tells why no library is used.
 * @throws a plain error about the damage
 */
export async function decodePng(bytes: Uint8Array, inflate: Inflate): Promise<RgbaImage> {
  const { chunks, compressed } = gather(bytes);
  const layout = readPngLayout(chunks.get('IHDR')!);
  const colours = readPngColours(layout, chunks);
  const passes = listPngPasses(layout);
  const { width, height, channels, depth } = layout;

  const expected = passes.reduce((sum, pass) => sum + pass.height * (1 + pass.rowBytes), 0);
  const raw = await inflate(compressed, expected);
  if (raw.length < expected) throw new Error(`${raw.length} of ${expected} bytes of pixels`);

  const pixels = new Uint8Array(width * height * 4);
  const pixelBytes = Math.ceil((channels * depth) / 8);
  let at = 0;
  for (const pass of passes) {
    const samples = new Uint16Array(pass.width * channels);
    let above: Uint8Array = new Uint8Array(pass.rowBytes);
    for (let y = 0; y < pass.height; y++, at += 1 + pass.rowBytes) {
      const row = raw.subarray(at + 1, at + 1 + pass.rowBytes);
      unfilterRow(raw[at]!, row, above, pixelBytes);
      unpackRow(row, depth, samples);
      const start = ((pass.top + y * pass.stepY) * width + pass.left) * 4;
      paintRow(samples, layout, colours, { pixels, start, step: pass.stepX * 4 });
      above = row;
    }
  }
  return { pixels, width, height };
}

/**
 * Decompresses a zlib stream.
 * @param limit - limit of the output in bytes; must reject as soon as there is more
 */
export type Inflate = (compressed: readonly Uint8Array[], limit: number) => Promise<Uint8Array>;

const USED_CHUNKS: readonly string[] = ['IHDR', 'PLTE', 'tRNS', 'IDAT'];

interface PngContent {
  readonly chunks: ReadonlyMap<string, Uint8Array>;
  readonly compressed: readonly Uint8Array[];
}

/** Collects the chunks of the image and checks their checksums. Of repeated chunks other than IDAT the first counts. */
function gather(bytes: Uint8Array): PngContent {
  const chunks = new Map<string, Uint8Array>();
  const compressed: Uint8Array[] = [];
  for (const { name, data, checked, checksum } of readPngChunks(bytes)) {
    if (!USED_CHUNKS.includes(name)) {
      // An initial capital marks a critical chunk (ISO/IEC 15948, 5.4).
      if (/^[A-Z]/.test(name)) throw new Error(`unknown chunk ${name}`);
      continue;
    }
    if (crc32(checked) !== checksum) throw new Error(`wrong checksum of chunk ${name}`);
    if (name === 'IDAT') compressed.push(data);
    else if (!chunks.has(name)) chunks.set(name, data);
  }
  return { chunks, compressed };
}

/** CRC-32 of each byte (ISO/IEC 15948, annex D); computed on first use. */
let table: Int32Array | undefined;

function makeTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++)
      remainder = (remainder & 1) === 0 ? remainder >>> 1 : 0xedb88320 ^ (remainder >>> 1);
    return remainder;
  });
}

/** CRC-32, the checksum of PNG. */
export function crc32(bytes: Uint8Array): number {
  const steps = (table ??= makeTable());
  let remainder = -1;
  for (const byte of bytes) remainder = steps[(remainder ^ byte) & 0xff]! ^ (remainder >>> 8);
  return ~remainder >>> 0;
}

/** The layout of a PNG file's samples (ISO/IEC 15948, 11.2.2). */
interface PngLayout {
  readonly width: number;
  readonly height: number;
  /** Bits per sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  /** Samples per pixel. */
  readonly channels: number;
  /** True if samples are indices into the palette. */
  readonly indexed: boolean;
  readonly interlaced: boolean;
}

/** Samples per pixel and allowed depths of each colour type. */
const COLOUR_TYPES: Readonly<Record<number, { readonly channels: number; readonly depths: readonly number[] }>> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** Parses the IHDR chunk. @throws a plain error for a combination outside the standard */
function readPngLayout(data: Uint8Array): PngLayout {
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

/** The palette, R G B A for each entry, or the samples of the one transparent colour. */
interface PngColours {
  readonly palette?: Uint8Array | undefined;
  readonly transparent?: readonly number[] | undefined;
}

/**
 * Parses the chunks PLTE and tRNS.
 * @throws a plain error where an indexed image has no palette
 */
function readPngColours({ indexed, channels }: PngLayout, chunks: ReadonlyMap<string, Uint8Array>): PngColours {
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

/** The pixels of a row in the image. */
interface RowTarget {
  /** R G B A. */
  readonly pixels: Uint8Array;
  /** Offset of the first pixel in bytes. */
  readonly start: number;
  /** Bytes between two pixels. */
  readonly step: number;
}

function paintPalette(samples: Uint16Array, palette: Uint8Array, { pixels, start, step }: RowTarget): void {
  for (let index = 0, at = start; index < samples.length; index++, at += step) {
    const entry = samples[index]! * 4;
    if (entry >= palette.length) throw new Error(`colour ${entry / 4} of ${palette.length / 4} in the palette`);
    for (let channel = 0; channel < 4; channel++) pixels[at + channel] = palette[entry + channel]!;
  }
}

/** Writes grey and colour samples; red, green and blue of a grey pixel are the same sample. */
function paintSamples(samples: Uint16Array, { channels, depth }: PngLayout, { pixels, start, step }: RowTarget): void {
  // Exact for 1 to 8 bits, where white becomes 255; of 16 bits the upper 8 remain.
  const shift = depth === 16 ? 8 : 0;
  const scale = depth === 16 ? 1 : 255 / (2 ** depth - 1);
  const green = channels >= 3 ? 1 : 0;
  const blue = green * 2;
  const alpha = channels % 2 === 0 ? channels - 1 : -1;
  for (let first = 0, at = start; first < samples.length; first += channels, at += step) {
    pixels[at] = (samples[first]! >> shift) * scale;
    pixels[at + 1] = (samples[first + green]! >> shift) * scale;
    pixels[at + 2] = (samples[first + blue]! >> shift) * scale;
    pixels[at + 3] = alpha < 0 ? 255 : (samples[first + alpha]! >> shift) * scale;
  }
}

/** Sets alpha to 0 for pixels of the transparent colour. */
function clearColour(samples: Uint16Array, colour: readonly number[], { pixels, start, step }: RowTarget): void {
  const channels = colour.length;
  for (let first = 0, at = start; first < samples.length; first += channels, at += step) {
    if (colour.every((sample, channel) => sample === samples[first + channel])) pixels[at + 3] = 0;
  }
}

/**
 * Writes one row of samples as colours.
 * @throws a plain error for an index beyond the palette
 */
function paintRow(
  samples: Uint16Array,
  layout: PngLayout,
  { palette, transparent }: PngColours,
  target: RowTarget,
): void {
  if (palette !== undefined) paintPalette(samples, palette, target);
  else paintSamples(samples, layout, target);
  if (transparent !== undefined) clearColour(samples, transparent, target);
}

/** The Paeth predictor: the neighbour nearest to left + up - corner (ISO/IEC 15948, 9.4). */
function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/**
 * Reverses the filter of one row in place (ISO/IEC 15948, 9.2).
 * @param above - the row above, unfiltered; zeros for the first
 * @param pixelBytes - distance to the corresponding byte of the left pixel, at least 1
 */
function unfilterRow(filter: number, row: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let at = pixelBytes; at < row.length; at++) row[at] = row[at]! + row[at - pixelBytes]!;
      return;
    case 2:
      for (let at = 0; at < row.length; at++) row[at] = row[at]! + above[at]!;
      return;
    case 3:
      for (let at = 0; at < row.length; at++) {
        const left = at < pixelBytes ? 0 : row[at - pixelBytes]!;
        row[at] = row[at]! + ((left + above[at]!) >> 1);
      }
      return;
    case 4:
      for (let at = 0; at < row.length; at++) {
        const left = at < pixelBytes ? 0 : row[at - pixelBytes]!;
        const corner = at < pixelBytes ? 0 : above[at - pixelBytes]!;
        row[at] = row[at]! + paeth(left, above[at]!, corner);
      }
      return;
    default:
      throw new Error(`unknown filter ${filter}`);
  }
}

/** Unpacks the samples of one row, most significant bit first. */
function unpackRow(row: Uint8Array, depth: number, samples: Uint16Array): void {
  if (depth === 8) {
    samples.set(row);
  } else if (depth === 16) {
    for (let index = 0; index < samples.length; index++) samples[index] = (row[index * 2]! << 8) | row[index * 2 + 1]!;
  } else {
    const mask = (1 << depth) - 1;
    for (let index = 0, bit = 0; index < samples.length; index++, bit += depth) {
      samples[index] = (row[bit >> 3]! >> (8 - depth - (bit & 7))) & mask;
    }
  }
}

/** A pass of an interlaced file: its pixel (x, y) is the image's pixel (left + x * stepX, top + y * stepY). */
interface PngPass {
  readonly left: number;
  readonly top: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
  /** Bytes per row, without the leading filter byte. */
  readonly rowBytes: number;
}

/** The seven passes of Adam7 (ISO/IEC 15948, 8.2): left, top, step in x, step in y. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes of a file in order, without the empty ones of small images, which are not stored. */
function listPngPasses({ width, height, depth, channels, interlaced }: PngLayout): readonly PngPass[] {
  const passes = interlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  return passes
    .map(([left, top, stepX, stepY]) => {
      const passWidth = Math.ceil((width - left) / stepX);
      const rowBytes = Math.ceil((passWidth * channels * depth) / 8);
      return { left, top, stepX, stepY, width: passWidth, height: Math.ceil((height - top) / stepY), rowBytes };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}
