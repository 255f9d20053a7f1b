import { describe, expect, it } from 'vitest';
import { scorePredictions } from '@ferkit/core/metrics';
import cases from '../metrics/sklearn_reference.json';
import { syntheticPredictions } from '../metrics/syntheticPredictions';

const labels = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];

describe('scoring predictions', () => {
  it('puts every metric in its place', () => {
    const wanted = cases['a label without samples'];
    const { truth, scores } = syntheticPredictions(wanted.samples, wanted.classes, wanted.seed, wanted.kind);
    const softTargets = Float32Array.from(
      { length: scores.length },
      (_, index) => 0.9 * Number(truth[Math.floor(index / 7)] === index % 7) + 0.1 / 7,
    );
    const found = scorePredictions({ labels, truth, scores, softTargets });
    for (const metric of ['accuracy', 'balancedAccuracy', 'top2Accuracy', 'macroF1', 'nll', 'ece'] as const) {
      expect(found[metric], metric).toBeCloseTo(wanted[metric], 12);
    }
    expect(found.loss).toBeCloseTo(wanted.softLoss, 12);
    expect(found.samples).toBe(200);
    expect(found.confusion).toEqual({ labels, counts: wanted.confusion });
    expect(Object.keys(found.perLabel)).toEqual(labels);
    expect(found.perLabel.neutral).toMatchObject({ support: 0, recall: 0 });
    expect(found.reliability).toHaveLength(15);
  });

  it('measures the loss against the true labels where there are no soft ones', () => {
    const { truth, scores } = syntheticPredictions(20, 7, 1, 'plain');
    const found = scorePredictions({ labels, truth, scores });
    expect(found.loss).toBe(found.nll);
  });

  it('keeps labels that are numbers or names of object methods apart and in order', () => {
    const odd = ['10', '9', '__proto__', 'toString'];
    const found = scorePredictions({ labels: odd, truth: Uint8Array.of(2), scores: Float32Array.of(0, 0, 1, 0) });
    expect(found.confusion.labels).toEqual(odd);
    expect(Object.entries(found.perLabel).find(([name]) => name === '__proto__')?.[1]).toMatchObject({ f1: 1 });
  });
});

describe('refusing what cannot be scored', () => {
  const two = ['happy', 'sad'];

  it('says that there are no samples', () => {
    expect(() => scorePredictions({ labels: two, truth: new Uint8Array(), scores: new Float32Array() })).toThrow(
      expect.objectContaining({ code: 'DATASET_EMPTY' }),
    );
  });

  it('names the first score that is no probability', () => {
    for (const broken of [Number.NaN, Infinity, -0.1, 1.01]) {
      const scores = Float32Array.of(0.5, 0.5, broken, 0.5);
      expect(() => scorePredictions({ labels: two, truth: Uint8Array.of(0, 1), scores })).toThrow(
        /expected numbers from 0 to 1, received .* for sample 1/,
      );
    }
  });

  it('refuses parts of different lengths and labels that do not exist', () => {
    const truth = Uint8Array.of(0, 1);
    const scores = Float32Array.of(1, 0, 1, 0);
    const refusal = (option: string): unknown =>
      expect.objectContaining({ code: 'OPTION_INVALID', details: expect.objectContaining({ option }) as object });
    expect(() => scorePredictions({ labels: two, truth, scores: scores.slice(1) })).toThrow(refusal('scores'));
    expect(() => scorePredictions({ labels: two, truth, scores, softTargets: scores.slice(1) })).toThrow(
      refusal('softTargets'),
    );
    expect(() => scorePredictions({ labels: two, truth: Uint8Array.of(0, 2), scores })).toThrow(refusal('truth'));
  });
});
