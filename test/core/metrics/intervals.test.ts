import { describe, expect, test } from 'vitest';
import { createRandom } from '@ferkit/core/datasets';
import {
  accuracyInterval,
  calibrationErrorInterval,
  type ConfusionCounts,
  isFerError,
  macroF1,
  macroF1Interval,
  reliabilityBins,
} from '@ferkit/core/metrics';
import report from '../../../stories/fixtures/bundledReport.json';

const counts = (right: number, wrong: number): ConfusionCounts => ({
  labels: ['a', 'b'],
  counts: [
    [right, wrong],
    [0, 0],
  ],
});

describe('the interval of an accuracy', () => {
  // From scipy: binomtest(right, samples).proportion_ci(method='wilson').
  test.each([
    [5, 10, 0.2365931, 0.7634069],
    [0, 10, 0, 0.2775328],
    [10, 10, 0.7224672, 1],
    [2598, 3589, 0.7090184, 0.7382599],
  ])('of %d of %d correct samples is that of Wilson', (right, samples, from, to) => {
    const interval = accuracyInterval(counts(right, samples - right));
    expect(interval.from).toBeCloseTo(from, 6);
    expect(interval.to).toBeCloseTo(to, 6);
  });

  test('of no samples is unknown', () => {
    expect(accuracyInterval(counts(0, 0))).toEqual({ from: 0, to: 1 });
    expect(macroF1Interval(counts(0, 0))).toEqual({ from: 0, to: 1 });
  });
});

/** The interval between the percentiles 2.5 and 97.5 of macro F1 over samples that are drawn again, with replacement. */
function bootstrap(confusion: ConfusionCounts, draws: number): readonly [number, number] {
  const random = createRandom(7);
  const size = confusion.labels.length;
  const samples = confusion.counts.flat().flatMap((count, cell) => new Array<number>(count).fill(cell));
  const found = Array.from({ length: draws }, () => {
    const drawn = confusion.labels.map(() => new Array<number>(size).fill(0));
    for (const _ of samples) {
      const cell = samples[random.integer(samples.length)]!;
      drawn[Math.floor(cell / size)]![cell % size]! += 1;
    }
    return macroF1({ labels: confusion.labels, counts: drawn });
  }).sort((a, b) => a - b);
  return [found[Math.round(0.025 * draws)]!, found[Math.round(0.975 * draws)]!];
}

describe('the interval of macro F1', () => {
  test('is that of a bootstrap, for a real report', () => {
    const { from, to } = macroF1Interval(report.confusion);
    const [low, high] = bootstrap(report.confusion, 2000);
    expect(from).toBeCloseTo(low, 2);
    expect(to).toBeCloseTo(high, 2);
    expect((to - from) / (high - low)).toBeCloseTo(1, 1);
  });

  test('leaves out labels without samples, and stays within 0 and 1', () => {
    const { from, to } = macroF1Interval({
      labels: ['a', 'b', 'c'],
      counts: [
        [9, 1, 0],
        [0, 10, 0],
        [0, 0, 0],
      ],
    });
    expect(from).toBeGreaterThan(0.8);
    expect(to).toBe(1);
  });

  test('refuses what is no confusion matrix', () => {
    for (const interval of [accuracyInterval, macroF1Interval]) {
      expect(() => interval({ labels: ['a'], counts: [] })).toThrow(expect.toSatisfy((error) => isFerError(error)));
    }
  });
});

describe('the interval of a calibration error', () => {
  // The gap between score and accuracy is the true error, because it has one sign.
  test.each([
    [100, 0.05],
    [100, 0],
    [3589, 0.05],
    [3589, 0.15],
    [3589, 0],
  ])('of %d samples contains the true error of %d in more than 90 %% of test sets', (samples, gap) => {
    const random = createRandom(7);
    const sets = 400;
    let hits = 0;
    for (let set = 0; set < sets; set++) {
      const scores = new Float32Array(2 * samples);
      const truth = new Uint8Array(samples);
      for (let sample = 0; sample < samples; sample++) {
        const score = 0.6 + 0.4 * random.next();
        scores.set([score, 1 - score], 2 * sample);
        truth[sample] = random.next() < score - gap ? 0 : 1;
      }
      const { from, to } = calibrationErrorInterval(reliabilityBins(scores, truth, 2));
      hits += Number(from <= gap && gap <= to);
    }
    expect(hits / sets).toBeGreaterThan(0.9);
  });

  test('narrows with more samples, and of none is unknown', () => {
    const bin = { from: 0.8, to: 1, confidence: 0.9, accuracy: 0.8 };
    const width = (count: number): number => {
      const { from, to } = calibrationErrorInterval([{ ...bin, count }]);
      return to - from;
    };
    expect(width(1000)).toBeLessThan(width(100) / 2);
    expect(calibrationErrorInterval([{ ...bin, count: 0 }])).toEqual({ from: 0, to: 1 });
    expect(() => calibrationErrorInterval([{ ...bin, count: -1 }])).toThrow('bins');
  });
});
