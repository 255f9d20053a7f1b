import type { RgbaImage } from '../Platform';

/** Size of the blocks before the first image: signature and screen descriptor. */
const SCREEN_BYTES = 13;
const EXTENSION = 0x21;
const GRAPHIC_CONTROL = 0xf9;
const IMAGE = 0x2c;

/** The first image of a GIF file, as its blocks describe it (GIF89a, appendix). */
export interface GifFrame {
  /** Size of the picture: the screen, enlarged if the first image is larger. */
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
  readonly interlaced: boolean;
  /** R G B of each colour. */
  readonly colors: Uint8Array;
  /** Index of the transparent colour; -1 without one. */
  readonly transparent: number;
  /** Position of the compressed pixels. */
  readonly start: number;
}

/**
 * Reads the blocks of a GIF file up to the pixels of its first image.
 * @throws a plain error about a truncated or damaged file
 */
export function readGifFrame(bytes: Uint8Array): GifFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < SCREEN_BYTES) throw new Error('truncated');
  const flags = bytes[10]!;
  let at = SCREEN_BYTES;
  const readColors = (field: number): Uint8Array => {
    const length = (field & 0x80) === 0 ? 0 : 3 << ((field & 7) + 1);
    if (at + length > bytes.length) throw new Error('truncated colours');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const shared = readColors(flags);
  let transparent = -1;
  while (at < bytes.length) {
    const block = bytes[at++]!;
    if (block === EXTENSION) {
      const label = bytes[at++];
      if (label === GRAPHIC_CONTROL && bytes[at] === 4 && (bytes[at + 1]! & 1) === 1) transparent = bytes[at + 4]!;
      while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1;
      at += 1;
    } else if (block === IMAGE && at + 9 <= bytes.length) {
      const [left, top, frameWidth, frameHeight] = [0, 2, 4, 6].map((field) => view.getUint16(at + field, true));
      const imageFlags = bytes[at + 8]!;
      at += 9;
      if (frameWidth === 0 || frameHeight === 0) throw new Error(`a frame of ${frameWidth} x ${frameHeight} pixels`);
      const own = readColors(imageFlags);
      return {
        width: Math.max(view.getUint16(6, true), left! + frameWidth!),
        height: Math.max(view.getUint16(8, true), top! + frameHeight!),
        left: left!,
        top: top!,
        frameWidth: frameWidth!,
        frameHeight: frameHeight!,
        interlaced: (imageFlags & 0x40) !== 0,
        colors: own.length > 0 ? own : shared,
        transparent,
        start: at,
      };
    } else {
      break;
    }
  }
  throw new Error('no image');
}

/**
 * Decodes the first image of a GIF file. Pixels that it does not cover, and those of the transparent colour, have no opacity.
 * @throws a plain error about the damage
 */
export function decodeGif(bytes: Uint8Array): RgbaImage {
  const frame = readGifFrame(bytes);
  const { width, height, left, top, frameWidth, frameHeight, colors, transparent } = frame;
  if (colors.length === 0) throw new Error('no colours');
  const indices = decompress(bytes, frame);
  const pixels = new Uint8Array(width * height * 4);
  const rows = rowOrder(frameHeight, frame.interlaced);
  for (let y = 0, from = 0; y < frameHeight; y++) {
    let at = ((top + rows[y]!) * width + left) * 4;
    for (let x = 0; x < frameWidth; x++, from++, at += 4) {
      const index = indices[from]!;
      if (index === transparent) continue;
      // Colours beyond the table are black, as in browsers.
      pixels[at] = colors[index * 3] ?? 0;
      pixels[at + 1] = colors[index * 3 + 1] ?? 0;
      pixels[at + 2] = colors[index * 3 + 2] ?? 0;
      pixels[at + 3] = 255;
    }
  }
  return { pixels, width, height };
}

/** Position of each stored row: interlaced files store every eighth row first. */
function rowOrder(height: number, interlaced: boolean): readonly number[] {
  const passes = interlaced ? ([[0, 8], [4, 8], [2, 4], [1, 2]] as const) : ([[0, 1]] as const); // prettier-ignore
  return passes.flatMap(([first, step]) =>
    Array.from({ length: Math.max(0, Math.ceil((height - first) / step)) }, (_, index) => first + index * step),
  );
}

/** Codes have 12 bits at most. */
const MOST_CODES = 4096;

/** Decompresses the indices of an image by LZW with codes of growing length (GIF89a, appendix F). */
function decompress(bytes: Uint8Array, { start, frameWidth, frameHeight }: GifFrame): Uint8Array {
  const rootBits = bytes[start]!;
  if (!(rootBits >= 1 && rootBits <= 11)) throw new Error(`${rootBits} bits a code`);
  const size = frameWidth * frameHeight;
  const indices = new Uint8Array(size);
  const clear = 1 << rootBits;
  const prefix = new Uint16Array(MOST_CODES);
  const suffix = new Uint8Array(MOST_CODES);
  const length = new Uint16Array(MOST_CODES);
  for (let code = 0; code < clear; code++) {
    suffix[code] = code;
    length[code] = 1;
  }
  let next = clear + 2;
  let codeBits = rootBits + 1;
  let previous = -1;
  let first = 0;
  let count = 0;
  let buffer = 0;
  let buffered = 0;
  let at = start + 1;
  let left = 0;
  while (count < size) {
    while (buffered < codeBits) {
      if (left === 0) {
        left = bytes[at++] ?? 0;
        if (left === 0 || at + left > bytes.length) throw new Error(`${count} of ${size} pixels`);
      }
      buffer |= bytes[at++]! << buffered;
      buffered += 8;
      left -= 1;
    }
    const code = buffer & ((1 << codeBits) - 1);
    buffer >>>= codeBits;
    buffered -= codeBits;
    if (code === clear) {
      next = clear + 2;
      codeBits = rootBits + 1;
      previous = -1;
      continue;
    }
    if (code === clear + 1) throw new Error(`${count} of ${size} pixels`);
    const isNew = code >= next;
    if (code > next || (isNew && previous < 0)) throw new Error('an unknown code');
    // A code that is not in the table yet stands for the previous text and its own first letter.
    const known = isNew ? previous : code;
    const end = count + length[known]!;
    for (let letter = known, place = end - 1; place >= count; place--, letter = prefix[letter]!) {
      first = suffix[letter]!;
      if (place < size) indices[place] = first;
    }
    count = end;
    if (isNew && count < size) indices[count] = first;
    if (isNew) count += 1;
    if (previous >= 0 && next < MOST_CODES) {
      prefix[next] = previous;
      suffix[next] = first;
      length[next] = length[previous]! + 1;
      next += 1;
      if (next === 1 << codeBits && codeBits < 12) codeBits += 1;
    }
    previous = code;
  }
  return indices;
}
