import type { FerError } from '../errors';
import { didYouMean } from '../findNearest';
import { isRecord } from '../isRecord';
import { describeValue, integer, number, oneOf, optionInvalid, type Rule } from '../options';

/** The kinds of corruptions. */
export const CORRUPTION_KINDS = [
  'noise',
  'blur',
  'downscale',
  'jpeg',
  'dark',
  'contrast',
  'rotate',
  'scale',
  'shift',
  'patch',
] as const;

/** A way in which images of faces get worse; {@link Corruption.strength} says in which unit each is measured. */
export type CorruptionKind = (typeof CORRUPTION_KINDS)[number];

/** A change of an image for the worse, for `corruptImage` and for the option `corruptions` of `evaluate`. */
export interface Corruption {
  readonly kind: CorruptionKind;
  /**
   * How strong it is, in the natural unit of its kind. Lengths are in pixels of an image that is 48 pixels wide; in other images
   * they grow with the width. Those of `downscale`, `shift` and `patch` are rounded to whole pixels, at least one.
   *
   * - `noise`: standard deviation of Gaussian noise, in grey levels of 255; above 0, to 255
   * - `blur`: standard deviation of a Gaussian, in pixels; above 0, to 24
   * - `downscale`: width in pixels to which the image is reduced before it is enlarged again; from 2, below 48
   * - `jpeg`: quality of JPEG compression; whole numbers from 1, poor, to 100
   * - `dark`: exponent e of the tone curve 127.5 (v / 255)^e; from 1 to 10
   * - `contrast`: factor f of the contrast, 110 + f (v - 128); from 0 to 1
   * - `rotate`: angle in degrees, to the left or to the right at random; above 0, to 180
   * - `scale`: factor of the size, about the centre; from 0.25 to 4
   * - `shift`: distance along each axis, in pixels, with random signs; above 0, to 24
   * - `patch`: side of a square, in pixels, at a random place and of a random grey; above 0, to 48
   */
  readonly strength: number;
}

/**
 * The corruptions of `evaluate(model, data, { corruptions: 'standard' })`, a fixed list, so that figures compare. The kinds
 * follow Hendrycks and Dietterich 2019, "Benchmarking Neural Network Robustness to Common Corruptions and Perturbations"
 * (https://arxiv.org/abs/1903.12261), as far as they occur with cropped grey faces.
 */
export const standardCorruptions: readonly Corruption[] = [
  { kind: 'noise', strength: 5 },
  { kind: 'noise', strength: 10 },
  { kind: 'noise', strength: 20 },
  { kind: 'blur', strength: 0.8 },
  { kind: 'blur', strength: 1.6 },
  { kind: 'downscale', strength: 32 },
  { kind: 'downscale', strength: 24 },
  { kind: 'downscale', strength: 16 },
  { kind: 'jpeg', strength: 30 },
  { kind: 'jpeg', strength: 10 },
  { kind: 'dark', strength: 1.8 },
  { kind: 'contrast', strength: 0.35 },
  { kind: 'rotate', strength: 15 },
  { kind: 'scale', strength: 1.15 },
  { kind: 'shift', strength: 4 },
  { kind: 'patch', strength: 14 },
];

/** A kind of corruption, all but its pixels. */
interface CorruptionFacts {
  /** The rule of its strength. */
  readonly rule: Rule;
  /** Quantity or unit of its strength, for the help of the command line. */
  readonly unit: string;
  /** Completes "after ...", in few words. */
  readonly describe: (strength: number) => string;
}

