import { either, number, oneOf, resolveOptions, type Rules } from '../options';

/**
 * Options of {@link augmentImage}. `shift`, `rotate`, `scale`, `brightness` and `contrast` are limits: each image gets an amount
 * drawn uniformly from minus to plus the limit.
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
}

/** Augmentation with every amount given. */
export type ResolvedAugmentOptions = Required<AugmentOptions>;

/** The defaults of {@link AugmentOptions}: amounts for cropped 48 x 48 faces. */
export const augmentDefaults: ResolvedAugmentOptions = {
  flip: 0.5,
  shift: 0.1,
  rotate: 10,
  scale: 0.1,
  erase: 0.25,
  eraseArea: 0.2,
  brightness: 0.1,
  contrast: 0.2,
  fill: 'edge',
};

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
};

const fraction = number({ from: 0, to: 1 });

const rules: Rules<AugmentOptions> = {
  flip: fraction,
  shift: fraction,
  rotate: number({ from: 0, to: 180 }),
  scale: number({ from: 0, to: 0.99 }),
  erase: fraction,
  eraseArea: number({ from: 0.02, to: 1 }),
  brightness: fraction,
  contrast: fraction,
  fill: either(oneOf('edge'), number({ from: 0, to: 255 })),
};

/**
 * Fills in {@link augmentDefaults} and checks every amount.
 * @throws OPTION_INVALID; the option's name starts with `augment.`
 */
export function resolveAugmentOptions(options: AugmentOptions = {}): ResolvedAugmentOptions {
  return resolveOptions(options, augmentDefaults, rules, 'augment.');
}
