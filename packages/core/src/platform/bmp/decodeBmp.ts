import type { RgbaImage } from '../Platform';

const FILE_HEADER_BYTES = 14;
/** Size of the oldest header, whose fields have 16 bits. */
const CORE_BYTES = 12;

const RGB = 0;
const RLE8 = 1;
const RLE4 = 2;
const BIT_FIELDS = 3;
const ALPHA_BIT_FIELDS = 6;

/** The headers of a BMP file. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** True if the first row is the upper one; by default it is the lower one. */
  readonly topDown: boolean;
  /** Bits per pixel: 1, 2, 4, 8, 16, 24 or 32. */
  readonly depth: number;
  readonly compression: number;
  /** Position of the colour table or the masks. */
  readonly afterHeaders: number;
  /** Number of colours, 0 for as many as the depth has; bytes of each. */
  readonly colorCount: number;
  readonly colorBytes: number;
  /** Size of the second header, which tells the version. */
  readonly headerBytes: number;
  /** Position of the pixels. */
  readonly start: number;
}

/**
 * Reads the headers of a BMP file: versions 2 to 5 of Windows, and those of OS/2.
 * @throws a plain error about a truncated file
 */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FILE_HEADER_BYTES + CORE_BYTES) throw new Error('truncated');
  const headerBytes = view.getUint32(14, true);
  const afterHeaders = FILE_HEADER_BYTES + headerBytes;
  if (bytes.length < afterHeaders) throw new Error('truncated');
  const shared = { afterHeaders, headerBytes, start: view.getUint32(10, true) };
  if (headerBytes === CORE_BYTES) {
    const [width, height, depth] = [18, 20, 24].map((field) => view.getUint16(field, true));
    const core = { width: width!, height: height!, depth: depth!, topDown: false, compression: RGB };
    return { ...shared, ...core, colorCount: 0, colorBytes: 3 };
  }
  const height = view.getInt32(22, true);
  return {
    ...shared,
    width: Math.max(0, view.getInt32(18, true)),
    height: Math.abs(height),
    topDown: height < 0,
    depth: view.getUint16(28, true),
    compression: headerBytes >= 20 ? view.getUint32(30, true) : RGB,
    colorCount: headerBytes >= 36 ? view.getUint32(46, true) : 0,
    colorBytes: 4,
  };
}

/**
 * Decodes a BMP file: 1 to 32 bits a pixel, with colour table, masks or run lengths. A fourth byte of 32 bits is opacity only where a
 * mask says so, and not if it is 0 everywhere. Pixels that run lengths leave out have no opacity.
 * @throws a plain error about the damage, or a rare variant
 */
export function decodeBmp(bytes: Uint8Array): RgbaImage {
  const header = readBmpHeader(bytes);
  const { width, height, depth, compression } = header;
  const pixels = new Uint8Array(width * height * 4);
  if (compression === RLE8 || compression === RLE4) {
    if (depth !== (compression === RLE8 ? 8 : 4)) throw unknownVariant(header);
    paintRuns(bytes, header, readColors(bytes, header), pixels);
  } else if ([1, 2, 4, 8].includes(depth) && compression === RGB) {
    paintIndices(bytes, header, readColors(bytes, header), pixels);
  } else if ([16, 24, 32].includes(depth) && [RGB, BIT_FIELDS, ALPHA_BIT_FIELDS].includes(compression)) {
    paintColors(bytes, header, pixels);
  } else {
    throw unknownVariant(header);
  }
  return { pixels, width, height };
}

const unknownVariant = ({ depth, compression }: BmpHeader): Error =>
  new Error(`unknown variant: depth ${depth}, compression ${compression}`);

/** The colours of the table as R G B A. */
function readColors(bytes: Uint8Array, { afterHeaders, colorCount, colorBytes, depth, start }: BmpHeader): Uint8Array {
  const space = Math.floor((Math.min(bytes.length, Math.max(start, afterHeaders)) - afterHeaders) / colorBytes);
  const count = Math.min(colorCount > 0 ? colorCount : 1 << depth, 1 << depth, space);
  // Colours beyond the table are black.
  const colors = new Uint8Array(4 << depth);
  for (let color = 0; color < 1 << depth; color++) colors[color * 4 + 3] = 255;
  for (let color = 0; color < count; color++) {
    const from = afterHeaders + color * colorBytes;
    for (let channel = 0; channel < 3; channel++) colors[color * 4 + channel] = bytes[from + 2 - channel]!;
  }
  return colors;
}

/** Position in the pixels of the row that is stored at a place. */
const rowStart = ({ width, height, topDown }: BmpHeader, row: number): number =>
  (topDown ? row : height - 1 - row) * width * 4;

