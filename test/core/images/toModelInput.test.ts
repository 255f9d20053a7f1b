import { expect, it } from 'vitest';
import { normalizationTable, normalizePixels } from '#core/images/normalizeImages';
import { toModelInput } from '#core/images/toModelInput';
import type { Preprocessing } from '@ferkit/core';
import { EXPECTED_CHECKSUM, preprocessingChecksum } from '../../fixtures/images/preprocessingChecksum';

const preprocessing: Preprocessing = { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.25 };

it('scales every grey to (pixel / 255 - mean) / std, rounded to 32 bits once', () => {
  const pixels = Uint8Array.from({ length: 256 }, (_, gray) => gray);
  const target = new Float32Array(258).fill(9);
  normalizePixels(pixels, normalizationTable({ ...preprocessing, mean: 0.507, std: 0.255 }), target, 1);
  expect([target[0], target[257]]).toEqual([9, 9]);
  for (let gray = 0; gray < 256; gray++) expect(target[gray + 1]).toBe(Math.fround((gray / 255 - 0.507) / 0.255));
});

it('puts one image after the other, row by row, each at the size of the network', () => {
  const input = toModelInput(
    [
      { pixels: Uint8Array.of(0, 255, 51, 204), width: 2, height: 2 },
      { pixels: Uint8ClampedArray.of(0, 0, 255, 255), width: 4, height: 1 },
    ],
    { width: 2, height: 2 },
    preprocessing,
  );
  expect(input).toEqual(Float32Array.of(-2, 2, (0.2 - 0.5) / 0.25, (0.8 - 0.5) / 0.25, -2, 2, -2, 2));
});

it('takes no images', () => {
  expect(toModelInput([], { width: 48, height: 48 }, preprocessing)).toHaveLength(0);
});

it('gives the same bits on every platform', async () => {
  expect(await preprocessingChecksum()).toBe(EXPECTED_CHECKSUM);
});
