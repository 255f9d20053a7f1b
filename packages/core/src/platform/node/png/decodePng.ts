import { crc32, inflateSync } from 'node:zlib';
import { readPngChunks } from '../../headers/readPngChunks';
import type { RgbaImage } from '../../Platform';
import { paintRow } from './paintRow';
import { readPngColours } from './PngColours';
import { readPngLayout } from './PngLayout';
import { listPngPasses } from './PngPass';
import { unfilterRow } from './unfilterRow';
import { unpackRow } from './unpackRow';

const USED_CHUNKS: readonly string[] = ['IHDR', 'PLTE', 'tRNS', 'IDAT'];

interface PngContent {
  readonly chunks: ReadonlyMap<string, Uint8Array>;
  readonly compressed: Uint8Array;
}

/** Gathers the chunks that make the picture, checked; a chunk that comes twice counts once, the compressed ones are joined. */
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
  return { chunks, compressed: compressed.length === 1 ? compressed[0]! : Buffer.concat(compressed) };
}

/**
 * Decodes a PNG file of any kind: grey, colour or palette, 1 to 16 bits, interlaced or not.
 *
 * Our own code over Node's zlib, because of the packages looked at one scrambles interlaced files of less than 8 bits and
 * lets a few bytes inflate to gigabytes, and the other takes three times as long.
 * @throws a plain error that says what is damaged
 */
export function decodePng(bytes: Uint8Array): RgbaImage {
  const { chunks, compressed } = gather(bytes);
  const layout = readPngLayout(chunks.get('IHDR')!);
  const colours = readPngColours(layout, chunks);
  const passes = listPngPasses(layout);
  const { width, height, channels, depth } = layout;

  const expected = passes.reduce((sum, pass) => sum + pass.height * (1 + pass.rowBytes), 0);
  const raw = inflateSync(compressed, { maxOutputLength: expected });
  if (raw.length < expected) throw new Error(`${raw.length} of ${expected} bytes of pixels`);

  const pixels = new Uint8Array(width * height * 4);
  const pixelBytes = Math.ceil((channels * depth) / 8);
  let at = 0;
  for (const pass of passes) {
    const samples = new Uint16Array(pass.width * channels);
    let above = new Uint8Array(pass.rowBytes);
    for (let y = 0; y < pass.height; y++, at += 1 + pass.rowBytes) {
      const row = raw.subarray(at + 1, at + 1 + pass.rowBytes);
      unfilterRow(raw[at]!, row, above, pixelBytes);
      unpackRow(row, depth, samples);
      const target = (pass.top + y * pass.stepY) * width + pass.left;
      paintRow(samples, layout, colours, pixels, target * 4, pass.stepX * 4);
      above = row;
    }
  }
  return { pixels, width, height };
}
