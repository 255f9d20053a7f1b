import { describe, expect, it } from 'vitest';
import { argmax } from '#core/metrics/topKAccuracy';
import { fitTemperature, fitTopLabelTemperature, logScores } from '@ferkit/core/metrics';
import { applyTemperature } from '#core/models/FerModel';
import { syntheticPredictions } from './syntheticPredictions';

const { truth, scores } = syntheticPredictions(600, 7, 1, 'plain');
const logits = logScores(scores);

/** How unlikely it is at a temperature that just these samples are right. */
function loss(temperature: number): number {
  const softened = scores.slice();
  applyTemperature(softened, 7, temperature);
  let sum = 0;
  argmax(softened, 7).forEach((top, sample) => {
    const score = softened[sample * 7 + top]!;
    sum -= Math.log(top === truth[sample] ? score : 1 - score);
  });
  return sum;
}

describe('the temperature of the label on top', () => {
  it('makes the likeliest what is right and what is wrong', () => {
    const found = fitTopLabelTemperature(logits, truth, 7);
    expect(loss(found)).toBeLessThan(loss(1) - 1);
    expect(loss(found)).toBeLessThan(loss(found * 1.02));
    expect(loss(found)).toBeLessThan(loss(found / 1.02));
    for (let temperature = 0.05; temperature <= 20; temperature *= 1.1) {
      expect(loss(found)).toBeLessThanOrEqual(loss(temperature));
    }
  });

  it('is that of all scores where there are two labels', () => {
    const two = syntheticPredictions(400, 2, 5, 'plain');
    const found = fitTopLabelTemperature(logScores(two.scores), two.truth, 2);
    expect(found / fitTemperature(logScores(two.scores), two.truth, 2)).toBeCloseTo(1, 5);
  });

  it('is another where the scores below the highest mislead', () => {
    // The second label is never right, but its score is as high as the three others' together.
    const rows = Float32Array.from({ length: 400 * 5 }, (_, at) => [0.5, 0.25, 0.09, 0.085, 0.075][at % 5]!);
    const labels = Uint8Array.from({ length: 400 }, (_, sample) => (sample % 2 === 0 ? 0 : 2 + (sample % 3)));
    expect(fitTopLabelTemperature(logScores(rows), labels, 5)).toBeCloseTo(1, 5);
    expect(Math.abs(fitTemperature(logScores(rows), labels, 5) - 1)).toBeGreaterThan(0.02);
  });

  it('finds a scale that the logits were multiplied by, and does not mind an offset', () => {
    const changed = logits.map((logit) => logit * 3 + 100);
    expect(fitTopLabelTemperature(changed, truth, 7) / (3 * fitTopLabelTemperature(logits, truth, 7))).toBeCloseTo(
      1,
      4,
    );
  });

  it('stops at its bounds where no temperature is the best', () => {
    expect(fitTopLabelTemperature(Float32Array.of(1, 0, 0), [0], 3)).toBeCloseTo(0.05, 5);
    expect(fitTopLabelTemperature(Float32Array.of(1, 0, 0), [1], 3)).toBeCloseTo(20, 3);
  });

  it('takes logits as far apart as they come', () => {
    const apart = Float32Array.of(3e38, -3e38, 0, 0, 3e38, -3e38);
    expect(fitTopLabelTemperature(apart, [0, 0], 3)).toBeCloseTo(20, 3);
  });

  it('refuses logits that are not finite, or of another number', () => {
    for (const broken of [Float32Array.of(1, Number.NaN), Float32Array.of(1)]) {
      expect(() => fitTopLabelTemperature(broken, [0], 2)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
    }
    expect(() => fitTopLabelTemperature(new Float32Array(), [], 2)).toThrow('one or more samples');
  });
});
