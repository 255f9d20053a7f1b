import { shortenText } from '../errors';
import { type FerError, isFerError } from '../index';
import { type FlagTable, wordsOf } from './Flag';

/**
 * The message of an error in the words of the command line: flags in place of options, commands in place of calls.
 * @param args - the command line, which tells whether a flag was given
 */
export function explainError(error: Error, flags: FlagTable, args: readonly string[] = []): string {
  if (!isFerError(error)) return shortenText(error.message);
  const { failed, expected, received } = error.details;
  const flag = isFerError(error, 'OPTION_INVALID') ? flagOf(error.details.option, flags) : undefined;
  const next = nextStep(error, flags);
  const isTyped = flag !== undefined && args.some((arg) => arg === `--${flag}` || arg.startsWith(`--${flag}=`));
  // The data need the flag, which was not given: it is named in the next step.
  const isNeeded = flag !== undefined && ['label-names', 'label-file', 'layout'].includes(flag);
  if (flag !== undefined && isFerError(error, 'OPTION_INVALID') && (isTyped || !isNeeded))
    return explainFlag(flag, error, next);
  const facts = [
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(received === undefined ? [] : [`received ${received}`]),
  ];
  if (isNeeded && expected !== undefined) {
    return `Expected ${facts.join(', ').slice('expected '.length)}. ${next ?? `Set --${flag}.`}`;
  }
  const sentence = facts.length === 0 ? failed : `${failed}: ${facts.join(', ')}`;
  return next === undefined ? `${sentence}.` : `${sentence}. ${next}`;
}

/** The message of an option that a flag sets. The flag may set an object, of which one field is wrong. */
function explainFlag(flag: string, { details }: FerError<'OPTION_INVALID'>, next: string | undefined): string {
  const { option, failed, expected, received } = details;
  const dot = option.indexOf('.');
  const [prefix, field] = dot < 0 ? ['', ''] : [option.slice(0, dot + 1), option.slice(dot + 1)];
  const step = next === undefined ? [] : [next.replaceAll(prefix, '')];
  if (expected === undefined) return [`--${flag}: ${failed.replaceAll(prefix, '')}.`, ...step].join(' ');
  const place = field === '' ? '' : ` as "${field}"`;
  const value = received === undefined ? '' : `, not ${received}`;
  return [`--${flag} takes${place} ${wordsOf({ expected, accepts: () => true })}${value}.`, ...step].join(' ');
}

/** The flag that sets an option of the library; undefined if none does. */
function flagOf(option: string, flags: FlagTable): string | undefined {
  const kebab = option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const [whole] = option.split(/[.[]/, 1);
  const named = Object.keys(flags).find((name) => [option, whole].includes(flags[name]!.option));
  if (named !== undefined) return named;
  return Object.hasOwn(flags, kebab) && flags[kebab]!.option === undefined ? kebab : undefined;
}

/** Next steps for users of the command line, where the library's are for programmers. An empty text drops a step. */
const STEPS: Readonly<
  Partial<Record<FerError['code'], (details: { readonly field?: string }, flags: FlagTable) => string>>
> = {
  CHECKPOINT_INCOMPATIBLE: () =>
    'Give the data and the options that the run began with, or start anew with --overwrite.',
  CHECKPOINT_CORRUPT: () => 'Start anew with --overwrite.',
  DATASET_EMPTY: (_, flags) =>
    Object.hasOwn(flags, 'split') ? 'Choose another --split; "all" takes every sample.' : '',
  MODEL_INCOMPATIBLE: ({ field }, flags) => {
    if (Object.hasOwn(flags, 'scaling') && field === 'labels') return 'Name them: --labels angry,happy,sad.';
    if (Object.hasOwn(flags, 'scaling') && field === 'scaling') return 'Give it: --scaling 0..1.';
    if (Object.hasOwn(flags, 'rename')) return 'Choose labels with --labels, --rename and --merge.';
    return '';
  },
  OUT_OF_MEMORY: (_, flags) => (Object.hasOwn(flags, 'batch-size') ? 'Give a smaller --batch-size.' : ''),
  TRAINING_DIVERGED: () => 'Try a lower --learning-rate, a longer --warmup, or --clip-norm 1.',
};

/** Replaces the names of options in a next step by those of flags: `the option "labelFile"` becomes `--label-file`. */
function nameFlags(next: string | undefined, flags: FlagTable): string | undefined {
  return next
    ?.replaceAll(/(?:the option )?"(\w+)"/g, (text: string, option: string) => {
      const flag = flagOf(option, flags);
      return flag === undefined || flag === 'data' ? text : `--${flag}`;
    })
    .replace(/^(.*--unlabeled to "skip") or \{ label \}/, '$1');
}

/** Names of the library's calls and of their options, which mean nothing on a command line. */
const IS_FOR_PROGRAMMERS =
  /\w+\(|\{ ?\w+:|(?<!--)\b(batchSize|clipNorm|onBadRow|unlabeled|importModel|openDataset)\b|"workers"/;

function nextStep(error: FerError, flags: FlagTable): string | undefined {
  const next = nameFlags(error.details.next, flags);
  if (next === undefined) return undefined;
  const step = STEPS[error.code]?.(error.details as { readonly field?: string }, flags);
  if (step !== undefined && (step !== '' || IS_FOR_PROGRAMMERS.test(next))) return step === '' ? undefined : step;
  return IS_FOR_PROGRAMMERS.test(next) ? undefined : next;
}
