import { FerError } from './errors';

/** A test of one option, and the words that complete "expected ..." in the error. */
export interface Rule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** A rule for each field of an options interface; a field without a rule is unknown. */
export type Rules<O> = { readonly [Name in keyof O]-?: Rule };

/** Bounds of a number: `from` and `to` include the bound, `above` and `below` exclude it. */
interface Range {
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
  readonly below?: number;
}

function describeRange(noun: string, { from, above, to, below }: Range): string {
  if (from !== undefined && to !== undefined) return `${noun} from ${from} to ${to}`;
  const bounds = [
    ...(from === undefined ? [] : [`of at least ${from}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(to === undefined ? [] : [`of at most ${to}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ];
  return bounds.length === 0 ? noun : `${noun} ${bounds.join(' and ')}`;
}

const isWithin = (value: number, { from, above, to, below }: Range): boolean =>
  value >= (from ?? -Infinity) &&
  value > (above ?? -Infinity) &&
  value <= (to ?? Infinity) &&
  value < (below ?? Infinity);

/** Accepts finite numbers within a range. */
/* @__NO_SIDE_EFFECTS__ */
export const number = (range: Range = {}): Rule => ({
  expected: describeRange('a number', range),
  accepts: (value) => Number.isFinite(value) && isWithin(value as number, range),
});

/** Accepts whole numbers that a double represents exactly, within a range. */
/* @__NO_SIDE_EFFECTS__ */
export const integer = (range: Range = {}): Rule => ({
  expected: describeRange('a whole number', range),
  accepts: (value) => Number.isSafeInteger(value) && isWithin(value as number, range),
});

/** Accepts the given values only. */
/* @__NO_SIDE_EFFECTS__ */
export const oneOf = (...values: readonly (string | number | boolean)[]): Rule => ({
  expected: joinWords(values.map(describeValue)),
  accepts: (value) => (values as readonly unknown[]).includes(value),
});

/** Accepts every value that one of the rules accepts. */
/* @__NO_SIDE_EFFECTS__ */
export const either = (...rules: readonly Rule[]): Rule => ({
  expected: joinWords(rules.map(({ expected }) => expected)),
  accepts: (value) => rules.some(({ accepts }) => accepts(value)),
});

/** Accepts whatever passes a test; for options that are objects, e.g. `custom('a Dataset', isDataset)`. */
/* @__NO_SIDE_EFFECTS__ */
export const custom = (expected: string, accepts: (value: unknown) => boolean): Rule => ({ expected, accepts });

export const flagRule = custom('true or false', (value) => typeof value === 'boolean');
export const textRule = custom('text', (value) => typeof value === 'string');
export const callbackRule = custom('a function', (value) => typeof value === 'function');
/** Duck-typed, because the signal may come from another realm. */
export const signalRule = custom(
  'an AbortSignal',
  (value) => typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value,
);
/** Seeds of random numbers. */
export const seedRule = integer();
/** Temperatures, which divide the logits. */
export const temperatureRule = number({ above: 0 });

/**
 * Checks one option or argument; `undefined` is checked like every other value.
 * @throws OPTION_INVALID
 */
export function checkOption(name: string, value: unknown, rule: Rule): void {
  if (!rule.accepts(value)) throw optionInvalid(name, rule.expected, describeValue(value));
}

/**
 * Checks the names, types and ranges of an options object. `undefined` means that the option is not given.
 * @param prefix - the path of a nested options object in messages, e.g. `augment.`
 * @throws OPTION_INVALID for the first option that its rule refuses, or that has no rule
 */
export function checkOptions<O extends object>(options: O, rules: Rules<O>, prefix = ''): void {
  // Callers without types can pass anything.
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) {
    throw optionInvalid(prefix === '' ? 'options' : prefix.slice(0, -1), 'an object', describeValue(given));
  }
  const table: Readonly<Record<string, Rule>> = rules;
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    if (value === undefined) continue;
    if (!Object.hasOwn(table, name)) {
      throw optionInvalid(
        `${prefix}${name}`,
        `one of the options ${Object.keys(table).join(', ')}`,
        describeValue(name),
      );
    }
    checkOption(`${prefix}${name}`, value, table[name]!);
  }
}

/** Options whose defaults are filled in. */
export type Resolved<O, D> = Omit<O, keyof D> & D;

/**
 * Checks options as {@link checkOptions} does and fills in the defaults of those that are not given.
 * @throws OPTION_INVALID
 */
export function resolveOptions<O extends object, D extends object>(
  options: O,
  defaults: D,
  rules: Rules<O>,
  prefix = '',
): Resolved<O, D> {
  checkOptions(options, rules, prefix);
  const given = Object.entries(options).filter(([, value]: [string, unknown]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) } as Resolved<O, D>;
}

/**
 * Composes the error about an option or argument that is not accepted.
 * @param expected - completes "expected ..."
 * @param received - completes "received ..."; {@link describeValue} gives the text of a value
 * @param next - the next step, as a full sentence
 */
export function optionInvalid(
  option: string,
  expected: string,
  received: string,
  next?: string,
): FerError<'OPTION_INVALID'> {
  const failed = `Invalid value for "${option}"`;
  return new FerError('OPTION_INVALID', {
    failed,
    expected,
    received,
    option,
    ...(next === undefined ? {} : { next }),
  });
}

const LONGEST_TEXT = 60;
const MOST_ENTRIES = 12;

/** Renders a value for an error message: short, text in quotes, objects by their class. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value);
  }
  if (Array.isArray(value)) {
    const more = value.length > MOST_ENTRIES ? ', …' : '';
    return `[${value.slice(0, MOST_ENTRIES).map(describeValue).join(', ')}${more}]`;
  }
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value).slice(8, -1);
  return typeof value === 'function' || typeof value === 'symbol' ? typeof value : String(value);
}

/** Joins words as a sentence does: `a, b or c`. */
function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;
}
