import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type ImageInput, readGrayImage } from '@ferkit/core/datasets';
import { gray, PATTERN } from './pattern';

function detect(file: string): URL {
  return new URL(`../../fixtures/images/${file}`, import.meta.url);
}

const file = new Uint8Array(readFileSync(detect('gray-8.png')));
const server = createServer((_, response) => response.end(file));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const pixels = Uint8Array.from({ length: PATTERN.width * PATTERN.height }, (_, index) =>
  gray(index % PATTERN.width, Math.floor(index / PATTERN.width)),
);
const rgba = Uint8ClampedArray.from({ length: pixels.length * 4 }, (_, index) =>
  index % 4 === 3 ? 255 : pixels[index >> 2]!,
);

describe('reading an image as grey pixels', () => {
  const inputs: Readonly<Record<string, ImageInput>> = {
    'a path': fileURLToPath(detect('gray-8.png')),
    'a file URL': detect('gray-8.png'),
    'an http URL': `http://127.0.0.1:${(server.address() as AddressInfo).port}/face.png`,
    'a Blob': new Blob([file]),
    bytes: file,
    'a Buffer that lies inside another': Buffer.concat([Buffer.alloc(3), file, Buffer.alloc(5)]).subarray(3, -5),
    'a stream': new Blob([file]).stream(),
    'grey pixels': { pixels, ...PATTERN },
    'colour pixels': { pixels: rgba, ...PATTERN },
    'what a canvas gives': { data: rgba, ...PATTERN, colorSpace: 'srgb' } as ImageData,
  };
  for (const [kind, input] of Object.entries(inputs)) {
    it(`takes ${kind}`, async () => {
      const image = await readGrayImage(input);
      expect([image.width, image.height]).toEqual([PATTERN.width, PATTERN.height]);
      expect([...image.pixels]).toEqual([...pixels]);
    });
  }

  it('does not copy grey pixels', async () => {
    expect((await readGrayImage({ pixels, ...PATTERN })).pixels).toBe(pixels);
  });
});

describe('refusing', () => {
  it('names the file that is no image', async () => {
    const path = fileURLToPath(detect('expected.json'));
    await expect(readGrayImage(path)).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: `Cannot decode the image "${path}": expected a whole PNG, JPEG, WebP, GIF or BMP file, received a JSON file.`,
      details: { source: path },
    });
  });

  it('tells a missing file from one that is no image', async () => {
    await expect(readGrayImage('none.png')).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  it('refuses raw pixels whose number does not fit their size', async () => {
    for (const [width, height] of [
      [23, 16],
      [0, 0],
      [-24, -16],
      [384.5, 1],
      [Number.NaN, 1],
    ] as const) {
      await expect(readGrayImage({ pixels, width, height })).rejects.toMatchObject({
        code: 'OPTION_INVALID',
        details: { option: 'image' },
      });
    }
  });

  it.each([[null], [{ pixels: null, width: 1, height: 1 }], [{ pixels: [0.5], width: 1, height: 1 }]])(
    'refuses what is no image at all: %j',
    async (input) => {
      await expect(readGrayImage(input as unknown as Uint8Array)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    },
  );

  it('stops when it is told to', async () => {
    const reason = new Error('enough');
    for (const input of Object.values<ImageInput>({ raw: { pixels, ...PATTERN }, bytes: file })) {
      await expect(readGrayImage(input, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    }
  });
});
