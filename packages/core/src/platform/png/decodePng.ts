import { readPngChunks } from '../headers/readPngChunks';
import type { RgbaImage } from '../Platform';
import { crc32 } from './crc32';
import { paintRow } from './paintRow';
import { readPngColours } from './PngColours';
import { readPngLayout } from './PngLayout';
import { listPngPasses } from './PngPass';
import { unfilterRow } from './unfilterRow';
import { unpackRow } from './unpackRow';

const USED_CHUNKS: readonly string[] = ['IHDR', 'PLTE', 'tRNS', 'IDAT'];

interface PngContent {
  readonly chunks: ReadonlyMap<string, Uint8Array>;
  readonly compressed: readonly Uint8Array[];
}

/** Gathers the chunks that make the picture, checked; a chunk that comes twice counts once. */
function gather(bytes: Uint8Array): PngContent {
  const chunks = new Map<string, Uint8Array>();
  const compressed: Uint8Array[] = [];
  for (const { name, data, checked, checksum } of readPngChunks(bytes)) {
    if (!USED_CHUNKS.includes(name)) {
      // A capital in front means that the picture cannot be understood without the chunk (ISO/IEC 15948, 5.4).
      if (/^[A-Z]/.test(name)) throw new Error(`unknown chunk ${name}`);
      continue;
    }
    if (crc32(checked) !== checksum) throw new Error(`wrong checksum of chunk ${name}`);
    if (name === 'IDAT') compressed.push(data);
    else if (!chunks.has(name)) chunks.set(name, data);
  }
  return { chunks, compressed };
}

/**
 * Undoes zlib compression.
 * @param limit - how many bytes may come out at most; more must reject, and not be gathered first
 */
export type Inflate = (compressed: readonly Uint8Array[], limit: number) => Promise<Uint8Array>;

/**
 * Decodes a PNG file of any kind: grey, colour or palette, 1 to 16 bits, interlaced or not. 16 bits are cut to the upper 8,
 * as Chromium does.
 *
 * Our own code on every platform: a browser's canvas gives the colours of translucent pixels back changed, and the packages
 * looked at scramble interlaced files of less than 8 bits or let a few bytes inflate to gigabytes.
 * @throws a plain error that says what is damaged
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
