import { describe, expect, test } from 'vitest';
import { fitMatrixScaling, fitTemperature, type MatrixScaling } from '@ferkit/core/metrics';
import { createRandom } from '@ferkit/core/datasets';

const CLASSES = 4;
const SAMPLES = 6000;

/** True scaling by which labels are drawn: logits overestimate the second class and confuse the third with the fourth. */
const world: MatrixScaling = {
  matrix: Float64Array.of(1.5, 0, 0, 0, 0, 0.7, 0, 0, 0, 0, 1, 0.6, 0, 0, 0, 1),
  bias: Float64Array.of(0.2, -0.8, 0.4, 0.2),
};

function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Scores of one sample by a map. */
function scoresOf({ matrix, bias }: MatrixScaling, logits: Float32Array): number[] {
  const mapped = Array.from(bias, (offset, row) =>
    logits.reduce((sum, logit, column) => sum + matrix[row * CLASSES + column]! * logit, offset),
  );
  return softmax(mapped);
}

const samplesOf = (logits: Float32Array): Float32Array[] =>
  Array.from({ length: logits.length / CLASSES }, (_, row) => logits.subarray(row * CLASSES, (row + 1) * CLASSES));

function draw(): { readonly logits: Float32Array; readonly truth: Uint8Array } {
  const random = createRandom(7);
  const logits = Float32Array.from({ length: SAMPLES * CLASSES }, () => (random.next() - 0.5) * 6);
  // A softmax ignores a constant added to all logits of a sample.
  for (const sample of samplesOf(logits)) {
    const mean = sample.reduce((sum, logit) => sum + logit, 0) / CLASSES;
    sample.forEach((logit, label) => (sample[label] = logit - mean));
  }
  const truth = Uint8Array.from(samplesOf(logits), (sample) => {
    let left = random.next();
    const label = scoresOf(world, sample).findIndex((score) => (left -= score) < 0);
    return label === -1 ? CLASSES - 1 : label;
  });
  return { logits, truth };
}

const { logits, truth } = draw();
const likelihood = (map: MatrixScaling): number =>
  samplesOf(logits).reduce((sum, sample, row) => sum - Math.log(scoresOf(map, sample)[truth[row]!]!), 0) / SAMPLES;

describe('a map of the logits', () => {
  const fitted = fitMatrixScaling(logits, truth, CLASSES, { regularization: 1e-6 });

  test('gives the chances that the labels were drawn by', () => {
    const errors = samplesOf(logits).flatMap((sample) => {
      const wanted = scoresOf(world, sample);
      return scoresOf(fitted, sample).map((score, label) => Math.abs(score - wanted[label]!));
    });
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.01);
  });

  test('is likelier than any temperature, and than any map close to it', () => {
    const temperature = fitTemperature(logits, truth, CLASSES);
    const identity = Float64Array.from({ length: CLASSES ** 2 }, (_, at) => (at % (CLASSES + 1) === 0 ? 1 : 0));
    const tempered = { matrix: identity.map((factor) => factor / temperature), bias: new Float64Array(CLASSES) };
    const least = likelihood(fitted);
    expect(likelihood(tempered) - least).toBeGreaterThan(0.1);
    for (let at = 0; at < CLASSES ** 2; at++) {
      for (const step of [-0.01, 0.01]) {
        const matrix = fitted.matrix.slice();
        matrix[at]! += step;
        expect(likelihood({ ...fitted, matrix })).toBeGreaterThan(least - 1e-7);
      }
    }
  });

  test('does not depend on what all logits of a sample have in common', () => {
    const shifted = logits.map((logit, at) => logit + (Math.floor(at / CLASSES) % 5));
    const { matrix, bias } = fitMatrixScaling(shifted, truth, CLASSES, { regularization: 1e-6 });
    matrix.forEach((factor, at) => expect(factor).toBeCloseTo(fitted.matrix[at]!, 4));
    bias.forEach((offset, at) => expect(offset).toBeCloseTo(fitted.bias[at]!, 4));
  });

  test('is a temperature where it is held to be one', () => {
    const held = fitMatrixScaling(logits, truth, CLASSES, { regularization: 1e6 });
    const temperature = fitTemperature(logits, truth, CLASSES);
    for (const sample of samplesOf(logits).slice(0, 50)) {
      const wanted = softmax(Array.from(sample, (logit) => logit / temperature));
      scoresOf(held, sample).forEach((score, label) => expect(score).toBeCloseTo(wanted[label]!, 4));
    }
  });

  test.each([0, -1, NaN, Infinity])('cannot be regularised by %d', (regularization) => {
    expect(() => fitMatrixScaling(logits, truth, CLASSES, { regularization })).toThrow('a number above 0');
  });

  test('needs samples, and numbers', () => {
    expect(() => fitMatrixScaling(new Float32Array(), [], CLASSES)).toThrow('one or more samples');
    expect(() => fitMatrixScaling(Float32Array.of(NaN, 0), [0], 2)).toThrow('finite numbers');
    expect(() => fitMatrixScaling(Float32Array.of(1, 0), [2], 2)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }),
    );
  });
});
