import { expect, test } from 'vitest';
import { readGrayImage } from '@ferkit/core/datasets';
import { encodePng } from '#core/images/encodePng';

test.each([
  [48, 48],
  [1, 1],
  [7, 3],
])('an image of %d x %d is read back from its PNG pixel for pixel', async (width, height) => {
  const pixels = Uint8Array.from({ length: width * height }, (_, index) => (index * 37) % 256);
  const image = await readGrayImage(await encodePng({ pixels, width, height }));
  expect(image).toMatchObject({ width, height });
  expect(Uint8Array.from(image.pixels)).toEqual(pixels);
});
