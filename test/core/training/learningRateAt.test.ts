import { describe, expect, test } from 'vitest';
import { learningRateAt } from '#core/training/learningRateAt';
import type { Schedule } from '@ferkit/core';

const rate = (schedule: Schedule, epoch: number, batch = 0, losses: number[] = [], warmupEpochs = 0): number =>
  learningRateAt(schedule, { epoch, batch, batches: 10, epochs: 10, losses, learningRate: 1, warmupEpochs });

describe('the learning rate', () => {
  test('rises in a line while it warms up, to its highest value', () => {
    expect(rate({ type: 'constant' }, 0, 0, [], 2)).toBeCloseTo(0.05);
    expect(rate({ type: 'constant' }, 1, 4, [], 2)).toBeCloseTo(0.75);
    expect(rate({ type: 'constant' }, 2, 0, [], 2)).toBe(1);
    expect(rate({ type: 'cosine' }, 1, 9, [], 2)).toBeCloseTo(1);
  });

  test('stays where it is, if it is to be constant', () => {
    expect([0, 4, 9].map((epoch) => rate({ type: 'constant' }, epoch, 5))).toEqual([1, 1, 1]);
  });

  test('follows half a cosine down to nearly nothing', () => {
    expect(rate({ type: 'cosine' }, 0)).toBe(1);
    expect(rate({ type: 'cosine' }, 5)).toBeCloseTo(0.5);
    expect(rate({ type: 'cosine' }, 2, 5)).toBeCloseTo((1 + Math.SQRT1_2) / 2);
    expect(rate({ type: 'cosine' }, 9, 9)).toBeLessThan(0.001);
    expect(rate({ type: 'cosine' }, 6, 0, [], 2)).toBeCloseTo(0.5);
  });

  test('rises and falls in one cycle', () => {
    expect(rate({ type: 'one-cycle' }, 0)).toBeCloseTo(1 / 25);
    expect(rate({ type: 'one-cycle' }, 1, 5)).toBeCloseTo((1 + 1 / 25) / 2);
    expect(rate({ type: 'one-cycle' }, 3)).toBeCloseTo(1);
    expect(rate({ type: 'one-cycle' }, 6, 5)).toBeCloseTo(0.5);
    expect(rate({ type: 'one-cycle' }, 9, 9)).toBeLessThan(0.001);
  });

  test('falls by steps', () => {
    const schedule: Schedule = { type: 'step', epochs: 3, factor: 0.1 };
    expect([0, 2, 3, 5, 6, 9].map((epoch) => rate(schedule, epoch))).toEqual([
      1,
      1,
      expect.closeTo(0.1),
      expect.closeTo(0.1),
      expect.closeTo(0.01),
      expect.closeTo(0.001),
    ]);
  });

  test('falls when the loss stands still for as long as patience lasts, and waits again', () => {
    const schedule: Schedule = { type: 'plateau', patience: 2, factor: 0.5 };
    const losses = [1, 0.9, 0.95, 0.92, 0.8, 0.81, 0.82, 0.83, 0.84];
    const rates = losses.map((_, epoch) => rate(schedule, epoch + 1, 0, losses.slice(0, epoch + 1)));
    expect(rates).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125]);
    // The same loss again is none that has fallen.
    expect(rate(schedule, 3, 0, [1, 1, 1])).toBe(0.5);
  });
});
