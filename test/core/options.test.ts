import { describe, expect, test } from 'vitest';
import {
  callbackRule,
  checkOption,
  checkOptions,
  defaultsOf,
  describeValue,
  either,
  flagRule,
  integer,
  number,
  oneOf,
  type OptionTable,
  resolveOptions,
  seedRule,
  signalRule,
  temperatureRule,
  withDefault,
} from '#core/options';
import { catchError } from './datasets/support/catchError';

interface Options {
  readonly size?: number;
  readonly mode?: 'fast' | 'exact';
  readonly clip?: number | false;
  readonly signal?: AbortSignal | undefined;
}
const table: OptionTable<Options, 'size' | 'clip'> = {
  size: withDefault(4, integer({ from: 1, to: 8 })),
  mode: oneOf('fast', 'exact'),
  clip: withDefault(false, either(oneOf(false), number({ above: 0 }))),
  signal: signalRule,
};
const defaults = { size: 4, clip: false } as const;

describe('options that are checked by a table', () => {
  test('good ones pass, and those that are not given get their defaults', () => {
    const { signal: stop } = new AbortController();
    expect(resolveOptions({ size: 8, clip: undefined, signal: stop } as unknown as Options, table)).toEqual({
      size: 8,
      clip: false,
      signal: stop,
    });
    expect(resolveOptions({}, table)).toEqual(defaults);
    expect(() => checkOptions({ mode: 'exact', clip: 0.5 }, table)).not.toThrow();
  });

  test.each([
    [{ size: 9 }, 'size', 'a whole number from 1 to 8', '9'],
    [{ size: 1.5 }, 'size', 'a whole number from 1 to 8', '1.5'],
    [{ size: '4' }, 'size', 'a whole number from 1 to 8', '"4"'],
    [{ mode: 'slow' }, 'mode', '"fast" or "exact"', '"slow"'],
    [{ clip: 0 }, 'clip', 'false or a number above 0', '0'],
    [{ clip: null }, 'clip', 'false or a number above 0', 'null'],
    [{ clip: Infinity }, 'clip', 'false or a number above 0', 'Infinity'],
    [{ signal: {} }, 'signal', 'an AbortSignal', '{}'],
    [null, 'options', 'an object', 'null'],
    [7, 'options', 'an object', '7'],
    [new Map([['size', 2]]), 'options', 'an object', 'Map'],
    [new AbortController().signal, 'options', 'an object', 'AbortSignal'],
  ])('%o is refused by name, with what was expected and what came', async (options, option, expected, received) => {
    const error = await catchError('OPTION_INVALID', () => checkOptions(options as Options, table));
    expect(error.details).toMatchObject({ option, expected, received });
    expect(error.message).toBe(`Invalid value for "${option}": expected ${expected}, received ${received}.`);
  });

  test.each([
    ['sise', 'Did you mean "size"?'],
    ['MODE', 'Did you mean "mode"?'],
    ['si_ze', 'Did you mean "size"?'],
    ['siz', 'Did you mean "size"?'],
    ['signalling', 'Did you mean "signal"?'],
    ['toString', 'The options are size, mode, clip, signal.'],
    ['x', 'The options are size, mode, clip, signal.'],
  ])('the unknown option %s is refused, with the nearest one or all', async (name, next) => {
    const error = await catchError('OPTION_INVALID', () => checkOptions({ [name]: 4 }, table));
    expect(error.details.option).toBe(name);
    expect(error.message).toBe(`Unknown option "${name}". ${next}`);
  });

  test('the defaults are those of the table', () => {
    expect(defaultsOf(table)).toEqual(defaults);
  });

  test('a nested object is told by its path', async () => {
    const error = await catchError('OPTION_INVALID', () => checkOptions({ size: 0 }, table, 'inner.'));
    expect(error.details.option).toBe('inner.size');
  });
});

describe('rules', () => {
  test.each([
    [number(), 'a number'],
    [number({ from: 0 }), 'a number of at least 0'],
    [number({ above: 0 }), 'a number above 0'],
    [number({ to: 1 }), 'a number of at most 1'],
    [number({ below: 1 }), 'a number below 1'],
    [number({ from: 0, to: 1 }), 'a number from 0 to 1'],
    [number({ from: 0, below: 1 }), 'a number of at least 0 and below 1'],
    [number({ above: 0, below: 1 }), 'a number above 0 and below 1'],
    [number({ above: 0, to: 1 }), 'a number above 0 and of at most 1'],
    [oneOf(1, 2, 10), '1, 2 or 10'],
  ])('tell their range: %#', (rule, expected) => {
    expect(rule.expected).toBe(expected);
  });

  test('keep to their bounds', () => {
    const accepted = (rule: { readonly accepts: (value: unknown) => boolean }): number[] =>
      [-1, 0, 0.5, 1, 2, NaN].filter(rule.accepts);
    expect(accepted(number({ from: 0, to: 1 }))).toEqual([0, 0.5, 1]);
    expect(accepted(number({ above: 0, below: 1 }))).toEqual([0.5]);
    expect(accepted(integer({ from: 0 }))).toEqual([0, 1, 2]);
    expect(accepted(seedRule)).toEqual([-1, 0, 1, 2]);
    expect(accepted(temperatureRule)).toEqual([0.5, 1, 2]);
    expect([true, false, 0, undefined].filter(flagRule.accepts)).toEqual([true, false]);
    expect(callbackRule.accepts(() => 0)).toBe(true);
  });

  test('one value can be checked by itself', async () => {
    const error = await catchError('OPTION_INVALID', () => checkOption('share', undefined, number({ above: 0 })));
    expect(error.details).toMatchObject({ option: 'share', received: 'undefined' });
  });
});

test('values are shown short', () => {
  expect(describeValue('a'.repeat(100))).toBe(`"${'a'.repeat(60)}…"`);
  expect(describeValue([1, 'b', [2]])).toBe('[1, "b", Array]');
  const long = describeValue(Array.from({ length: 2000 }, (_, k) => k));
  expect(long).toMatch(/^\[0, 1, 2, .*, …\]$/);
  expect(long.length).toBeLessThan(210);
  expect([Symbol.iterator, (): void => undefined, new Map(), 5n].map(describeValue)).toEqual([
    'symbol',
    'function',
    'Map',
    '5n',
  ]);
});
