import { expect, test } from 'vitest';
import { isBetter } from '#core/training/validate';

const best = { loss: 1, accuracy: 0.5, macroF1: 0.5 };

test('the first score is the best', () => {
  expect(isBetter('loss', best)).toBe(true);
  expect(isBetter('macroF1', best)).toBe(true);
});

test('a loss is better when it is lower, a rate when it is higher, and the same is neither', () => {
  expect(isBetter('loss', { ...best, loss: 0.9 }, best)).toBe(true);
  expect(isBetter('loss', { ...best, loss: 1.1, accuracy: 1, macroF1: 1 }, best)).toBe(false);
  for (const metric of ['accuracy', 'macroF1'] as const) {
    expect(isBetter(metric, { ...best, [metric]: 0.6 }, best)).toBe(true);
    expect(isBetter(metric, { loss: 0, accuracy: 1, macroF1: 1, [metric]: 0.4 }, best)).toBe(false);
  }
  for (const metric of ['loss', 'accuracy', 'macroF1'] as const) expect(isBetter(metric, best, best)).toBe(false);
});
