import { describe, expect, test } from 'vitest';
import { readGrayImage } from '../../packages/core/src/images/readGrayImage';
import { hashModelInput } from '../fixtures/images/hashModelInput';
import expected from '../fixtures/images/modelInputs.json';
import translucent from '../fixtures/images/translucent.json';
import { EXPECTED_CHECKSUM, preprocessingChecksum } from '../fixtures/images/preprocessingChecksum';

const addresses = import.meta.glob<string>('../fixtures/images/*.{png,jpg,webp}', {
  query: '?url',
  import: 'default',
  eager: true,
});

async function fixture(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(addresses[`../fixtures/images/${name}`]!);
  return new Uint8Array(await response.arrayBuffer());
}

test('the browser preprocesses to the bits of Node and Python', async () => {
  expect(await preprocessingChecksum()).toBe(EXPECTED_CHECKSUM);
});

describe('an image file', () => {
  for (const [name, hash] of Object.entries(expected)) {
    if (name in translucent) continue;
    test(`${name} gives a network the very bits that it gives in Node`, async () => {
      expect(await hashModelInput(await fixture(name))).toBe(hash);
    });
  }

  for (const [name, wanted] of Object.entries(translucent)) {
    test(`${name}, which is translucent, is at most one grey off: a canvas keeps such colours no better`, async () => {
      const { pixels } = await readGrayImage(await fixture(name));
      expect(Math.max(...wanted.map((value, index) => Math.abs(value - pixels[index]!)))).toBeLessThanOrEqual(1);
    });
  }

  test('is read from a File, a Blob, an address and a stream alike', async () => {
    const bytes = await fixture('rgb-8.png');
    const wanted = await readGrayImage(bytes);
    const address = addresses['../fixtures/images/rgb-8.png']!;
    const sources = [
      new File([bytes], 'face.png'),
      new Blob([bytes]),
      address,
      new URL(address, location.href),
      (await fetch(address)).body!,
    ];
    for (const source of sources) expect(await readGrayImage(source)).toEqual(wanted);
  });

  test.each([
    ['animated.webp', 'an animated WebP'],
    ['cmyk.jpg', 'a CMYK JPEG'],
  ])('%s is refused for the reason that Node gives', async (name, received) => {
    await expect(readGrayImage(await fixture(name))).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      details: { received },
    });
  });

  test('is refused when it is cut off', async () => {
    for (const name of ['rgb-8.png', 'colour-420.jpg', 'lossy.webp']) {
      const bytes = await fixture(name);
      const half = bytes.slice(0, bytes.length / 2);
      await expect(readGrayImage(half), name).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    }
  });
});

test('the pixels of a canvas are taken as they are', async () => {
  const context = new OffscreenCanvas(5, 4).getContext('2d')!;
  context.fillStyle = 'rgb(10 200 30)';
  context.fillRect(0, 0, 5, 4);
  const { pixels, width, height } = await readGrayImage(context.getImageData(0, 0, 5, 4));
  expect([width, height]).toEqual([5, 4]);
  // Rec. 601: 0.299 * 10 + 0.587 * 200 + 0.114 * 30
  expect([...pixels]).toEqual(new Array(20).fill(124));
});
