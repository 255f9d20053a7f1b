import { describe, expect, it } from 'vitest';
import { createSyntheticFaces, drawSyntheticFace, EXPRESSIONS, summarize } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';

describe('synthetic faces', () => {
  const faces = createSyntheticFaces({ count: 210, seed: 3 });

  it('have all labels in all splits', () => {
    expect(faces).toMatchObject({ name: 'synthetic-faces', width: 48, height: 48, size: 210 });
    expect(faces.selectSplit('train').labelCounts).toEqual(EXPRESSIONS.map(() => 24));
    expect(faces.selectSplit('validation').labelCounts).toEqual(EXPRESSIONS.map(() => 3));
    expect(faces.selectSplit('test').labelCounts).toEqual(EXPRESSIONS.map(() => 3));
    expect(createSyntheticFaces({ count: 21, size: 8 }).selectSplit('test').labelCounts).toEqual(
      EXPRESSIONS.map(() => 1),
    );
  });

  it('are all different, and use the range of greys', () => {
    const { duplicates, constant, mean, std } = summarize(faces);
    expect(duplicates.distinct).toBe(210);
    expect(constant.rows).toBe(0);
    expect(mean).toBeGreaterThan(0.3);
    expect(mean).toBeLessThan(0.7);
    expect(std).toBeGreaterThan(0.15);
  });

  it('repeat their grey for networks of colour', () => {
    const few = { count: 3, size: 8 };
    const [grey, colour] = [createSyntheticFaces(few), createSyntheticFaces({ ...few, channels: 3 })];
    expect(colour.channels).toBe(3);
    expect([...colour.pixels]).toEqual([...grey.pixels].flatMap((value) => [value, value, value]));
  });

  it('are the same for a seed', () => {
    expect(createSyntheticFaces({ count: 14, seed: 3 }).pixels).toEqual(
      createSyntheticFaces({ count: 14, seed: 3 }).pixels,
    );
    expect(createSyntheticFaces({ count: 14, seed: 4 }).pixels).not.toEqual(
      createSyntheticFaces({ count: 14, seed: 3 }).pixels,
    );
  });

  it('show the same person at every size', () => {
    const small = drawSyntheticFace('fear', { seed: 5, size: 32 });
    const large = drawSyntheticFace('fear', { seed: 5, size: 64 });
    let difference = 0;
    for (let y = 0; y < 32; y++) {
      for (let x = 0; x < 32; x++) {
        const at = 2 * y * 64 + 2 * x;
        const [a, b, c, d] = [at, at + 1, at + 64, at + 65].map((place) => large.pixels[place]!);
        difference += Math.abs((a! + b! + c! + d!) / 4 - small.pixels[y * 32 + x]!);
      }
    }
    expect(difference / 1024).toBeLessThan(12);
  });

  it('can be told apart by mean images, well above chance and far from always', () => {
    // The nearest mean image is about the weakest classifier there is.
    const many = createSyntheticFaces({ count: 700, seed: 1, size: 24 });
    const train = many.selectSplit('train');
    const test = many.selectSplit('test');
    const means = EXPRESSIONS.map(() => new Float64Array(576));
    for (let k = 0; k < train.size; k++) {
      train.image(k).pixels.forEach((pixel, at) => (means[train.labelIndices[k]!]![at]! += pixel / (train.size / 7)));
    }
    let right = 0;
    for (let k = 0; k < test.size; k++) {
      const { pixels } = test.image(k);
      const distances = means.map((mean) => mean.reduce((sum, value, at) => sum + (pixels[at]! - value) ** 2, 0));
      if (distances.indexOf(Math.min(...distances)) === test.labelIndices[k]) right += 1;
    }
    expect(right / test.size).toBeGreaterThan(1.5 / 7);
    expect(right / test.size).toBeLessThan(0.9);
  });

  it('refuse what cannot be drawn', async () => {
    await catchError('OPTION_INVALID', () => createSyntheticFaces({ count: 2 }));
    await catchError('OPTION_INVALID', () => createSyntheticFaces({ seed: 0.5 }));
    await catchError('OPTION_INVALID', () => drawSyntheticFace('happy', { size: 4 }));
    await catchError('OPTION_INVALID', () => drawSyntheticFace('bored' as 'happy'));
  });
});
