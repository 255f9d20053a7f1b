import { FerError } from './errors';
import { didYouMean } from './findNearest';
import { classOf, isPlainObject, isRecord } from './isRecord';
import { describeContent } from './textContent';
import { joinWords } from './words';

/** A test of one option, and the words that complete "expected ..." in the error. */
export interface Rule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** Completes "received ..." where more is to tell than {@link describeValue} does. */
  readonly received?: (value: unknown) => string;
  /** Composes the error about a value that is not accepted, where a part of it is to be named. */
  readonly refuse?: (name: string, value: unknown) => FerError<'OPTION_INVALID'>;
  /** The values that {@link oneOf} names, for help and completion on the command line. */
  readonly choices?: readonly (string | number | boolean)[];
  /** True for an object that is accepted as it is, though `fields` are those of another one. */
  readonly isWhole?: (value: unknown) => boolean;
  /** The table of an option that is an object with options of its own. */
  readonly fields?: Readonly<Record<string, Rule>>;
}

/**
 * The options of a verb: a rule for each field of its options interface, and the default of each field in `D`. Checks, defaults,
 * "did you mean", the flags of the command line and docs/options.md all come from it. A field without a rule is unknown.
 */
export type OptionTable<O, D extends keyof O = never> = {
  readonly [Name in keyof O]-?: Name extends D ? Rule & { readonly default: Exclude<O[Name], undefined> } : Rule;
};

/** Options whose defaults are filled in. */
export type Resolved<O, D extends keyof O> = Omit<O, D> & Defaults<O, D>;

/** The defaults of a table. */
export type Defaults<O, D extends keyof O> = { readonly [Name in D]-?: Exclude<O[Name], undefined> };

/** Adds a default to a rule, for a table. */
/* @__NO_SIDE_EFFECTS__ */
export const withDefault = <const T>(value: T, rule: Rule): Rule & { readonly default: T } => ({
  ...rule,
  default: value,
});

/** The defaults of a table, without the options that have none. */
/* @__NO_SIDE_EFFECTS__ */
export function defaultsOf<O, D extends keyof O>(table: OptionTable<O, D>): Defaults<O, D> {
  const entries = Object.entries(table as Readonly<Record<string, Rule & { readonly default?: unknown }>>);
  return Object.fromEntries(
    entries.filter(([, rule]) => 'default' in rule).map(([name, rule]) => [name, rule.default]),
  ) as Defaults<O, D>;
}

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
  choices: values,
});

/** Accepts every value that one of the rules accepts. */
/* @__NO_SIDE_EFFECTS__ */
export const either = (...rules: readonly Rule[]): Rule => {
  const fields = rules.find((rule) => rule.fields !== undefined)?.fields;
  return {
    expected: joinWords(rules.map(({ expected }) => expected)),
    accepts: (value) => rules.some(({ accepts }) => accepts(value)),
    choices: rules.flatMap(({ choices = [] }) => choices),
    ...(fields === undefined
      ? {}
      : { fields, isWhole: (value) => rules.some((rule) => rule.isWhole?.(value) === true) }),
  };
};

/** Accepts a list, not empty, whose entries pass a rule. */
/* @__NO_SIDE_EFFECTS__ */
export const listOf = (rule: Rule, length?: number): Rule => ({
  expected: `a list of ${length === undefined ? '' : `${length} entries, each `}${rule.expected}`,
  // A copy, because `every` skips the holes of an array.
  accepts: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length === (length ?? value.length) &&
    Array.from(value).every(rule.accepts),
});

/** Accepts an object with options of its own, whose fields pass their table: `object('a width and a height', table, ['width', 'height'])`. */
/* @__NO_SIDE_EFFECTS__ */
export const object = <O>(
  expected: string,
  table: OptionTable<O>,
  required: readonly (keyof O & string)[] = [],
): Rule => ({
  expected,
  accepts: (value) => isRecord(value) && required.every((name) => value[name] !== undefined),
  received: (value) =>
    isRecord(value) ? `an object with ${Object.keys(value).join(', ') || 'nothing'}` : describeValue(value),
  fields: table,
});

/** Accepts whatever passes a test; for options that are objects, e.g. `custom('a Dataset', isDataset)`. */
/* @__NO_SIDE_EFFECTS__ */
export const custom = (expected: string, accepts: (value: unknown) => boolean): Rule => ({ expected, accepts });

export const flagRule = custom('true or false', (value) => typeof value === 'boolean');
export const textRule = custom('text', (value) => typeof value === 'string');
/** Accepts text that is not blank. */
/* @__NO_SIDE_EFFECTS__ */
export const nonBlank = (expected: string): Rule =>
  custom(expected, (value) => typeof value === 'string' && value.trim() !== '');
