import { describe, expect, it } from 'vitest';
import {
  accuracy,
  balancedAccuracy,
  countConfusion,
  expectedCalibrationError,
  fitTemperature,
  logScores,
  macroF1,
  reliabilityBins,
  scoreLabels,
  topKAccuracy,
} from '@ferkit/core/metrics';
import { argmax } from '#core/metrics/topKAccuracy';
import { crossEntropy, negativeLogLikelihood } from '#core/metrics/logLoss';
import cases from './sklearn_reference.json';
import { syntheticPredictions } from './syntheticPredictions';

const names = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];

/** Sums in another order than numpy's may differ in the last digits, and in no more. */
const DIGITS = 12;

function soften(truth: Uint8Array, classes: number): Float32Array {
  return Float32Array.from({ length: truth.length * classes }, (_, index) => {
    const own = truth[Math.floor(index / classes)] === index % classes;
    return 0.9 * Number(own) + 0.1 / classes;
  });
}

describe.each(Object.entries(cases))('%s, beside scikit-learn', (_, wanted) => {
  const { samples, classes, seed, kind } = wanted;
  const { truth, scores } = syntheticPredictions(samples, classes, seed, kind);
  const confuse = () => countConfusion(names.slice(0, classes), truth, argmax(scores, classes));

  it('counts the same confusions', () => {
    expect(confuse().counts).toEqual(wanted.confusion);
  });

  it('scores each label the same', () => {
    const perLabel = scoreLabels(confuse());
    perLabel.forEach((label, index) => {
      expect(label.precision).toBeCloseTo(wanted.precision[index]!, DIGITS);
      expect(label.recall).toBeCloseTo(wanted.recall[index]!, DIGITS);
      expect(label.f1).toBeCloseTo(wanted.f1[index]!, DIGITS);
    });
    expect(perLabel.map(({ support }) => support)).toEqual(wanted.support);
    expect(perLabel.reduce((sum, { predicted }) => sum + predicted, 0)).toBe(samples);
  });

  it('finds the same rates', () => {
    const confusion = confuse();
    expect(accuracy(confusion)).toBeCloseTo(wanted.accuracy, DIGITS);
    expect(balancedAccuracy(confusion)).toBeCloseTo(wanted.balancedAccuracy, DIGITS);
    expect(macroF1(confusion)).toBeCloseTo(wanted.macroF1, DIGITS);
    expect(topKAccuracy(scores, truth, classes, 2)).toBeCloseTo(wanted.top2Accuracy, DIGITS);
  });

  it('finds the same losses', () => {
    expect(negativeLogLikelihood(scores, truth, classes)).toBeCloseTo(wanted.nll, DIGITS);
    expect(crossEntropy(scores, soften(truth, classes), classes)).toBeCloseTo(wanted.softLoss, DIGITS);
  });

  it('finds the same calibration', () => {
    const bins = reliabilityBins(scores, truth, classes);
    bins.forEach((bin, index) => {
      const [count, confidence, share] = wanted.bins[index]!;
      expect(bin.count).toBe(count);
      expect(bin.confidence).toBeCloseTo(confidence!, DIGITS);
      expect(bin.accuracy).toBeCloseTo(share!, DIGITS);
    });
    expect(expectedCalibrationError(bins)).toBeCloseTo(wanted.ece, DIGITS);
  });

  it('fits the same temperature', () => {
    // The reference searches by values only, which near a minimum tell half of the digits.
    expect(fitTemperature(logScores(scores), truth, classes) / wanted.temperature).toBeCloseTo(1, 5);
  });
});

describe('ties', () => {
  const even = Float32Array.of(0.25, 0.25, 0.25, 0.25);

  it('go to the earlier label, in the prediction and among the best k alike', () => {
    expect([...argmax(even, 4)]).toEqual([0]);
    expect([0, 1, 2, 3].map((own) => topKAccuracy(even, [own], 4, 1))).toEqual([1, 0, 0, 0]);
    expect([0, 1, 2, 3].map((own) => topKAccuracy(even, [own], 4, 2))).toEqual([1, 1, 0, 0]);
  });
});

describe('samples of which there are none', () => {
  it('score 0 everywhere, and never NaN', () => {
    const confusion = countConfusion(names, [], []);
    const empty = new Float32Array();
    const bins = reliabilityBins(empty, [], 7);
    expect([accuracy(confusion), balancedAccuracy(confusion), macroF1(confusion)]).toEqual([0, 0, 0]);
    expect(topKAccuracy(empty, [], 7, 2)).toBe(0);
    expect([negativeLogLikelihood(empty, [], 7), crossEntropy(empty, empty, 7)]).toEqual([0, 0]);
    expect(expectedCalibrationError(bins)).toBe(0);
  });
});

