import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { type Random, readColorImage, readGrayImage } from '@ferkit/core/datasets';
import { crc32 } from '#core/platform/png/decodePng';
import { choose } from '../support/choose';
import { claim } from '../support/claim';
import type { FuzzTarget } from '../support/FuzzTarget';
import { mutateBytes } from '../support/mutateBytes';

const folder = 'test/fixtures/images';

const files = readdirSync(folder)
  .filter((name) => /\.(png|jpe?g|webp|gif|bmp)$/.test(name))
  .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(join(folder, name))) }));
const ofKind = (kind: RegExp): Uint8Array[] => files.filter(({ name }) => kind.test(name)).map(({ bytes }) => bytes);
const kinds = [/png$/, /jpe?g$/, /webp$/, /gif$/, /bmp$/].map(ofKind);

/** Chunk names and markers of these formats. */
const words = [
  'IHDR',
  'PLTE',
  'tRNS',
  'IDAT',
  'IEND',
  'eXIf',
  'Exif\0\0II*\0',
  'VP8X',
  'VP8L',
  'VP8 ',
  'ALPH',
  'ANIM',
  'RIFF',
  'ANMF',
  'Adobe',
  'GIF89a',
  '\x21\xf9\x04\x01',
  '\x2c\0\0\0\0',
  'BM',
];

function pngChunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(Buffer.from(name, 'latin1'), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** Mutates one chunk of a PNG file and corrects its checksum, which would reveal the damage at once. */
function mutateChunk(random: Random, bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [bytes.subarray(0, 8)];
  const starts: number[] = [];
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) starts.push(at);
  const damaged = choose(random, random.next() < 0.5 ? starts.slice(0, 1) : starts);
  for (const at of starts) {
    const data = bytes.subarray(at + 8, at + 8 + view.getUint32(at));
    const name = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
    parts.push(pngChunk(name, at === damaged ? mutateBytes(random, data) : data));
  }
  return Uint8Array.from(Buffer.concat(parts));
}

function mutate(random: Random): Uint8Array {
  const kind = choose(random, kinds);
  const bytes = choose(random, kind);
  if (kind === kinds[0] && random.next() < 0.5) return mutateChunk(random, bytes);
  return mutateBytes(random, bytes, { words, others: kind });
}

async function run(bytes: Uint8Array): Promise<void> {
  const colour = await readColorImage(bytes);
  const { width, height, pixels } = colour;
  claim(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0, 'an image has a size');
  claim(pixels.length === width * height * 4, 'four bytes a pixel');
  const gray = await readGrayImage(bytes);
  claim(gray.width === width && gray.height === height, 'grey and colour have one size');
  claim(gray.pixels.length === width * height, 'one grey a pixel');
}

/** A PNG of the given size with valid checksums. */
function png(width: number, height: number, packed: Uint8Array, depth = 8): Uint8Array {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header[8] = depth;
  const signature = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
  return Uint8Array.from(
    Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('IDAT', packed), pngChunk('IEND', new Uint8Array())]),
  );
}

const zeros = (mebibytes: number): Uint8Array => deflateSync(new Uint8Array(mebibytes << 20));

/** A JPEG file with another size in its frame header. */
function resizeJpeg(width: number, height: number): Uint8Array {
  const bytes = Uint8Array.from(readFileSync(join(folder, 'gray.jpg')));
  const at = Buffer.from(bytes).indexOf(Buffer.of(0xff, 0xc0));
  const view = new DataView(bytes.buffer);
  view.setUint16(at + 5, height);
  view.setUint16(at + 7, width);
  return bytes;
}

/** A lossless WebP file with another size in its header. */
function resizeWebp(width: number, height: number): Uint8Array {
  const bytes = Uint8Array.from(readFileSync(join(folder, 'lossless.webp')));
  const at = Buffer.from(bytes).indexOf('VP8L') + 9;
  const view = new DataView(bytes.buffer);
  view.setUint32(at, (view.getUint32(at, true) & 0xf0000000) | (width - 1) | ((height - 1) << 14), true);
  return bytes;
}

/** A file with another 16-bit or 32-bit number at two places. */
function resize(
  name: string,
  [widthAt, heightAt]: readonly [number, number],
  width: number,
  height: number,
): Uint8Array {
  const bytes = Uint8Array.from(readFileSync(join(folder, name)));
  const view = new DataView(bytes.buffer);
  const bits = heightAt - widthAt;
  if (bits === 4) {
    view.setInt32(widthAt, width, true);
    view.setInt32(heightAt, height, true);
  } else {
    view.setUint16(widthAt, width, true);
    view.setUint16(heightAt, height, true);
  }
  return bytes;
}

/** PNG, JPEG, WebP, GIF and BMP files. */
export const openImages = (): Promise<FuzzTarget<Uint8Array>> =>
  Promise.resolve({
    seeds: files.map(({ bytes }) => bytes),
    hostile: [
      { name: 'png-60000x60000', expected: 'IMAGE_UNREADABLE', create: () => png(60_000, 60_000, zeros(1)) },
      {
        name: 'png-10000x10000-without-pixels',
        expected: 'IMAGE_UNREADABLE',
        create: () => png(10_000, 10_000, zeros(1)),
      },
      { name: 'png-bomb', expected: 'IMAGE_UNREADABLE', create: () => png(8, 8, zeros(256)) },
      { name: 'png-4294967295x1', expected: 'IMAGE_UNREADABLE', create: () => png(0xffffffff, 1, zeros(1)) },
      { name: 'png-0x0', expected: 'IMAGE_UNREADABLE', create: () => png(0, 0, zeros(1)) },
      { name: 'jpeg-65500x1500', expected: 'IMAGE_UNREADABLE', create: () => resizeJpeg(65_500, 1500) },
      { name: 'webp-16383x6000', expected: 'IMAGE_UNREADABLE', create: () => resizeWebp(16_383, 6000) },
      {
        name: 'gif-65535x1500',
        expected: 'IMAGE_UNREADABLE',
        create: () => resize('palette.gif', [6, 8], 65_535, 1500),
      },
      {
        name: 'gif-65535x65535',
        expected: 'IMAGE_UNREADABLE',
        create: () => resize('palette.gif', [6, 8], 65_535, 65_535),
      },
      {
        name: 'bmp-10000x9000',
        expected: 'IMAGE_UNREADABLE',
        create: () => resize('rgba.bmp', [18, 22], 10_000, 9000),
      },
      {
        name: 'bmp-2147483647x-2147483648',
        expected: 'IMAGE_UNREADABLE',
        create: () => resize('rgba.bmp', [18, 22], 2 ** 31 - 1, -(2 ** 31)),
      },
      { name: 'empty', expected: 'IMAGE_UNREADABLE', create: () => new Uint8Array() },
    ],
    mutate,
    run,
    toBytes: (bytes) => bytes,
  });
