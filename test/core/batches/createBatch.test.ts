import { describe, expect, test } from 'vitest';
import { type BatchOptions, createBatch } from '#core/training/batches/createBatch';
import { augmentDefaults, Dataset, type DatasetColumns } from '@ferkit/core/datasets';
import { toModelInput } from '#core/images/toModelInput';
import { createStripes } from '../support/createStripes';

const stripes = createStripes();
const plain: BatchOptions = {
  input: { width: 16, height: 16 },
  preprocessing: { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.25 },
  augment: false,
  labelSmoothing: 0,
  mixup: false,
  labelWeights: Float32Array.of(1, 1, 1),
  seed: 1,
};
const samples = Uint32Array.of(5, 0, 40, 7);
const rowsOf = (values: Float32Array, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]);

describe('a batch', () => {
  test('without augmentation is what inference would feed, with certain targets', () => {
    const batch = createBatch(stripes, samples, 0, plain);
    const images = [...samples].map((sample) => stripes.image(sample));
    expect(batch.images).toEqual(toModelInput(images, plain.input, plain.preprocessing));
    expect(rowsOf(batch.targets, 3)).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, 0],
    ]);
  });

  test('depends on seed, epoch and samples, not on the batches before it', () => {
    const options = { ...plain, augment: augmentDefaults, mixup: 0.3 };
    const batch = createBatch(stripes, samples, 3, options);
    createBatch(stripes, Uint32Array.of(1, 2, 3), 3, options);
    expect(createBatch(stripes, samples, 3, options)).toEqual(batch);
    expect(createBatch(stripes, samples, 4, options).images).not.toEqual(batch.images);
    expect(createBatch(stripes, samples, 3, { ...options, seed: 2 }).images).not.toEqual(batch.images);
  });

  test('smooths and weighs its targets', () => {
    const { targets } = createBatch(stripes, samples, 0, {
      ...plain,
      labelSmoothing: 0.3,
      labelWeights: Float32Array.of(1, 2, 0.5),
    });
    const [first, , third] = rowsOf(targets, 3);
    [0.05, 0.05, 0.4].forEach((value, label) => expect(first![label]).toBeCloseTo(value, 6));
    [0.2, 1.6, 0.2].forEach((value, label) => expect(third![label]).toBeCloseTo(value, 6));
  });

  test('prefers soft labels', () => {
    const softLabels = Float32Array.from({ length: stripes.size * 3 }, (_, index) => [0.2, 0.3, 0.5][index % 3]!);
    const soft = new Dataset({ ...(stripes as DatasetColumns), softLabels });
    const { targets } = createBatch(soft, samples, 0, plain);
    rowsOf(targets, 3).forEach((row) => row.forEach((value, k) => expect(value).toBeCloseTo([0.2, 0.3, 0.5][k]!, 6)));
  });

  test('mixes images and targets in one proportion', () => {
    const mixed = createBatch(stripes, samples, 0, { ...plain, mixup: 0.5 });
    const unmixed = createBatch(stripes, samples, 0, plain);
    rowsOf(mixed.targets, 3).forEach((row) => expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6));
    const images = rowsOf(unmixed.images, 256);
    const targets = rowsOf(unmixed.targets, 3);
    let share: number | undefined;
    rowsOf(mixed.images, 256).forEach((image, sample) => {
      const partner = targets.findIndex((_, other) => {
        const pixel = images[other]!.findIndex((value, k) => Math.abs(value - images[sample]![k]!) > 0.1);
        if (pixel < 0) return image.every((value, k) => Math.abs(value - images[other]![k]!) < 1e-6);
        const own = (image[pixel]! - images[other]![pixel]!) / (images[sample]![pixel]! - images[other]![pixel]!);
        return image.every(
          (value, k) => Math.abs(value - own * images[sample]![k]! - (1 - own) * images[other]![k]!) < 1e-4,
        );
      });
      expect(partner, 'a blend of two images of the batch').toBeGreaterThanOrEqual(0);
      if (partner === sample) return;
      const pixel = images[partner]!.findIndex((value, k) => Math.abs(value - images[sample]![k]!) > 0.1);
      const own = (image[pixel]! - images[partner]![pixel]!) / (images[sample]![pixel]! - images[partner]![pixel]!);
      share ??= own;
      expect(own).toBeCloseTo(share, 3);
      rowsOf(mixed.targets, 3)[sample]!.forEach((value, label) => {
        expect(value).toBeCloseTo(own * targets[sample]![label]! + (1 - own) * targets[partner]![label]!, 3);
      });
    });
    expect(share).toBeDefined();
  });
});
