import { isRecord } from '../isRecord';
import {
  either,
  number,
  object,
  oneOf,
  defaultsOf,
  resolveOptions,
  withDefault,
  type OptionTable,
  type Rule,
} from '../options';

/** An augmentation that a share of the images gets, each in an amount of its own. */
export interface AugmentRange {
  /** Probability that an image gets it, 0 to 1. */
  readonly probability: number;
  /** Each image gets an amount drawn uniformly between `from` and `to`. */
  readonly from: number;
  /** At least `from`. */
  readonly to: number;
}

/**
 * Options of {@link augmentImage}. `shift`, `rotate`, `scale`, `brightness` and `contrast` are limits: each image gets an amount
 * drawn uniformly from minus to plus the limit. From `patch` to `jpeg` they degrade a share of the images, as poor pictures are
 * degraded, in this order; all of these are off by default, and {@link augmentPoorFaces} has amounts for them. Their lengths are in
 * pixels of an image that is 48 pixels wide; in other images they grow with the width. The kinds are those of Hendrycks and Dietterich
 * 2019, "Benchmarking Neural Network Robustness to Common Corruptions and Perturbations" (https://arxiv.org/abs/1903.12261).
 */
export interface AugmentOptions {
  /**
   * Probability of a horizontal flip, 0 to 1.
   * @default 0.5
   */
  readonly flip?: number;
  /**
   * Largest shift along each axis, as a fraction of the image's width and height, 0 to 1. Images that are neither rotated
   * nor scaled are shifted by whole pixels.
   * @default 0.1
   */
  readonly shift?: number;
  /**
   * Largest rotation about the centre in degrees, 0 to 180.
   * @default 10
   */
  readonly rotate?: number;
  /**
   * Largest relative change of size, 0 to 0.99: 0.1 draws a factor between 0.9 and 1.1.
   * @default 0.1
   */
  readonly scale?: number;
  /**
   * Probability, 0 to 1, that a rectangle is replaced by noise (Zhong et al. 2017, "Random Erasing Data Augmentation",
   * https://arxiv.org/abs/1708.04896).
   * @default 0.25
   */
  readonly erase?: number;
  /**
   * Largest area of that rectangle, as a fraction of the image, 0.02 to 1. The smallest is 0.02, and its aspect ratio lies
   * between 0.3 and 1 / 0.3, as in the paper.
   * @default 0.2
   */
  readonly eraseArea?: number;
  /**
   * Largest change of brightness, as a fraction of full white, 0 to 1.
   * @default 0.1
   */
  readonly brightness?: number;
  /**
   * Largest relative change of contrast about the image's mean, 0 to 1.
   * @default 0.2
   */
  readonly contrast?: number;
  /**
   * Fill of pixels from outside the image: its nearest edge pixel, or a grey value from 0 to 255.
   * @default 'edge'
   */
  readonly fill?: 'edge' | number;
  /** Covers a square of this side in pixels, 1 to 48, with one grey, as a hand or another head does. @default false */
  readonly patch?: AugmentRange | false;
  /**
   * Gamma above 0 to 10: grey v becomes `255 (v / 255) ** gamma`. Above 1 the image is darker, below 1 lighter.
   * @default false
   */
  readonly gamma?: AugmentRange | false;
  /** Share of the light that is left, 0 to 1; black stays black. @default false */
  readonly dim?: AugmentRange | false;
  /** Share of the contrast that is left, 0 to 1; mid-grey, 128, stays. @default false */
  readonly fade?: AugmentRange | false;
  /** Gaussian blur with this standard deviation in pixels, 0 to 24. @default false */
  readonly blur?: AugmentRange | false;
  /**
   * Reduces the image to this width in pixels, 1 to 48, and enlarges it again, as a small face is. 48 changes nothing.
   * @default false
   */
  readonly downscale?: AugmentRange | false;
  /** Gaussian noise with this standard deviation, in grey levels of 255, 0 to 255. @default false */
  readonly noise?: AugmentRange | false;
  /** Losses of a JPEG file of this quality, 1 to 100. @default false */
  readonly jpeg?: AugmentRange | false;
}

