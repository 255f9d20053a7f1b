import { parseArgs } from 'node:util';
import { checkOption, type Rule } from '../options';
import { joinWords } from '../words';
import { hintAt, UsageError } from './failures';

/** An option of a command: `--epochs 10`. */
export interface Flag<Value = unknown> {
  readonly type: 'string' | 'boolean';
  /** One letter: `-h`. */
  readonly short?: string;
  /** True if it may be given more than once. */
  readonly multiple?: boolean;
  /** Placeholder of its value in the help: `<n>`. */
  readonly value?: string;
  /** The option of the library that it sets. */
  readonly option?: string;
  /** For a flag without a value: the value of that option. */
  readonly sets?: unknown;
  /** Reads the value; without it the text itself is the value. @throws UsageError */
  readonly read?: (text: string, flag: string) => Value;
  /** Words that complete the value. */
  readonly choices?: readonly string[];
  /** Paths that complete the value. */
  readonly completes?: 'file' | 'folder';
  /** The value if none follows the flag: the end of the line, or another flag. */
  readonly alone?: string;
  /** The default in words, for the help. */
  readonly default?: string;
  /** For the help. */
  readonly about: string;
}

/** The options of a command by name, without their dashes. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** The value of a flag: what its `read` returns, or text. */
type FlagValue<F> = F extends { readonly type: 'boolean' }
  ? boolean
  : F extends { readonly read: (text: string, flag: string) => infer Value }
    ? Value
    : string;

/** The given values of a table of flags. */
export type FlagValues<Flags extends FlagTable> = {
  readonly [Name in keyof Flags]?: Flags[Name] extends { readonly multiple: true }
    ? readonly FlagValue<Flags[Name]>[]
    : FlagValue<Flags[Name]>;
};

/** The given flags as they were typed: to print a command again, or to keep it with a run. */
export type GivenFlags = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** A parsed command line, without the command's name. */
interface ParsedArguments<Flags extends FlagTable> {
  readonly values: FlagValues<Flags>;
  readonly given: GivenFlags;
  readonly positionals: readonly string[];
}

/**
 * Parses a command's arguments.
 * @throws UsageError for an unknown flag, with the nearest known one, and for a missing, surplus or refused value
 */
export function parseFlags<Flags extends FlagTable>(args: readonly string[], flags: Flags): ParsedArguments<Flags> {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }), ...(multiple === undefined ? {} : { multiple }) },
    ]),
  );
  const joined = joinDashedValues(fillInValues(args, flags), flags);
  let parsed;
  try {
    parsed = parseArgs({ args: joined, options, strict: true, allowPositionals: true, tokens: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(explain(error, Object.keys(flags), args), { cause: error });
  }
  refuseSecondValues(parsed.tokens, flags);
  const given = parsed.values as GivenFlags;
  return { values: readFlags(given, flags), given, positionals: parsed.positionals };
}

/**
 * Reads the values of flags that were typed.
 * @throws UsageError
 */
export function readFlags<Flags extends FlagTable>(given: GivenFlags, flags: Flags): FlagValues<Flags> {
  const read = (name: string, text: string): unknown => {
    if (text.trim() === '') throw new UsageError(`--${name} needs a value, and got an empty one.`);
    return flags[name]!.read === undefined ? text : flags[name]!.read(text, name);
  };
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === 'object'
        ? value.map((text) => read(name, text))
        : typeof value === 'string'
          ? read(name, value)
          : value,
    ]),
  ) as FlagValues<Flags>;
}

/**
 * Refuses a flag with two values, of which one would be lost.
 * @throws UsageError
 */
function refuseSecondValues(
  tokens: readonly { readonly kind: string; readonly name?: string; readonly value?: string | undefined }[],
  flags: FlagTable,
): void {
  const values = new Map<string, string>();
  for (const { name, value } of tokens) {
    if (name === undefined || value === undefined || flags[name]!.multiple === true) continue;
    const first = values.get(name) ?? value;
    if (first !== value) throw new UsageError(`--${name} takes one value, and got "${first}" and "${value}".`);
    values.set(name, value);
  }
}

/** A negative number is a value, not a flag. */
const startsAsNumber = /^-\.?\d/;

/** Gives flags that may stand alone their value. */
function fillInValues(args: readonly string[], flags: FlagTable): string[] {
  const operands = args.indexOf('--');
  return args.map((arg, at) => {
    if (!arg.startsWith('--') || (operands >= 0 && at >= operands)) return arg;
    const name = arg.slice(2);
    const alone = Object.hasOwn(flags, name) ? flags[name]!.alone : undefined;
    const next = args[at + 1];
    const hasValue = next !== undefined && (!next.startsWith('-') || startsAsNumber.test(next));
    return alone === undefined || hasValue ? arg : `${arg}=${alone}`;
  });
}

/** Joins a flag and a value that begins with a dash and a digit, such as `--scaling -1..1`: Node takes such a value for a flag. */
function joinDashedValues(args: readonly string[], flags: FlagTable): string[] {
  const joined: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [arg, next] = [args[at]!, args[at + 1]];
    if (arg === '--') return [...joined, ...args.slice(at)];
    const name = arg.startsWith('--') ? arg.slice(2) : '';
    const takesValue = Object.hasOwn(flags, name) && flags[name]!.type === 'string';
    if (takesValue && next !== undefined && startsAsNumber.test(next)) {
      joined.push(`${arg}=${next}`);
      at++;
    } else joined.push(arg);
  }
  return joined;
}

