import { either, number, oneOf, defaultsOf, resolveOptions, withDefault, type OptionTable } from '../options';

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

export const augmentTable: OptionTable<
  AugmentOptions,
  'flip' | 'shift' | 'rotate' | 'scale' | 'erase' | 'eraseArea' | 'brightness' | 'contrast' | 'fill'
> = {
  flip: withDefault(0.5, fraction),
  shift: withDefault(0.1, fraction),
  rotate: withDefault(10, number({ from: 0, to: 180 })),
  scale: withDefault(0.1, number({ from: 0, to: 0.99 })),
  erase: withDefault(0.25, fraction),
  eraseArea: withDefault(0.2, number({ from: 0.02, to: 1 })),
  brightness: withDefault(0.1, fraction),
  contrast: withDefault(0.2, fraction),
  fill: withDefault('edge', either(oneOf('edge'), number({ from: 0, to: 255 }))),
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
