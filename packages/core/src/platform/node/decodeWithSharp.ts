import type { ImageFormat } from '../../imageFormats';
import { FerError } from '../../errors';
import type { RgbaImage } from '../Platform';
import { describeFormat, MAX_IMAGE_PIXELS } from '../headers/readImageHeader';
import { imageUnreadable, reasonOf } from '../readErrors';
import { importPackage } from './importPackage';

/** Formats that sharp decodes, at least with a libvips of the system. */
const FORMATS: readonly ImageFormat[] = ['AVIF', 'HEIC', 'TIFF', 'SVG', 'JPEG XL', 'JPEG 2000', 'PNM'];
/** Formats that the sharp of npm decodes; the others need one that was built with another libvips. */
const FORMATS_OF_NPM: readonly ImageFormat[] = ['AVIF', 'TIFF', 'SVG'];

/** The functions of sharp that are used. */
interface SharpPipeline {
  rotate(): SharpPipeline;
  toColourspace(space: 'srgb'): SharpPipeline;
  ensureAlpha(): SharpPipeline;
  raw(options: { readonly depth: 'uchar' }): SharpPipeline;
  toBuffer(options: { readonly resolveWithObject: true }): Promise<{
    readonly data: Uint8Array;
    readonly info: { readonly width: number; readonly height: number; readonly channels: number };
  }>;
}
type Sharp = (bytes: Uint8Array, options: Readonly<Record<string, unknown>>) => SharpPipeline;

const INSTALL = 'npm install sharp';

/**
 * Decodes the first picture of a file by the optional package sharp, upright.
 * @throws PEER_MISSING without sharp; IMAGE_UNREADABLE for formats and files that it does not decode
 */
export async function decodeWithSharp(bytes: Uint8Array, format: ImageFormat): Promise<RgbaImage> {
  if (!FORMATS.includes(format)) {
    throw imageUnreadable({ received: describeFormat(format), format, next: 'Convert it to PNG, for example.' });
  }
  const sharp = await importSharp(format);
  try {
    const options = { limitInputPixels: MAX_IMAGE_PIXELS, pages: 1, failOn: 'error', ignoreIcc: true };
    const { data, info } = await sharp(bytes, options)
      .rotate()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 4) throw new Error(`${info.channels} channels`);
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length);
    return { pixels, width: info.width, height: info.height };
  } catch (error) {
    const reason = reasonOf(error).split('\n', 1)[0]!;
    const isMissing = !FORMATS_OF_NPM.includes(format) || /unsupported|not built|not compiled/i.test(reason);
    throw imageUnreadable({
      received: `${describeFormat(format)} that sharp does not decode (${reason})`,
      cause: error,
      ...(isMissing ? { format, next: `Convert it to JPEG, or build sharp with a decoder of ${format}.` } : {}),
    });
  }
}

async function importSharp(format: ImageFormat): Promise<Sharp> {
  let loaded: unknown;
  try {
    loaded = await importPackage('sharp');
  } catch (cause) {
    throw sharpMissing(format, cause);
  }
  const module = loaded as { readonly default?: unknown } | undefined;
  if (typeof module?.default !== 'function') throw sharpMissing(format);
  return module.default as Sharp;
}

/** Composes the error about a sharp that is not there, or does not load. For formats that no sharp of npm decodes, it advises no install. */
export function sharpMissing(format: ImageFormat, cause?: unknown): FerError<'PEER_MISSING'> {
  const isInstalled = cause !== undefined;
  const isOfNpm = FORMATS_OF_NPM.includes(format);
  const install = isInstalled ? `Install it again: ${INSTALL}` : `Run: ${INSTALL}`;
  return new FerError(
    'PEER_MISSING',
    {
      failed: 'Cannot decode the image',
      expected: isOfNpm
        ? `the optional package sharp, which decodes ${format} in Node`
        : `a sharp that was built with a decoder of ${format}`,
      received: isInstalled ? `a sharp that does not load (${reasonOf(cause).split('\n', 1)[0]!})` : 'no sharp',
      next: isOfNpm ? install : `Convert it to JPEG, for example: the sharp of npm does not decode ${format}.`,
      package: 'sharp',
      install: INSTALL,
      format,
    },
    { cause },
  );
}
