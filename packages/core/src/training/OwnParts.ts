import type { ModelImage } from '../images/GrayImage';
import { FerError } from '../errors';
import { isRecord } from '../isRecord';
import type { ConfusionCounts } from '../metrics/confusion';
import { describeValue, type Rule } from '../options';
import type { Random } from '../random';

/**
 * A part of a recipe that the caller wrote: an optimizer, loss, metric or augmentation. A checkpoint knows it by its name and resumes
 * with a part of the same name, so the name of a part changes with what it does: `lion 0.9 0.99`, not `mine`.
 */
export interface OwnPart {
  readonly name: string;
}

/** An augmentation of one's own. It runs on the thread that called `train`, never in workers. */
export interface Augmentation extends OwnPart {
  /**
   * The variant of an image that one epoch learns from.
   * @param image - must not be changed
   * @param random - of this sample in this epoch. Take all random numbers from it: a resumed run then sees the same images
   * @returns an image of the same size; `augmentImage` gives variants of the built-in kinds
   */
  apply(image: ModelImage, random: Random): ModelImage;
}

/** The predictions that a {@link Metric} scores. */
export interface ScoredValidation {
  readonly labels: readonly string[];
  /** For each sample the index of its label. */
  readonly labelIndices: Uint8Array;
  /** Samples x labels, row by row; each row sums to 1. */
  readonly scores: Float32Array;
  readonly confusion: ConfusionCounts;
}

/** A validation score of one's own. */
export interface Metric extends OwnPart {
  /** The better score, which decides the best epoch. */
  readonly better: 'higher' | 'lower';
  /** @returns a finite number */
  score(validation: ScoredValidation): number;
}

/** Accepts an object with a name, these methods, and fields that these functions accept. */
/* @__NO_SIDE_EFFECTS__ */
export const partRule = (
  kind: string,
  methods: readonly string[],
  fields: Readonly<Record<string, (value: unknown) => boolean>> = {},
): Rule => {
  const parts = ['name', ...Object.keys(fields), ...methods];
  const accepts = (value: unknown): boolean =>
    isOwnPart(value) &&
    methods.every((method) => typeof value[method] === 'function') &&
    Object.entries(fields).every(([field, isValid]) => isValid(value[field]));
  return { expected: `${kind} with ${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`, accepts, isWhole: accepts };
};

const isOwnPart = (value: unknown): value is Readonly<Record<string, unknown>> & OwnPart =>
  isRecord(value) && typeof value.name === 'string' && value.name.trim() !== '';

/** The parts of a recipe that are the caller's own, with the option of each. */
export function ownPartsOf(
  recipe: Partial<Record<PartOption, unknown>>,
): readonly { readonly option: string; readonly name: string }[] {
  return Object.keys(words).flatMap((option) => {
    const value = recipe[option as PartOption];
    if (typeof value === 'function') return [{ option, name: value.name === '' ? 'unnamed' : value.name }];
    return isOwnPart(value) ? [{ option, name: value.name }] : [];
  });
}

/** The recipe as data: own parts by their names. */
export function describeRecipe<Recipe extends object>(recipe: Recipe): Recipe {
  const own = ownPartsOf(recipe).map(({ option, name }) => [option, `own: ${name}`]);
  return own.length === 0 ? recipe : ({ ...recipe, ...Object.fromEntries(own) } as Recipe);
}

/** The options that take own parts, and the word for a part of each. */
const words = {
  optimizer: 'optimizer',
  loss: 'loss',
  metric: 'metric',
  schedule: 'schedule',
  augment: 'augmentation',
  callbacks: 'callback',
} as const;

type PartOption = keyof typeof words;

/**
 * Runs code of an own part.
 * @throws OPTION_INVALID with the part's own error as the cause
 */
export function callPart<Result>(option: PartOption, { name }: OwnPart, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const received = error instanceof Error ? `${error.name}: ${error.message}` : describeValue(error);
    throw new FerError(
      'OPTION_INVALID',
      { option, failed: `The ${words[option]} "${name}" threw an error`, received },
      { cause: error },
    );
  }
}

/** Composes the error about a result of an own part that cannot be used. */
export const partInvalid = (option: PartOption, { name }: OwnPart, expected: string, received: string): FerError =>
  new FerError('OPTION_INVALID', {
    option,
    failed: `The ${words[option]} "${name}" gave a result that cannot be used`,
    expected,
    received,
  });