export const corruptionTable: Readonly<Record<CorruptionKind, CorruptionFacts>> = {
  noise: {
    rule: number({ above: 0, to: 255 }),
    unit: 'grey levels',
    describe: (deviation) => `noise of ${deviation} grey levels`,
  },
  blur: { rule: number({ above: 0, to: 24 }), unit: 'pixels', describe: (sigma) => `blur of ${sigma} px` },
  downscale: {
    rule: number({ from: 2, below: 48 }),
    unit: 'width in pixels',
    describe: (width) => `face of ${width} px`,
  },
  jpeg: {
    rule: integer({ from: 1, to: 100 }),
    unit: 'quality',
    describe: (quality) => `JPEG of quality ${quality}`,
  },
  dark: { rule: number({ from: 1, to: 10 }), unit: 'exponent', describe: (exponent) => `dark, exponent ${exponent}` },
  contrast: { rule: number({ from: 0, to: 1 }), unit: 'factor', describe: (factor) => `contrast × ${factor}` },
  rotate: { rule: number({ above: 0, to: 180 }), unit: 'degrees', describe: (degrees) => `rotated by ${degrees}°` },
  scale: { rule: number({ from: 0.25, to: 4 }), unit: 'factor', describe: (factor) => `size × ${factor}` },
  shift: { rule: number({ above: 0, to: 24 }), unit: 'pixels', describe: (distance) => `shifted by ${distance} px` },
  patch: { rule: number({ above: 0, to: 48 }), unit: 'pixels', describe: (side) => `patch of ${side} px` },
};

/**
 * Describes a corruption in a few words, such as "noise of 10 grey levels".
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * console.log(standardCorruptions.map(describeCorruption).join('; '));
 * ```
 */
export function describeCorruption(corruption: Corruption): string {
  if (!isCorruption(corruption)) throw refuseCorruption('corruption', corruption);
  return corruptionTable[corruption.kind].describe(corruption.strength);
}

const kindRule = oneOf(...CORRUPTION_KINDS);

/** True for the scores of a corruption in a report too: the same corruptions can be scored again. */
const isCorruption = (value: unknown): value is Corruption =>
  isRecord(value) &&
  kindRule.accepts(value.kind) &&
  corruptionTable[value.kind as CorruptionKind].rule.accepts(value.strength);

/** Composes the error about a value that is no corruption. */
function refuseCorruption(name: string, value: unknown): FerError<'OPTION_INVALID'> {
  if (!isRecord(value)) return optionInvalid(name, corruptionRule.expected, describeValue(value));
  const { kind, strength } = value;
  if (!kindRule.accepts(kind)) {
    const next = didYouMean(kind, CORRUPTION_KINDS);
    return optionInvalid(`${name}.kind`, kindRule.expected, describeValue(kind), next);
  }
  const { expected } = corruptionTable[kind as CorruptionKind].rule;
  return optionInvalid(`${name}.strength`, `${expected} for ${kind as CorruptionKind}`, describeValue(strength));
}

/** Accepts a corruption. */
export const corruptionRule: Rule = {
  expected: 'a corruption { kind, strength }',
  accepts: isCorruption,
  refuse: refuseCorruption,
};

/** Accepts `'standard'`, or a list of corruptions, each of them once. */
export const corruptionsRule: Rule = {
  expected: '"standard" or a list of corruptions { kind, strength }, at least one',
  choices: ['standard'],
  accepts: (value) =>
    value === 'standard' ||
    (Array.isArray(value) && value.length > 0 && Array.from(value).every(isCorruption) && findRepeated(value) < 0),
  refuse: (name, value) => {
    if (!Array.isArray(value) || value.length === 0) {
      return optionInvalid(name, corruptionsRule.expected, describeValue(value), didYouMean(value, ['standard']));
    }
    const wrong = Array.from(value).findIndex((entry) => !isCorruption(entry));
    if (wrong >= 0) return refuseCorruption(`${name}[${wrong}]`, (value as unknown[])[wrong]);
    const list = value as readonly Corruption[];
    const repeated = findRepeated(list);
    const received = `${describeCorruption(list[repeated]!)} again`;
    return optionInvalid(`${name}[${repeated}]`, 'each corruption once', received);
  },
};

/** The position of the first corruption that stands in the list before; -1 if there is none. */
export const findRepeated = (list: readonly Corruption[]): number =>
  list.findIndex(({ kind, strength }, index) =>
    list.slice(0, index).some((other) => other.kind === kind && other.strength === strength),
  );
