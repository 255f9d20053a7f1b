import type { RgbaImage } from '../Platform';

/** Longest header of a picture in bytes. */
const LONGEST_HEADER = 256;
/** Most pixels of a picture, as of image files. */
const MOST_PIXELS = 100_000_000;

/**
 * Reads pictures from a stream of PAM files with four channels, one after another; each picture is read when it is asked for. A picture
 * that the stream cuts off is left out.
 *
 * Source: http://netpbm.sourceforge.net/doc/pam.html
 */
export async function* readPam(stream: AsyncIterable<Uint8Array>): AsyncGenerator<RgbaImage, void, undefined> {
  let header = '';
  let pixels: Uint8Array | undefined;
  let [width, height, filled] = [0, 0, 0];
  for await (const chunk of stream) {
    let at = 0;
    while (at < chunk.length) {
      if (pixels === undefined) {
        const byte = chunk[at++]!;
        header += String.fromCharCode(byte);
        if (!header.endsWith('ENDHDR\n')) {
          if (header.length > LONGEST_HEADER) throw notPam(header);
          continue;
        }
        ({ width, height } = parseHeader(header));
        header = '';
        pixels = new Uint8Array(4 * width * height);
        filled = 0;
        continue;
      }
      const part = chunk.subarray(at, at + pixels.length - filled);
      pixels.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < pixels.length) continue;
      yield { pixels, width, height };
      pixels = undefined;
    }
  }
}

function parseHeader(header: string): { readonly width: number; readonly height: number } {
  const field = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(header)?.[1] ?? NaN);
  const [width, height] = [field('WIDTH'), field('HEIGHT')];
  const isSize = width > 0 && height > 0 && width * height <= MOST_PIXELS;
  if (!header.startsWith('P7\n') || field('DEPTH') !== 4 || field('MAXVAL') !== 255 || !isSize) throw notPam(header);
  return { width, height };
}

const notPam = (header: string): Error =>
  new Error(`expected a PAM picture with four channels, received ${JSON.stringify(header.slice(0, 80))}`);
