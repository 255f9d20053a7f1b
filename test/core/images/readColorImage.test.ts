import { describe, expect, it } from 'vitest';
import { readColorImage, readGrayImage } from '@ferkit/core/datasets';
import { toGray } from '#core/images/GrayImage';

const fixture = (name: string): URL => new URL(`../../fixtures/images/${name}`, import.meta.url);

describe('reading an image as colour pixels', () => {
  it('keeps the colours that the grey is made of', async () => {
    for (const name of ['colour-444.jpg', 'rgba-8.png', 'palette-8.png', 'orientation-6.jpg', 'lossy-alpha.webp']) {
      const color = await readColorImage(fixture(name));
      expect(color.pixels).toHaveLength(color.width * color.height * 4);
      expect(toGray(color)).toEqual(await readGrayImage(fixture(name)));
    }
  });

  it('spreads grey over red, green and blue', async () => {
    const image = await readColorImage({ pixels: Uint8Array.of(0, 7, 255), width: 3, height: 1 });
    expect([...image.pixels]).toEqual([0, 0, 0, 255, 7, 7, 7, 255, 255, 255, 255, 255]);
  });

  it('does not copy colour pixels', async () => {
    const pixels = new Uint8Array(16);
    expect((await readColorImage({ pixels, width: 2, height: 2 })).pixels).toBe(pixels);
  });

  it('refuses pixels that fit no size', async () => {
    await expect(readColorImage({ pixels: new Uint8Array(15), width: 2, height: 2 })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'image' },
    });
  });
});
