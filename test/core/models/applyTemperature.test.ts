import { expect, test } from 'vitest';
import { applyTemperature } from '#core/models/FerModel';

const apply = (scores: readonly number[], temperature: number): number[] => {
  const probabilities = Float32Array.from(scores);
  applyTemperature(probabilities, scores.length, temperature);
  return [...probabilities];
};

test('a temperature divides the logits', () => {
  const logits = [1, 0.5, -2];
  const softmax = (temperature: number): number[] => {
    const powers = logits.map((logit) => Math.exp(logit / temperature));
    return powers.map((power) => power / powers.reduce((sum, other) => sum + other));
  };
  apply(softmax(1), 2.5).forEach((score, label) => expect(score).toBeCloseTo(softmax(2.5)[label]!, 6));
});

test('however low it is, the highest score is left and they sum to 1', () => {
  for (const temperature of [0.05, 0.005, 0.001, 1e-300]) {
    const scores = apply([0.3, 0.3, 0.4], temperature);
    expect(scores[2]).toBeGreaterThan(0.99);
    expect(scores.reduce((sum, score) => sum + score)).toBeCloseTo(1, 6);
    expect(apply([0.5, 0.5, 0], temperature)).toEqual([0.5, 0.5, 0]);
  }
});