/** Augmentation with every amount given. */
export type ResolvedAugmentOptions = Required<AugmentOptions>;
/** Every augmentation off: the image is copied. Spread it to switch on single augmentations. */
export const augmentOff: ResolvedAugmentOptions = {
  flip: 0,
  shift: 0,
  rotate: 0,
  scale: 0,
  erase: 0,
  eraseArea: 0.2,
  brightness: 0,
  contrast: 0,
  fill: 'edge',
  patch: false,
  gamma: false,
  dim: false,
  fade: false,
  blur: false,
  downscale: false,
  noise: false,
  jpeg: false,
};

/**
 * Augmentation for small and poor faces: of webcams, groups, old cameras, dark rooms. Each degradation meets few images, so that half
 * of them stay clean; flips, shifts and the like are those of {@link augmentDefaults}.
 *
 * @example
 * ```ts
 * await train(model, fer, { augment: augmentPoorFaces });
 * ```
 */
export const augmentPoorFaces: AugmentOptions = {
  patch: { probability: 0.05, from: 8, to: 18 },
  gamma: { probability: 0.05, from: 0.6, to: 2.2 },
  dim: { probability: 0.05, from: 0.35, to: 0.9 },
  fade: { probability: 0.05, from: 0.25, to: 0.8 },
  blur: { probability: 0.1, from: 0.4, to: 1.3 },
  downscale: { probability: 0.1, from: 18, to: 40 },
  noise: { probability: 0.14, from: 2, to: 22 },
  jpeg: { probability: 0.05, from: 15, to: 80 },
};

const fraction = number({ from: 0, to: 1 });

/** The rule of an {@link AugmentRange} within bounds, or false. */
function rangeOf(bounds: Parameters<typeof number>[0]): Rule {
  const fields: OptionTable<AugmentRange> = { probability: fraction, from: number(bounds), to: number(bounds) };
  const whole = object('an object with probability, from and to, of which from is not above to', fields, [
    'probability',
    'from',
    'to',
  ]);
  // Numbers that are none are named one by one, by their own rules.
  const isOrdered = (value: unknown): boolean => isRecord(value) && !(Number(value.from) > Number(value.to));
  return either(oneOf(false), { ...whole, accepts: (value) => whole.accepts(value) && isOrdered(value) });
}

export const augmentTable: OptionTable<AugmentOptions, keyof AugmentOptions> = {
  flip: withDefault(0.5, fraction),
  shift: withDefault(0.1, fraction),
  rotate: withDefault(10, number({ from: 0, to: 180 })),
  scale: withDefault(0.1, number({ from: 0, to: 0.99 })),
  erase: withDefault(0.25, fraction),
  eraseArea: withDefault(0.2, number({ from: 0.02, to: 1 })),
  brightness: withDefault(0.1, fraction),
  contrast: withDefault(0.2, fraction),
  fill: withDefault('edge', either(oneOf('edge'), number({ from: 0, to: 255 }))),
  patch: withDefault(false, rangeOf({ from: 1, to: 48 })),
  gamma: withDefault(false, rangeOf({ above: 0, to: 10 })),
  dim: withDefault(false, rangeOf({ from: 0, to: 1 })),
  fade: withDefault(false, rangeOf({ from: 0, to: 1 })),
  blur: withDefault(false, rangeOf({ from: 0, to: 24 })),
  downscale: withDefault(false, rangeOf({ from: 1, to: 48 })),
  noise: withDefault(false, rangeOf({ from: 0, to: 255 })),
  jpeg: withDefault(false, rangeOf({ from: 1, to: 100 })),
};

/** The defaults of {@link AugmentOptions}: amounts for cropped 48 x 48 faces. */
export const augmentDefaults: ResolvedAugmentOptions = /* @__PURE__ */ defaultsOf(augmentTable);

/**
 * Fills in {@link augmentDefaults} and checks every amount.
 * @throws OPTION_INVALID; the option's name starts with `augment.`
 */
export function resolveAugmentOptions(options: AugmentOptions = {}): ResolvedAugmentOptions {
  return resolveOptions(options, augmentTable, 'augment.');
}
