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
  cutmix: false,
  labelWeights: Float32Array.of(1, 1, 1),
  seed: 1,
};
const samples = Uint32Array.of(5, 0, 40, 7);
const rowsOf = (values: Float32Array, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]);

// Alphas so small that the numbers underflow from which the shares are drawn.
describe.each([1e-3, 1e-9, 1e-300])('mixing with an alpha of %d', (alpha) => {
  test.each(['mixup', 'cutmix'] as const)('by %s gives numbers, and keeps every second batch or so', (how) => {
    const own = createBatch(stripes, samples, 0, plain).targets;
    const kept = Array.from({ length: 60 }, (_, epoch) => {
      const { images, targets } = createBatch(stripes, samples, epoch, { ...plain, [how]: alpha });
      expect(images.every(Number.isFinite)).toBe(true);
      expect(targets.every((target) => target >= 0 && target <= 1)).toBe(true);
      return targets.every((target, k) => target === own[k]);
    }).filter(Boolean).length;
    expect(kept).toBeGreaterThan(15);
    expect(kept).toBeLessThan(50);
  });
});

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
    const options = { ...plain, augment: augmentDefaults, mixup: 0.3, cutmix: 1 };
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

  describe('with CutMix', () => {
    const side = 16;
    // Each image has a grey of its own, so that each pixel tells where it comes from, and soft labels that tell it too.
    const greys = new Dataset({
      ...(stripes as DatasetColumns),
      pixels: Uint8Array.from({ length: stripes.size * side * side }, (_, at) => 2 * Math.floor(at / (side * side))),
      softLabels: Float32Array.from({ length: stripes.size * 3 }, (_, at) => {
        const share = Math.floor(at / 3) / stripes.size;
        return [share, 1 - share, 0][at % 3]!;
      }),
    });
    const positions = Uint32Array.from({ length: 24 }, (_, at) => 60 - 2 * at);
    const unmixed = createBatch(greys, positions, 0, plain);
    const colors = Array.from(positions, (_, row) => unmixed.images[row * side * side]!);
    const epochs = Array.from({ length: 40 }, (_, epoch) => epoch);

    /** For each sample of a batch the pixels that come from another, and from which. */
    function boxesOf(images: Float32Array) {
      return rowsOf(images, side * side).map((image, row) => {
        const foreign = image.flatMap((value, at) => (value === colors[row] ? [] : [at]));
        const partner = colors.indexOf(image[foreign[0] ?? 0]!);
        expect(foreign.every((at) => image[at] === colors[partner])).toBe(true);
        return { foreign, partner };
      });
    }

    test('pastes one box of partners, whose share of the pixels is their share of the target', () => {
      const shares = epochs.map((epoch) => {
        const { images, targets } = createBatch(greys, positions, epoch, { ...plain, cutmix: 1 });
        const boxes = boxesOf(images);
        const pasted = boxes.filter(({ foreign }) => foreign.length > 0);
        // The same box in all images but those that are their own partners.
        const places = new Set(pasted.map(({ foreign }) => foreign.join()));
        expect(places.size).toBeLessThanOrEqual(1);
        const box = pasted[0]?.foreign ?? [];
        if (box.length > 0) {
          const wide = (box.at(-1)! % side) - (box[0]! % side) + 1;
          const high = Math.floor(box.at(-1)! / side) - Math.floor(box[0]! / side) + 1;
          expect(box).toHaveLength(wide * high);
        }
        const share = box.length / (side * side);
        // Every sample is the partner of one.
        expect(new Set(boxes.map(({ partner }) => partner)).size).toBe(positions.length);
        boxes.forEach(({ partner }, row) => {
          for (const label of [0, 1, 2]) {
            const own = unmixed.targets[row * 3 + label]!;
            const other = unmixed.targets[partner * 3 + label]!;
            expect(targets[row * 3 + label]).toBeCloseTo((1 - share) * own + share * other, 6);
          }
        });
        return share;
      });
      // Shares are drawn from Beta(1, 1), which is uniform, and boxes are cut off at the edge.
      const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
      expect(mean).toBeGreaterThan(0.2);
      expect(mean).toBeLessThan(0.5);
      expect(Math.max(...shares)).toBeGreaterThan(0.6);
      expect(Math.min(...shares)).toBeLessThan(0.1);
    });

    test('leaves half of the batches as they are where alpha is small', () => {
      // Shares near 0 or 1 are drawn, and whole boxes are cut off at the edge.
      const isMixed = (epoch: number): boolean => {
        const { images } = createBatch(greys, positions, epoch, { ...plain, cutmix: 0.05 });
        return boxesOf(images).some(({ foreign }) => foreign.length > 0.1 * side * side);
      };
      const mixed = epochs.filter(isMixed).length;
      expect(mixed).toBeGreaterThan(10);
      expect(mixed).toBeLessThan(30);
    });

    test('pastes boxes of a network whose input is no square', () => {
      const input = { width: 20, height: 10 };
      const { images } = createBatch(greys, positions, 3, { ...plain, input, cutmix: 1 });
      const boxes = rowsOf(images, 200).map((image, row) =>
        image.flatMap((value, at) => (value === colors[row] ? [] : [at])),
      );
      const [box] = boxes.filter(({ length }) => length > 0);
      const wide = (box!.at(-1)! % 20) - (box![0]! % 20) + 1;
      const high = Math.floor(box!.at(-1)! / 20) - Math.floor(box![0]! / 20) + 1;
      expect(box).toHaveLength(wide * high);
    });

    test('and mixup gives each batch one of the two, with the draws that it has alone', () => {
      const chosen = epochs.map((epoch) => {
        const both = createBatch(greys, positions, epoch, { ...plain, mixup: 0.4, cutmix: 1 });
        const matches = [{ mixup: 0.4 }, { cutmix: 1 }].map((one) => {
          const alone = createBatch(greys, positions, epoch, { ...plain, ...one });
          return both.images.every((value, at) => value === alone.images[at]);
        });
        expect(matches.filter(Boolean)).toHaveLength(1);
        return matches[1];
      });
      expect(chosen.filter(Boolean).length).toBeGreaterThan(10);
      expect(chosen.filter(Boolean).length).toBeLessThan(30);
    });

    test('leaves a batch of one sample alone', () => {
      const one = Uint32Array.of(4);
      expect(createBatch(greys, one, 0, { ...plain, cutmix: 1 })).toEqual(createBatch(greys, one, 0, plain));
    });
  });
});
