import { expect, it, test } from 'vitest';
import { findLabelErrors } from '@ferkit/core/metrics';
import cases from './cleanlab_reference.json';
import { syntheticPredictions } from './syntheticPredictions';

it.each(cases)(
  'finds what cleanlab finds in $samples samples of $classes labels',
  ({ samples, classes, seed, found }) => {
    const { truth, scores } = syntheticPredictions(samples, classes, seed, 'plain');
    const errors = findLabelErrors(scores, truth, classes);
    expect(errors.map(({ sample }) => sample).sort((one, other) => one - other)).toEqual(found);
  },
);

/** Scores of sure models: `sureness` for one label, the rest spread over the others. */
const surely = (labels: readonly number[], labelCount: number, sureness: number): Float32Array =>
  Float32Array.from({ length: labels.length * labelCount }, (_, index) =>
    labels[Math.floor(index / labelCount)] === index % labelCount ? sureness : (1 - sureness) / (labelCount - 1),
  );

test('samples with swapped labels are found, the surest first, with the label that they have', () => {
  const own = Array.from({ length: 300 }, (_, sample) => sample % 3);
  const scores = surely(own, 3, 0.9);
  // Sample 7 is surer than the others.
  scores.set([0.01, 0.98, 0.01], 7 * 3);
  const swapped = [3, 7, 101, 200];
  const given = own.map((label, sample) => (swapped.includes(sample) ? (label + 1) % 3 : label));
  const found = findLabelErrors(scores, given, 3);
  expect(found.map(({ sample }) => sample)).toEqual([7, 3, 101, 200]);
  expect(found.map(({ label }) => label)).toEqual([1, 0, 2, 2]);
  expect(found[0]!.margin).toBeCloseTo(0.01 - 0.98, 6);
});

test('nothing is found where the given label always scores highest, without samples, and for labels that nobody was given', () => {
  const own = Array.from({ length: 40 }, (_, sample) => sample % 2);
  expect(findLabelErrors(surely(own, 2, 0.6), own, 2)).toEqual([]);
  expect(findLabelErrors(new Float32Array(0), [], 2)).toEqual([]);
  expect(findLabelErrors(surely(own, 5, 0.6), own, 5)).toEqual([]);
});
