import { describe, expect, test } from 'vitest';
import { augmentDefaults } from '@ferkit/core/datasets';
import { resolveRecipe } from '#core/training/resolveRecipe';
import { trainDefaults, type TrainRecipe } from '@ferkit/core';

const labels = ['a', 'b'];
const check = (options: unknown): unknown => resolveRecipe(options as Partial<TrainRecipe>, labels);

test('options that are left out or undefined have their defaults', () => {
  const defaults = { ...trainDefaults, augment: augmentDefaults };
  expect(check({})).toEqual(defaults);
  expect(check({ epochs: undefined, seed: undefined })).toEqual(defaults);
  expect(check({ schedule: 'constant' })).toEqual({ ...defaults, schedule: { type: 'constant' } });
  expect(check({ epochs: 2, augment: false })).toEqual({ ...defaults, epochs: 2, augment: false });
  expect(check({ augment: { rotate: 0 } })).toEqual({ ...defaults, augment: { ...augmentDefaults, rotate: 0 } });
});

/** Values at the ends of each range: just inside, and just outside. */
const ranges: readonly (readonly [keyof TrainRecipe, readonly unknown[], readonly unknown[]])[] = [
  ['epochs', [1, 1000], [0, -1, 1.5, Number.NaN, Infinity, '3', null]],
  ['batchSize', [1, 4096], [0, -1, 1.5, '64']],
  ['seed', [0, -5, Number.MAX_SAFE_INTEGER], [0.5, 2 ** 53, '0']],
  ['optimizer', ['sgd', 'adam', 'adamw'], ['momentum', 'toString', '']],
  ['learningRate', [Number.MIN_VALUE, 10], [0, -1, Infinity, Number.NaN, '0.1']],
  ['weightDecay', [0, 5], [-1e-9, Infinity, Number.NaN]],
  ['warmupEpochs', [0, 0.5, 100], [-0.1, Infinity]],
  ['labelSmoothing', [0, 0.999], [-0.1, 1, Number.NaN]],
  ['mixup', [false, 0.1, 3], [0, -0.1, Infinity, true]],
  ['cutmix', [false, 0.1, 3], [0, -0.1, Infinity, true]],
  ['clipNorm', [false, 0.1, 100], [0, -1, true, Infinity]],
  ['averageWeights', [false, 0.001, 0.999], [0, 1, true]],
  ['patience', [false, 1, 5], [0, 1.5, true]],
  ['validationShare', [false, 0.01, 0.99], [0, 1, true, '0.1', Number.NaN]],
  ['metric', ['loss', 'accuracy', 'macroF1'], ['f1', '']],
  [
    'schedule',
    [
      { type: 'constant' },
      { type: 'cosine' },
      { type: 'step', epochs: 1, factor: 0.1 },
      { type: 'plateau', patience: 1, factor: 0.9 },
    ],
    [
      { type: 'linear' },
      { type: 'step', epochs: 0, factor: 0.1 },
      { type: 'step', epochs: 2, factor: 1 },
      { type: 'step', epochs: 2, factor: 0 },
      { type: 'step', patience: 2, factor: 0.5 },
      { type: 'plateau', patience: 0, factor: 0.5 },
      { type: 'plateau', patience: 2, factor: -1 },
      { type: 'plateau', epochs: 2, factor: 0.5 },
    ],
  ],
  [
    'labelWeights',
    [false, 'balanced', {}, { a: 0, b: 3 }],
    ['none', true, [1, 1], { c: 1 }, { a: -1 }, { a: 1, b: Infinity }, { a: '1' }],
  ],
];

describe.each(ranges)('%s', (option, inside, outside) => {
  test('accepts values in its range', () => {
    for (const value of inside) expect(check({ [option]: value })).toMatchObject({ [option]: value });
  });

  test('refuses others by name', () => {
    for (const value of outside) {
      expect(() => check({ [option]: value }), String(value)).toThrow(
        expect.objectContaining({
          code: 'OPTION_INVALID',
          details: expect.objectContaining({ option }) as object,
          message: expect.stringContaining(`"${option}"`) as string,
        }),
      );
    }
  });
});

test('an unknown label is named, with the known ones', () => {
  expect(() => check({ labelWeights: { a: 1, c: 1 } })).toThrow('expected labels among a, b, received "c"');
  expect(() => resolveRecipe({ labelWeights: { hapy: 1 } }, ['happy', 'sad'])).toThrow('Did you mean "happy"?');
});
