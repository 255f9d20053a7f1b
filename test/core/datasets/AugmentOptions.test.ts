import { describe, expect, it } from 'vitest';
import { augmentDefaults, type AugmentOptions } from '@ferkit/core/datasets';
import { resolveAugmentOptions } from '#core/datasets/AugmentOptions';
import { catchError } from './support/catchError';

describe('augmentation options', () => {
  it('have defaults, and every documented range is checked', async () => {
    expect(resolveAugmentOptions()).toEqual(augmentDefaults);
    expect(resolveAugmentOptions({ flip: 1, fill: 0 })).toEqual({ ...augmentDefaults, flip: 1, fill: 0 });
    const ranges: readonly (readonly [keyof AugmentOptions, number, number])[] = [
      ['flip', 0, 1],
      ['shift', 0, 1],
      ['rotate', 0, 180],
      ['scale', 0, 0.99],
      ['erase', 0, 1],
      ['eraseArea', 0.02, 1],
      ['brightness', 0, 1],
      ['contrast', 0, 1],
      ['fill', 0, 255],
    ];
    for (const [name, low, high] of ranges) {
      for (const value of [low, high]) expect(resolveAugmentOptions({ [name]: value })[name]).toBe(value);
      for (const value of [low - 0.01, high + 0.01, Number.NaN]) {
        const error = await catchError('OPTION_INVALID', () => resolveAugmentOptions({ [name]: value }));
        expect(error.details).toMatchObject({ option: `augment.${name}`, received: `${value}` });
        expect(error.details.expected).toContain(`a number from ${low} to ${high}`);
      }
    }
  });

  it('of degradation are a probability and a range, each within its bounds', async () => {
    const bounds: readonly (readonly [keyof AugmentOptions, number, number])[] = [
      ['patch', 1, 48],
      ['gamma', 0.01, 10],
      ['dim', 0, 1],
      ['fade', 0, 1],
      ['blur', 0, 24],
      ['downscale', 1, 48],
      ['noise', 0, 255],
      ['jpeg', 1, 100],
    ];
    const refused = async (options: object): Promise<object> =>
      (await catchError('OPTION_INVALID', () => resolveAugmentOptions(options))).details;
    for (const [name, from, to] of bounds) {
      const range = { probability: 0.5, from, to };
      expect(resolveAugmentOptions({ [name]: range })[name]).toBe(range);
      expect(resolveAugmentOptions({ [name]: false })[name]).toBe(false);
      for (const wrong of [{ from: -1 }, { from: Number.NaN }, { to: Infinity }, { probability: 1.1 }]) {
        const option = `augment.${name}.${Object.keys(wrong)[0]!}`;
        expect(await refused({ [name]: { ...range, ...wrong } })).toMatchObject({ option });
      }
      for (const wrong of [0.5, true, { probability: 0.5 }, { probability: 0.5, from: to, to: from }]) {
        expect(await refused({ [name]: wrong })).toMatchObject({
          option: `augment.${name}`,
          expected: 'false or an object with probability, from and to, of which from is not above to',
        });
      }
    }
    const typo = await catchError('OPTION_INVALID', () => resolveAugmentOptions({ nois: false } as AugmentOptions));
    expect(typo.message).toContain('Did you mean "augment.noise"?');
    const inner = { noise: { probability: 0.5, from: 0, to: 9, upTo: 9 } };
    const nested = await catchError('OPTION_INVALID', () => resolveAugmentOptions(inner));
    expect(nested.details).toMatchObject({ option: 'augment.noise.upTo' });
  });
});