/** Rewords the errors of `parseArgs`, which are about its own options. */
function explain({ message }: Error, names: readonly string[], args: readonly string[]): string {
  const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1];
  if (unknown !== undefined) {
    const hint = hintAt(unknown.replace(/^-+/, ''), names, '--');
    // Node names the first letter only, of a file such as -x.png.
    const file = args.find((arg) => arg.startsWith(unknown) && /\.\w+$/.test(arg));
    if (hint !== '' || file === undefined) return `Unknown option ${unknown}.${hint}`;
    return `Unknown option ${unknown}. For a file whose name begins with a dash write ./${file}.`;
  }
  const flag = /^Option '(?:-\w, )?(--[\w-]+)/.exec(message)?.[1];
  if (flag === undefined) return message.split('\n')[0]!;
  if (message.includes('does not take an argument')) return `${flag} takes no value.`;
  if (message.includes('ambiguous')) {
    return `${flag} needs a value. If it begins with a dash, write it after an equals sign: ${flag}=-value.`;
  }
  return `${flag} needs a value.`;
}

/** The part of an option table that flags need. */
type Rules<O> = { readonly [Name in keyof O]-?: Rule & { readonly default?: unknown } };

/** The facts of a flag that no option table has, or of which the command line differs from the library. */
type FlagFacts<Value> = Pick<Flag, 'value' | 'about' | 'completes' | 'choices' | 'alone' | 'default'> & {
  /** Reads text in a notation of the command line's own; the rule still checks the value. */
  readonly parse?: (text: string) => Value | undefined;
  /** Completes "takes ...", where the notation differs from that of the library. */
  readonly expected?: string;
};

/** A flag that sets an option of the library. */
type OptionFlag<Value> = Flag<Value> & {
  readonly type: 'string';
  readonly option: string;
  readonly read: (text: string, flag: string) => Value;
};

/** Makes flags of a table of options: check, choices, default and the words of errors come from the table. */
export const flagsOf =
  <O>(table: Rules<O>) =>
  <Name extends keyof O & string>(
    option: Name,
    { parse, expected, ...facts }: FlagFacts<Exclude<O[Name], undefined>>,
  ): OptionFlag<Exclude<O[Name], undefined>> => {
    const rule = table[option];
    const fallback = facts.default ?? describeDefault(rule.default);
    const choices = facts.choices ?? rule.choices?.map(inWords) ?? [];
    return {
      ...facts,
      type: 'string',
      option,
      choices,
      ...(fallback === undefined ? {} : { default: fallback }),
      read: (text, flag) => {
        const parsed = parse?.(text);
        const values = parsed === undefined ? valuesOf(text) : [parsed];
        const accepted = values.find(rule.accepts);
        if (accepted !== undefined) {
          // An object may have options of its own, of which the error names the wrong one.
          checkOption(option, accepted, rule);
          return accepted as Exclude<O[Name], undefined>;
        }
        // The error of the rule names the part that is wrong, where the notation is understood.
        if (parsed !== undefined && rule.refuse !== undefined) checkOption(option, parsed, rule);
        throw notTaken(flag, expected ?? wordsOf(rule), text, choices);
      },
    };
  };

/** A flag that takes one of several words and sets no option of the library. */
export type ChoiceFlag<Choice> = Flag<Choice> & {
  readonly type: 'string';
  readonly read: (text: string, flag: string) => Choice;
};

/** Makes a flag of its words. */
export const choiceFlag = <const Choice extends string>(
  choices: readonly Choice[],
  facts: Pick<Flag, 'value' | 'about' | 'default'>,
): ChoiceFlag<Choice> => ({
  ...facts,
  type: 'string',
  choices,
  read: (text, flag) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw notTaken(flag, joinWords(choices), text, choices);
  },
});

/** Composes the error about a value that a flag does not take, with the nearest choice. */
function notTaken(flag: string, expected: string, text: string, choices: readonly string[]): UsageError {
  return new UsageError(`--${flag} takes ${expected}, not "${text}".${hintAt(text, choices)}`);
}

/** The values that text may stand for, in the order in which a rule is asked: a number, off, an object, the text itself. */
function valuesOf(text: string): unknown[] {
  const number = text.trim() === '' ? NaN : Number(text);
  const isOff = number === 0 || ['off', 'none', 'false'].includes(text);
  return [
    ...(Number.isNaN(number) ? [] : [number]),
    ...(isOff ? [false] : []),
    ...(text === 'true' ? [true] : []),
    ...(text.startsWith('{') ? parseJson(text) : []),
    text,
  ];
}

function parseJson(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

const inWords = (choice: string | number | boolean): string => (choice === false ? 'off' : String(choice));

/** The expectation of a rule on the command line, where options are switched off by a word and text has no quotes. */
export const wordsOf = ({ expected }: Rule): string => expected.replace(/\bfalse\b/, 'off').replaceAll(/["']/g, '');

function describeDefault(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value.join(',');
  if (typeof value !== 'object' || value === null) return inWords(value as string | number | boolean);
  return 'type' in value ? String(value.type) : undefined;
}

/** The options of the library that given flags set, by the names of the options. */
export function optionsOf(
  values: Readonly<Record<string, unknown>>,
  flags: FlagTable,
): Readonly<Record<string, unknown>> {
  const options: Record<string, unknown> = {};
  for (const [name, { type, option, sets }] of Object.entries(flags)) {
    const value = values[name];
    if (option === undefined || value === undefined) continue;
    // A flag with a value may be off, which is false; a flag without one is set or left out.
    if (type === 'string') options[option] = value;
    else if (value === true) options[option] = sets;
  }
  return options;
}