describe('labels that neither occur nor are predicted', () => {
  it('do not lower the mean of the F1 scores', () => {
    expect(macroF1(countConfusion(['happy', 'sad', 'fear'], [0, 0, 1], [0, 1, 1]))).toBeCloseTo(2 / 3, DIGITS);
  });
});

describe('labels that do not exist', () => {
  it('are named with their sample', () => {
    for (const wrong of [7, -1, 0.5, Number.NaN]) {
      expect(() => countConfusion(names, [0, wrong], [0, 0])).toThrow(
        expect.objectContaining({
          code: 'OPTION_INVALID',
          details: expect.objectContaining({ option: 'truth' }) as object,
        }),
      );
      expect(() => countConfusion(names, [0, 0], [0, wrong])).toThrow(
        expect.objectContaining({
          details: expect.objectContaining({ option: 'predicted', received: `${wrong} for sample 1` }) as object,
        }),
      );
      expect(() => fitTemperature(new Float32Array(7), [wrong], 7)).toThrow(
        expect.objectContaining({ details: expect.objectContaining({ option: 'truth' }) as object }),
      );
    }
    expect(() => countConfusion(names, [0, 0], [0])).toThrow('expected 2 predictions');
  });
});

describe('reliability bins', () => {
  it('are open below and closed above', () => {
    const bins = reliabilityBins(Float32Array.of(0.5, 0.5, 0.75, 0.25, 1, 0), [0, 0, 1], 2, 4);
    expect(bins.map(({ count }) => count)).toEqual([0, 1, 1, 1]);
    expect(bins[1]).toEqual({ from: 0.25, to: 0.5, count: 1, confidence: 0.5, accuracy: 1 });
    expect(bins[3]).toEqual({ from: 0.75, to: 1, count: 1, confidence: 1, accuracy: 0 });
  });

  it('take a score that a GPU rounded to just above 1', () => {
    const bins = reliabilityBins(Float32Array.of(1.0000001, 0), [0], 2);
    expect(bins.at(-1)).toMatchObject({ count: 1, confidence: 1 });
  });
});

describe('fitting the temperature', () => {
  const { truth, scores } = syntheticPredictions(600, 7, 1, 'plain');

  function loss(temperature: number): number {
    const logits = logScores(scores);
    const softened = new Float32Array(scores.length);
    for (let start = 0; start < scores.length; start += 7) {
      const powers = Array.from(logits.subarray(start, start + 7), (logit) => Math.exp(logit / temperature));
      const sum = powers.reduce((total, power) => total + power, 0);
      powers.forEach((power, index) => (softened[start + index] = power / sum));
    }
    return negativeLogLikelihood(softened, truth, 7);
  }

  it('lowers the negative log-likelihood, which rises on both sides of what it finds', () => {
    const found = fitTemperature(logScores(scores), truth, 7);
    expect(loss(found)).toBeLessThan(loss(1) - 0.05);
    expect(loss(found)).toBeLessThan(loss(found * 1.05));
    expect(loss(found)).toBeLessThan(loss(found / 1.05));
  });

  it('finds a scale that the logits were multiplied by, and does not mind an offset', () => {
    const found = fitTemperature(logScores(scores), truth, 7);
    const changed = logScores(scores).map((logit) => logit * 3 + 100);
    expect(fitTemperature(changed, truth, 7) / (3 * found)).toBeCloseTo(1, 4);
  });

  it('stays at 1 where the logits tell nothing', () => {
    expect(fitTemperature(new Float32Array(21), Uint8Array.of(0, 1, 2), 7)).toBe(1);
  });

  it('stops at its bounds where no temperature is the best', () => {
    expect(fitTemperature(Float32Array.of(1, 0), [0], 2)).toBeCloseTo(0.05, 6);
    expect(fitTemperature(Float32Array.of(0, 1), [0], 2)).toBeCloseTo(20, 6);
  });

  it('refuses logits that are not finite, or of another number', () => {
    for (const broken of [Float32Array.of(1, Number.NaN), Float32Array.of(1, -Infinity), Float32Array.of(1)]) {
      expect(() => fitTemperature(broken, [0], 2)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
    }
    expect(() => fitTemperature(new Float32Array(), [], 2)).toThrow('one or more samples');
  });
});
