import type { RgbaImage } from '../Platform';

/** Bytes of "RIFF", a size and "WEBP". */
const RIFF_BYTES = 12;
/** Place, size, duration and flags of a frame. */
const FRAME_BYTES = 16;
const ALPHA_FLAG = 0x10;

/** The first frame of an animated WebP file, as a file of its own. */
interface WebpFrame {
  readonly file: Uint8Array;
  readonly left: number;
  readonly top: number;
}

/** Cuts the first frame out of an animated WebP file (RFC 9649, 2.7.1). @throws a plain error without one */
function cutFrame(bytes: Uint8Array): WebpFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = RIFF_BYTES; at + 8 + FRAME_BYTES <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    const data = at + 8;
    if (String.fromCharCode(...bytes.subarray(at, at + 4)) !== 'ANMF') {
      at = data + length + (length & 1);
      continue;
    }
    const number = (field: number): number => view.getUint32(data + field, true) & 0xffffff;
    const parts = bytes.subarray(data + FRAME_BYTES, data + length);
    // Opacity that is stored beside the pixels needs a header that says so.
    const hasAlpha = String.fromCharCode(...parts.subarray(0, 4)) === 'ALPH';
    const headBytes = RIFF_BYTES + (hasAlpha ? 18 : 0);
    const file = new Uint8Array(headBytes + parts.length);
    const written = new DataView(file.buffer);
    file.set(new TextEncoder().encode(hasAlpha ? 'RIFF....WEBPVP8X' : 'RIFF....WEBP'));
    written.setUint32(4, file.length - 8, true);
    if (hasAlpha) {
      written.setUint32(16, 10, true);
      file[20] = ALPHA_FLAG;
      written.setUint32(24, number(6), true);
      written.setUint16(27, number(9) & 0xffff, true);
      file[29] = number(9) >>> 16;
    }
    file.set(parts, headBytes);
    return { file, left: 2 * number(0), top: 2 * number(3) };
  }
  throw new Error('no frame');
}

/**
 * Decodes the first frame of an animated WebP file on its canvas; pixels that the frame does not cover have no opacity.
 * @param decode - decodes a file of one picture
 * @param readSize - reads the size of such a file
 */
export async function decodeFirstFrame(
  bytes: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  decode: (file: Uint8Array) => Promise<RgbaImage>,
  readSize: (file: Uint8Array) => { readonly width?: number; readonly height?: number },
): Promise<RgbaImage> {
  const { file, left, top } = cutFrame(bytes);
  // Before memory is taken: the frame has a size of its own.
  const { width: across = 0, height: down = 0 } = readSize(file);
  if (left + across > width || top + down > height) throw new Error('a frame outside of its canvas');
  const frame = await decode(file);
  if (left + frame.width > width || top + frame.height > height) throw new Error('a frame outside of its canvas');
  if (frame.width === width && frame.height === height) return frame;
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < frame.height; y++) {
    const row = frame.pixels.subarray(y * frame.width * 4, (y + 1) * frame.width * 4);
    pixels.set(row, ((top + y) * width + left) * 4);
  }
  return { pixels, width, height };
}