/** Accepts the path of a file or folder to write, or a name in a browser's storage; no URL and no content. */
/* @__NO_SIDE_EFFECTS__ */
export const pathRule = (expected: string): Rule => ({
  expected,
  accepts: (value) =>
    typeof value === 'string' &&
    value.trim() !== '' &&
    !/^(https?|blob):/i.test(value) &&
    describeContent(value) === undefined,
  received: (value) => (typeof value === 'string' ? describeContent(value) : undefined) ?? describeValue(value),
});
/** Folders to write to. */
export const folderRule = /* @__PURE__ */ pathRule('the path of a folder, download:name or indexeddb:name');
export const callbackRule = custom('a function', (value) => typeof value === 'function');
/** Duck-typed, because the signal may come from another realm. */
export const signalRule = custom(
  'an AbortSignal',
  (value) => typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value,
);
/** Duck-typed, because any object with this method is a `FaceDetector`. */
export const detectorRule = custom(
  'a FaceDetector',
  (value) => typeof value === 'object' && value !== null && 'detect' in value && typeof value.detect === 'function',
);
/** Numbers of things. */
export const countRule = integer({ from: 0 });
/** Seeds of random numbers. */
export const seedRule = integer();
/** Temperatures, which divide the logits. */
export const temperatureRule = number({ above: 0 });

/**
 * Checks one option or argument; `undefined` is checked like every other value.
 * @throws OPTION_INVALID
 */
export function checkOption(name: string, value: unknown, rule: Rule): void {
  if (!rule.accepts(value)) {
    throw rule.refuse?.(name, value) ?? optionInvalid(name, rule.expected, (rule.received ?? describeValue)(value));
  }
  const { fields } = rule;
  if (fields === undefined || !isRecord(value) || rule.isWhole?.(value) === true) return;
  // An instance of a class has other fields too: a Dataset serves as the size of an input.
  const options = isPlainObject(value)
    ? value
    : Object.fromEntries(Object.keys(fields).map((field) => [field, value[field]]));
  checkOptions<Readonly<Record<string, unknown>>, never>(options, fields, `${name}.`);
}

/**
 * Checks the names, types and ranges of an options object. `undefined` means that the option is not given.
 * @param prefix - the path of a nested options object in messages, e.g. `augment.`
 * @throws OPTION_INVALID for the first option that its rule refuses, or that has no rule
 */
export function checkOptions<O, D extends keyof O>(options: O, table: OptionTable<O, D>, prefix = ''): void {
  // Callers without types can pass anything. The entries of a Map and the signal itself, given instead of options, would be ignored.
  if (!isRecord(options) || classOf(options) !== 'Object') {
    throw optionInvalid(prefix === '' ? 'options' : prefix.slice(0, -1), 'an object', describeValue(options));
  }
  const rules: Readonly<Record<string, Rule>> = table;
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(rules, name)) throw unknownOption(name, Object.keys(rules), prefix);
    checkOption(prefix + name, value, rules[name]!);
  }
}

/**
 * Checks options as {@link checkOptions} does and fills in the defaults of those that are not given.
 * @throws OPTION_INVALID
 */
export function resolveOptions<O, D extends keyof O>(
  options: O,
  table: OptionTable<O, D>,
  prefix = '',
): Resolved<O, D> {
  checkOptions(options, table, prefix);
  const given = Object.entries(options as object).filter(([, value]: [string, unknown]) => value !== undefined);
  return { ...defaultsOf(table), ...Object.fromEntries(given) } as Resolved<O, D>;
}

/** Composes the error about an option that does not exist. */
export function unknownOption(name: string, known: readonly string[], prefix = ''): FerError<'OPTION_INVALID'> {
  const names = known.map((option) => prefix + option).join(', ');
  const next = didYouMean(name, known, prefix) ?? `The options are ${names}.`;
  return new FerError('OPTION_INVALID', {
    failed: `Unknown option ${describeValue(prefix + name)}`,
    option: prefix + name,
    ...(known.length === 0 ? {} : { next }),
  });
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
const LONGEST_LIST = 200;

/** Renders a value for an error message: short, text in quotes, objects by their fields, or by their class if they have one. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value);
  }
  if (Array.isArray(value)) return describeList(value);
  if (isPlainObject(value)) return describeFields(value);
  if (typeof value === 'object' && value !== null) return classOf(value);
  // As in code, or "expected a whole number, received 5" would be no help.
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'function' || typeof value === 'symbol' ? typeof value : String(value);
}

function describeFields(value: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const [name, field] of Object.entries(value)) {
    // An object in an object may contain itself.
    const entry = `${name}: ${typeof field === 'object' && field !== null ? classOf(field) : describeValue(field)}`;
    if (text.length + entry.length > LONGEST_LIST) return `{ ${text}, … }`;
    text += text === '' ? entry : `, ${entry}`;
  }
  return text === '' ? '{}' : `{ ${text} }`;
}

function describeList(values: readonly unknown[]): string {
  let text = '';
  for (const [index, value] of values.entries()) {
    // A list in a list may contain itself.
    const entry = typeof value === 'object' && value !== null ? classOf(value) : describeValue(value);
    if (text.length + entry.length > LONGEST_LIST) return `[${text}, …]`;
    text += index === 0 ? entry : `, ${entry}`;
  }
  return `[${text}]`;
}
