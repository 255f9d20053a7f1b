import { platform } from '#platform';
import type { Abortable } from '../abortable';
import { FerError, isFerError } from '../errors';
import { collectBytes } from '../platform/collectBytes';
import type { ByteSource, RgbaImage } from '../platform/Platform';
import type { GrayImage } from './GrayImage';
import { toGray } from './toGray';

/**
 * Anything that is an image: a file (PNG, JPEG or WebP) by its path or URL, as a Blob, bytes or a stream, or the pixels
 * themselves, grey or R G B A, a canvas' ImageData among them.
 */
export type ImageInput = ByteSource | GrayImage | RgbaImage | ImageData;

interface RawImage {
  readonly pixels: GrayImage['pixels'];
  readonly width: number;
  readonly height: number;
}

/** The pixels of what is no file. */
function toRaw(input: ImageInput): RawImage | undefined {
  if (typeof input !== 'object' || !('width' in input)) return undefined;
  if ('pixels' in input) return input;
  const { data, width, height } = input;
  // Typed as wide-gamut half floats may be, which a caller has to ask for and ferkit does not take.
  return data instanceof Uint8ClampedArray ? { pixels: data, width, height } : undefined;
}

/** Raw pixels say by their number whether they are grey or colour. */
function fromRaw({ pixels, width, height }: RawImage): GrayImage {
  const size = width * height;
  if (Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0) {
    if (pixels.length === size) return { pixels, width, height };
    if (pixels.length === size * 4) return toGray({ pixels, width, height });
  }
  throw new FerError('OPTION_INVALID', {
    failed: 'Cannot take the image',
    expected: 'width x height (grey) or 4 x width x height (R G B A) bytes',
    received: `${pixels.length} bytes for ${width} x ${height}`,
    option: 'image',
  });
}

/**
 * Reads an image of any kind as grey pixels, upright by its EXIF orientation, transparency laid over white. Grey pixels
 * are passed through, not copied.
 * @throws SOURCE_UNREADABLE where the file cannot be read
 * @throws IMAGE_UNREADABLE where it is no whole PNG, JPEG or WebP
 * @throws OPTION_INVALID for raw pixels whose number does not fit their size
 *
 * @example
 * ```ts
 * const { pixels, width, height } = await readGrayImage('photo.jpg');
 * ```
 */
export async function readGrayImage(input: ImageInput, options: Abortable = {}): Promise<GrayImage> {
  options.signal?.throwIfAborted();
  const raw = toRaw(input);
  if (raw !== undefined) return fromRaw(raw);
  const stream = await platform.openBytes(input as ByteSource, options);
  const bytes = await collectBytes(stream);
  try {
    return toGray(await platform.decodeImage(bytes, options));
  } catch (error) {
    if (!isFerError(error, 'IMAGE_UNREADABLE') || stream.name === 'bytes' || stream.name === 'stream') throw error;
    const failed = `Cannot decode the image "${stream.name}"`;
    throw new FerError('IMAGE_UNREADABLE', { ...error.details, failed, source: stream.name }, { cause: error.cause });
  }
}
