import { optionInvalid } from './optionInvalid';

/** How far {@link augmentImage} may change an image. Each amount is drawn evenly between its negative and itself. */
export interface AugmentOptions {
  /**
   * Probability, 0 to 1, that the image is mirrored left to right.
   * @default 0.5
   */
  readonly flip: number;
  /**
   * Largest shift along each axis, as a share of the image's width and height, 0 to 1; by whole pixels where the image is
   * neither turned nor scaled.
   * @default 0.1
   */
  readonly shift: number;
  /**
   * Largest rotation about the centre, in degrees, 0 to 180.
   * @default 10
   */
  readonly rotate: number;
  /**
   * Largest relative change of size, 0 to below 1: 0.1 draws a factor between 0.9 and 1.1.
   * @default 0.1
   */
  readonly scale: number;
  /**
   * Probability, 0 to 1, that a rectangle is overwritten with noise (Zhong et al. 2017, "Random Erasing Data
   * Augmentation", https://arxiv.org/abs/1708.04896).
   * @default 0.25
   */
  readonly erase: number;
  /**
   * Largest area of that rectangle, as a share of the image, 0.02 to 1. The smallest is 0.02 and its sides have a ratio
   * between 0.3 and 1 / 0.3, as in the paper.
   * @default 0.2
   */
  readonly eraseArea: number;
  /**
   * Largest brightness that is added, as a share of full white, 0 to 1.
   * @default 0.1
   */
  readonly brightness: number;
  /**
   * Largest relative change of contrast about the image's mean, 0 to 1.
   * @default 0.2
   */
  readonly contrast: number;
  /**
   * What stands where the moved image leaves a gap: the nearest pixel of its edge, or a grey value from 0 to 255.
   * @default 'edge'
   */
  readonly fill: 'edge' | number;
}

/** The amounts that suit cropped 48 x 48 faces. */
export const augmentDefaults: AugmentOptions = {
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

/** Changes nothing: the image is copied. A start for switching on single changes. */
export const augmentOff: AugmentOptions = {
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

const RANGES = {
  flip: [0, 1],
  shift: [0, 1],
  rotate: [0, 180],
  scale: [0, 0.99],
  erase: [0, 1],
  eraseArea: [0.02, 1],
  brightness: [0, 1],
  contrast: [0, 1],
} as const satisfies Partial<Record<keyof AugmentOptions, readonly [number, number]>>;

/**
 * Fills in what is not given from {@link augmentDefaults} and checks every amount.
 * @throws OPTION_INVALID
 */
export function resolveAugmentOptions(options: Partial<AugmentOptions> = {}): AugmentOptions {
  const resolved = { ...augmentDefaults, ...options };
  for (const [name, [low, high]] of Object.entries(RANGES)) {
    const value = resolved[name as keyof typeof RANGES];
    if (!(value >= low && value <= high)) {
      throw optionInvalid(`augment.${name}`, `a number from ${low} to ${high}`, value);
    }
  }
  const { fill } = resolved;
  if (fill !== 'edge' && !(fill >= 0 && fill <= 255)) {
    throw optionInvalid('augment.fill', '"edge" or a number from 0 to 255', fill);
  }
  return resolved;
}
