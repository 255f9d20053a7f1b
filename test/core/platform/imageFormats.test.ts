import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readColorImage, readGrayImage } from '@ferkit/core/datasets';
import { nameFormat } from '#core/imageFormats';
import { isImagePath } from '#core/imagePaths';
import { sharpMissing } from '#core/platform/node/decodeWithSharp';
import { platform } from '#core/platform/platform.node';
import inks from '../../fixtures/images/inks.json';
import foreign from '../../fixtures/images/foreign.json';
import { type Bmp, encodeBmp, encodeGif, type Gif } from '../images/encodeImages';

const fixture = (file: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/images/${file}`, import.meta.url)));

async function refusal(bytes: Uint8Array): Promise<string> {
  const error: unknown = await platform.decodeImage(bytes).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'FerError', code: 'IMAGE_UNREADABLE' });
  return (error as { details: { received: string } }).details.received;
}

const pixelsOf = async (bytes: Uint8Array): Promise<readonly number[]> => [
  ...(await platform.decodeImage(bytes)).pixels,
];

describe('decoding GIF', () => {
  const colors = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [9, 8, 7],
  ] as const;
  const gif: Gif = { width: 3, height: 2, colors, frames: [{ indices: [0, 1, 2, 3, 2, 1] }] };
  const opaque = (...indices: readonly number[]): readonly number[] =>
    indices.flatMap((index) => [...colors[index]!, 255]);

  it('gives every pixel', async () => {
    expect(await pixelsOf(encodeGif(gif))).toEqual(opaque(0, 1, 2, 3, 2, 1));
  });

  it('leaves pixels of the transparent colour, and those beside the first frame, without opacity', async () => {
    const file = encodeGif({ ...gif, frames: [{ left: 1, top: 1, width: 2, indices: [3, 1] }], transparent: 3 });
    const nothing = [0, 0, 0, 0];
    expect(await pixelsOf(file)).toEqual([...nothing, ...nothing, ...nothing, ...nothing, ...nothing, ...opaque(1)]);
    // As a page shows it: over white.
    expect([...(await readGrayImage(file)).pixels]).toEqual([255, 255, 255, 255, 255, 150]);
  });

  it('takes the first of several frames, and a picture that is larger than its screen whole', async () => {
    const frames = [{ indices: [0, 0, 0, 1, 1, 1] }, { indices: [2, 2, 2, 2, 2, 2] }];
    expect(await pixelsOf(encodeGif({ ...gif, frames }))).toEqual(opaque(0, 0, 0, 1, 1, 1));
    const small = encodeGif({ ...gif, screen: [1, 1] });
    expect(await readColorImage(small)).toMatchObject({ width: 3, height: 2 });
  });

  it('sorts the rows of interlaced files', async () => {
    const height = 20;
    const rows = Array.from({ length: height }, (_, y) => y % 4);
    const file = encodeGif({ width: 1, height, colors, frames: [{ indices: rows, interlaced: true }] });
    expect(await pixelsOf(file)).toEqual(opaque(...rows));
  });

  it('decodes all lengths of codes', async () => {
    const [width, height] = [211, 97];
    const many = Array.from({ length: 256 }, (_, index) => [index, 255 - index, (index * 7) % 256] as const);
    const indices = Array.from({ length: width * height }, (_, at) => (at * at * 31 + (at >> 3)) % 256);
    const { pixels } = await platform.decodeImage(encodeGif({ width, height, colors: many, frames: [{ indices }] }));
    expect(indices.every((index, at) => pixels[at * 4] === index && pixels[at * 4 + 1] === 255 - index)).toBe(true);
  });

  it('refuses a GIF wherever it is cut off, and damage ends in no other error', async () => {
    const bytes = fixture('interlaced.gif');
    for (let length = bytes.length - 3; length >= 6; length -= 3) await refusal(bytes.slice(0, length));
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at]! ^= 0x35;
      await platform.decodeImage(damaged).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'IMAGE_UNREADABLE' });
      });
    }
  });

  it('refuses absurd sizes by the header', async () => {
    const bytes = fixture('palette.gif');
    new DataView(bytes.buffer).setUint16(6, 60_000, true);
    new DataView(bytes.buffer).setUint16(8, 60_000, true);
    expect(await refusal(bytes)).toContain('60000 x 60000 pixels');
    new DataView(bytes.buffer).setUint16(8, 1500, true);
    expect(await refusal(bytes)).toContain(`in ${bytes.length} bytes`);
  });
});

describe('decoding BMP', () => {
  const colors = [
    [10, 20, 30],
    [200, 100, 50],
    [0, 255, 128],
    [7, 77, 177],
  ] as const;
  const opaque = (...indices: readonly number[]): readonly number[] =>
    indices.flatMap((index) => [...colors[index]!, 255]);
  const indices = [0, 1, 2, 3, 3, 2, 1, 0, 1, 1];
  const base: Bmp = { width: 5, height: 2, depth: 8, colors, rows: [[0, 1, 2, 3, 3], [2, 1, 0, 1, 1]] }; // prettier-ignore

  it.each([2, 4, 8] as const)('reads %i bits a pixel', async (depth) => {
    expect(await pixelsOf(encodeBmp({ ...base, depth }))).toEqual(opaque(...indices));
  });

  it('reads one bit a pixel', async () => {
    const rows = [[0, 1, 1, 0, 1, 0, 0, 0, 1, 1]];
    const file = encodeBmp({ width: 10, height: 1, depth: 1, colors: colors.slice(0, 2), rows });
    expect(await pixelsOf(file)).toEqual(opaque(...rows[0]!));
  });

  it('reads rows from the top, headers of OS/2, and rows without padding at the end', async () => {
    for (const change of [{ topDown: true }, { isCore: true }, { headerBytes: 124 }, { cutPadding: true }]) {
      expect(await pixelsOf(encodeBmp({ ...base, ...change })), JSON.stringify(change)).toEqual(opaque(...indices));
    }
  });

  it('reads 16, 24 and 32 bits a pixel, with and without masks', async () => {
    const color = { width: 1, height: 1, colors: [] };
    // 5 bits each: 31, 0, 16.
    const five = encodeBmp({ ...color, depth: 16, rows: [[(31 << 10) | 16]] });
    expect(await pixelsOf(five)).toEqual([255, 0, 132, 255]);
    const masks = [0xf800, 0x7e0, 0x1f];
    const six = encodeBmp({ ...color, depth: 16, rows: [[(31 << 11) | (63 << 5)]], masks });
    expect(await pixelsOf(six)).toEqual([255, 255, 0, 255]);
    expect(await pixelsOf(encodeBmp({ ...color, depth: 24, rows: [[0x102030]] }))).toEqual([16, 32, 48, 255]);
    // Without a mask the fourth byte is no opacity.
    expect(await pixelsOf(encodeBmp({ ...color, depth: 32, rows: [[0x80102030]] }))).toEqual([16, 32, 48, 255]);
    const alpha = { masks: [0xff0000, 0xff00, 0xff, 0xff000000], headerBytes: 124 };
    expect(await pixelsOf(encodeBmp({ ...color, depth: 32, rows: [[0x80102030]], ...alpha }))).toEqual([
      16, 32, 48, 128,
    ]);
    expect(await pixelsOf(encodeBmp({ ...color, depth: 32, rows: [[0x102030]], ...alpha }))).toEqual([16, 32, 48, 255]);
  });

  it('reads run lengths', async () => {
    const runs8 = [3, 2, 0, 3, 0, 1, 3, 0, 0, 0, 0, 2, 1, 0, 2, 1, 0, 1];
    const eight = encodeBmp({ ...base, runs: runs8, height: 2, width: 6 });
    // From the bottom: 2 2 2 0 1 3, then a jump over one pixel and two of colour 1.
    const nothing = [0, 0, 0, 0];
    expect(await pixelsOf(eight)).toEqual([
      ...nothing, ...opaque(1, 1), ...nothing, ...nothing, ...nothing, ...opaque(2, 2, 2, 0, 1, 3),
    ]); // prettier-ignore
    const four = encodeBmp({ ...base, depth: 4, runs: [5, 0x12, 0, 0, 0, 5, 0x01, 0x23, 0x30, 0, 0, 1] });
    expect(await pixelsOf(four)).toEqual(opaque(0, 1, 2, 3, 3, 1, 2, 1, 2, 1));
  });

  it('refuses files that are cut off, and variants that nobody writes', async () => {
    const bytes = fixture('palette-8.bmp');
    for (let length = bytes.length - 1; length >= 18; length -= 7) await refusal(bytes.slice(0, length));
    const rare = fixture('picture.bmp');
    new DataView(rare.buffer).setUint32(30, 4, true);
    expect(await refusal(rare)).toContain('compression 4');
    new DataView(rare.buffer).setInt32(18, 60_000, true);
    new DataView(rare.buffer).setInt32(22, 60_000, true);
    expect(await refusal(rare)).toContain('60000 x 60000');
  });
});

describe('decoding JPEG of four inks', () => {
  it.each(Object.entries(inks))('%s differs from libjpeg-turbo by at most one', async (file, encoded) => {
    const wanted = Buffer.from(encoded, 'base64');
    const { pixels, width, height } = await platform.decodeImage(fixture(file));
    expect([width, height]).toEqual([24, 16]);
    // The conversion from Y Cb Cr rounds once more.
    const most = file.startsWith('ycck') ? 2 : 1;
    const worst = Math.max(...wanted.map((value, at) => Math.abs(value - pixels[Math.floor(at / 3) * 4 + (at % 3)]!)));
    expect(worst).toBeLessThanOrEqual(most);
    expect(pixels.every((value, at) => at % 4 < 3 || value === 255)).toBe(true);
  });

  it('takes ink for ink without the marker of Adobe, whose programs store it inverted', async () => {
    const bytes = fixture('cmyk.jpg');
    const marker = Buffer.from(bytes).indexOf('Adobe');
    const plain = Buffer.concat([bytes.subarray(0, marker - 4), bytes.subarray(marker + 12)]);
    const [adobe, ink] = [await readGrayImage(bytes), await readGrayImage(new Uint8Array(plain))];
    expect(adobe.pixels).not.toEqual(ink.pixels);
  });

  it.each(['cmyk.jpg', 'cmyk-progressive.jpg', 'cmyk-restart.jpg'])(
    'refuses %s wherever it is cut off',
    async (file) => {
      const bytes = fixture(file);
      for (let length = bytes.length - 1; length >= 4; length -= 5) await refusal(bytes.slice(0, length));
      for (let at = 0; at < bytes.length; at += 3) {
        const damaged = bytes.slice();
        damaged[at]! ^= 0x35;
        await platform.decodeImage(damaged).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'IMAGE_UNREADABLE' });
        });
      }
    },
  );
});

describe('formats that need sharp in Node', () => {
  it.each(Object.entries(foreign))('%s is decoded as it was when the expectation was written', async (file, wanted) => {
    const { pixels, width, height } = await readGrayImage(fixture(file));
    expect([width, height]).toEqual([24, 16]);
    // Another version of a decoder may round otherwise.
    expect(Math.max(...wanted.map((value, at) => Math.abs(value - pixels[at]!)))).toBeLessThanOrEqual(2);
  });

  it('are named as such where sharp lacks the decoder', async () => {
    const error: unknown = await platform.decodeImage(fixture('picture.heic')).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'IMAGE_UNREADABLE', details: { format: 'HEIC' } });
    expect((error as Error).message).toContain('Convert it to JPEG');
  });

  it.each(['AVIF', 'TIFF', 'SVG'] as const)('%s advises to install sharp where there is none', (format) => {
    expect(sharpMissing(format).message).toMatch(/received no sharp\. Run: npm install sharp$/);
  });

  it.each(['HEIC', 'JPEG XL', 'JPEG 2000', 'PNM'] as const)(
    '%s, which the sharp of npm does not decode, advises no install but another format',
    (format) => {
      const { message, details } = sharpMissing(format);
      expect(message).toContain('Convert it to JPEG');
      expect(message).not.toContain('npm install');
      expect(details).toMatchObject({ package: 'sharp', format });
    },
  );

  it('are refused if truncated', async () => {
    for (const file of ['picture.avif', 'picture.tiff']) {
      const bytes = fixture(file);
      await refusal(bytes.slice(0, bytes.length / 2));
    }
  });

  it('are refused with the formats that nothing decodes', async () => {
    expect(await refusal(fixture('picture.ico'))).toBe('an ICO file');
  });
});

describe('naming formats', () => {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);

  it.each([
    ['a page', text('\n <!DOCTYPE html><title>404'), 'HTML'],
    ['a page without a declaration', text('<html>'), 'HTML'],
    ['a drawing', text('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'), 'SVG'],
    ['a pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:0'), 'Git LFS pointer'],
    ['an answer', text('{"error": 1}'), 'JSON'],
    ['a text that begins like a BMP file', text('BMW, Audi and others: a list'), undefined],
    ['HEIC', fixture('picture.heic'), 'HEIC'],
    ['AVIF', fixture('picture.avif'), 'AVIF'],
  ])('%s', (_, bytes, name) => expect(nameFormat(bytes)).toBe(name));

  it('tells a page from a picture, and the way on', async () => {
    const error: unknown = await readGrayImage(text('<!doctype html><h1>Not found')).catch((reason: unknown) => reason);
    expect((error as Error).message).toContain('received an HTML file. The source leads to a page');
  });

  it('knows the file extensions of all of them', () => {
    const names = [
      'a.PNG',
      'a.jpeg',
      'a.webp',
      'a.gif',
      'a.bmp',
      'a.avif',
      'a.heic',
      'a.heif',
      'a.tif',
      'a.svg',
      'a.jxl',
    ];
    expect(names.filter((name) => !isImagePath(name))).toEqual([]);
    expect(isImagePath('a.txt')).toBe(false);
  });
});