/** Bytes of a stored row: a multiple of four. The last row may lack the padding. @throws a plain error if rows are missing */
function rowBytes(bytes: Uint8Array, { width, height, depth, start }: BmpHeader): number {
  const stride = 4 * Math.ceil((width * depth) / 32);
  const needed = start + stride * (height - 1) + Math.ceil((width * depth) / 8);
  if (needed > bytes.length) throw new Error(`${bytes.length} of ${needed} bytes`);
  return stride;
}

function paintIndices(bytes: Uint8Array, header: BmpHeader, colors: Uint8Array, pixels: Uint8Array): void {
  const { width, height, depth, start } = header;
  const stride = rowBytes(bytes, header);
  const mask = (1 << depth) - 1;
  for (let row = 0; row < height; row++) {
    const from = start + row * stride;
    let to = rowStart(header, row);
    for (let x = 0; x < width; x++, to += 4) {
      const bit = x * depth;
      const index = (bytes[from + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask;
      pixels.set(colors.subarray(index * 4, index * 4 + 4), to);
    }
  }
}

/** A colour within the bits of a pixel. */
interface Channel {
  readonly shift: number;
  readonly most: number;
}

function channelOf(mask: number): Channel {
  let shift = 0;
  while (shift < 31 && ((mask >>> shift) & 1) === 0) shift += 1;
  return { shift, most: mask === 0 ? 0 : mask >>> shift };
}

/** The masks of red, green, blue and opacity. */
function readMasks(bytes: Uint8Array, header: BmpHeader): readonly number[] {
  const { depth, compression, headerBytes, afterHeaders } = header;
  if (compression === RGB) return depth === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  const hasAlpha = compression === ALPHA_BIT_FIELDS || headerBytes >= 56;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Masks follow the fields of the shortest header; longer headers include them.
  if (54 + (hasAlpha ? 16 : 12) > Math.max(bytes.length, afterHeaders)) throw new Error('truncated');
  return [54, 58, 62, 66].map((field, index) => (index === 3 && !hasAlpha ? 0 : view.getUint32(field, true)));
}

function paintColors(bytes: Uint8Array, header: BmpHeader, pixels: Uint8Array): void {
  const { width, height, depth, start } = header;
  const stride = rowBytes(bytes, header);
  const channels = readMasks(bytes, header).map(channelOf);
  const pixelBytes = depth / 8;
  let isSeen = false;
  for (let row = 0; row < height; row++) {
    let from = start + row * stride;
    let to = rowStart(header, row);
    for (let x = 0; x < width; x++, from += pixelBytes) {
      let bits = 0;
      for (let index = 0; index < pixelBytes; index++) bits |= bytes[from + index]! << (8 * index);
      for (let index = 0; index < 4; index++) {
        const { shift, most } = channels[index]!;
        const sample = (bits >>> shift) & most;
        const value = most === 255 ? sample : most > 0 ? Math.round((sample * 255) / most) : index === 3 ? 255 : 0;
        pixels[to++] = value;
        if (index === 3 && value > 0) isSeen = true;
      }
    }
  }
  if (isSeen) return;
  // Programs that know no opacity leave its byte 0.
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
}

/** Paints run lengths: pairs of count and colour, and escapes for line ends, jumps and pixels one by one. */
function paintRuns(bytes: Uint8Array, header: BmpHeader, colors: Uint8Array, pixels: Uint8Array): void {
  const { width, height, depth } = header;
  let at = header.start;
  let x = 0;
  let row = 0;
  const next = (): number => {
    const byte = bytes[at++];
    if (byte === undefined) throw new Error(`${row} of ${height} rows`);
    return byte;
  };
  const paint = (index: number): void => {
    if (x < width && row < height) pixels.set(colors.subarray(index * 4, index * 4 + 4), rowStart(header, row) + x * 4);
    x += 1;
  };
  const half = (byte: number, index: number): number => (depth === 8 ? byte : index % 2 === 0 ? byte >> 4 : byte & 15);
  while (row < height) {
    const count = next();
    const value = next();
    if (count > 0) {
      for (let index = 0; index < count; index++) paint(half(value, index));
    } else if (value === 0) {
      [x, row] = [0, row + 1];
    } else if (value === 1) {
      return;
    } else if (value === 2) {
      x += next();
      row += next();
    } else {
      const begin = at;
      let byte = 0;
      for (let index = 0; index < value; index++) {
        if (depth === 8 || index % 2 === 0) byte = next();
        paint(half(byte, index));
      }
      // The pixels are padded to an even length.
      at += (at - begin) & 1;
    }
  }
}
