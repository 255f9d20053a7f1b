import type { GrayImage } from '../images/GrayImage';
import { checkGrayImage } from '../images/imageInvalid';
import {
  checkOption,
  countRule,
  defaultsOf,
  type OptionTable,
  resolveOptions,
  seedRule,
  withDefault,
} from '../options';
import { createRandom, type Random } from '../random';
import { type Corruption, CORRUPTION_KINDS, type CorruptionKind, corruptionRule } from './Corruption';
import { addNoise } from './degrade/addNoise';
import { blurPixels } from './degrade/blurPixels';
import { changeContrast, changeGamma } from './degrade/changeTone';
import { downscalePixels } from './degrade/downscalePixels';
import { compressPixels } from './degrade/compressPixels';
import { coverPatch } from './degrade/coverPatch';
import { lengthIn } from './degrade/degradePixels';
import { moveImage, type Movement } from './warpImage';

/** Options of {@link corruptImage}. */
export interface CorruptOptions {
  /**
   * Seed of noise, signs and places.
   * @default 0
   */
  readonly seed?: number;
  /**
   * Position of the image in its dataset: each image has noise of its own.
   * @default 0
   */
  readonly index?: number;
}

export const corruptTable: OptionTable<CorruptOptions, 'seed' | 'index'> = {
  seed: withDefault(0, seedRule),
  index: withDefault(0, countRule),
};

/** The defaults of {@link CorruptOptions}. */
export const corruptDefaults: Required<CorruptOptions> = /* @__PURE__ */ defaultsOf(corruptTable);

/**
 * Corrupts an image as `evaluate` does with the option `corruptions`: the same image, corruption, seed and position give the same
 * pixels on every platform. Two strengths of a kind have the same noise, direction or place, so that they differ in strength only.
 * @param image - not modified
 * @returns an image of the same size
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const face = drawSyntheticFace('happy', { seed: 1, size: 48 });
 * const grainy = corruptImage(face, { kind: 'noise', strength: 20 });
 * const all = standardCorruptions.map((corruption) => corruptImage(face, corruption, { seed: 7 }));
 * ```
 */
export function corruptImage(image: GrayImage, corruption: Corruption, options: CorruptOptions = {}): GrayImage {
  const { seed, index } = resolveOptions(options, corruptTable);
  checkGrayImage('image', image);
  checkOption('corruption', corruption, corruptionRule);
  return corruptPixels(image, corruption, seed, index);
}

/** Corrupts as {@link corruptImage} does, without checks: for evaluation, which does it for each image of each corruption. */
export function corruptPixels(
  image: GrayImage,
  { kind, strength }: Corruption,
  seed: number,
  index: number,
): GrayImage {
  const { width, height } = image;
  const pixels = Uint8Array.from(image.pixels);
  const copy = { pixels, width, height };
  corruptors[kind](copy, strength, createRandom(seed, CORRUPTION_KINDS.indexOf(kind), index));
  return copy;
}

/** An image whose pixels are changed in place. */
interface Copy extends GrayImage {
  readonly pixels: Uint8Array;
}

const corruptors: Readonly<Record<CorruptionKind, (image: Copy, strength: number, random: Random) => void>> = {
  noise: ({ pixels }, deviation, random) => addNoise(pixels, deviation, random),
  blur: ({ pixels, width, height }, sigma) => blurPixels(pixels, width, height, lengthIn(width, sigma)),
  downscale: ({ pixels, width, height }, reduced) =>
    // Always smaller than the image, as the strength says.
    downscalePixels(pixels, width, height, Math.min(width - 1, lengthIn(width, reduced))),
  jpeg: ({ pixels, width, height }, quality) => compressPixels(pixels, width, height, quality),
  dark: ({ pixels }, exponent) => changeGamma(pixels, exponent, 127.5),
  contrast: ({ pixels }, factor) => changeContrast(pixels, factor, 110),
  rotate: (image, degrees, random) => move(image, { rotate: drawSign(random) * degrees }),
  scale: (image, zoom) => move(image, { zoom }),
  shift: (image, distance, random) => {
    // Whole pixels, because interpolation would blur the image.
    const length = Math.max(1, Math.round(lengthIn(image.width, distance)));
    move(image, { right: drawSign(random) * length, down: drawSign(random) * length });
  },
  patch: ({ pixels, width, height }, side, random) => {
    const grey = random.integer(256);
    coverPatch(pixels, width, height, lengthIn(width, side), random.next(), random.next(), grey);
  },
};

const drawSign = (random: Random): 1 | -1 => (random.next() < 0.5 ? -1 : 1);

const AT_REST: Movement = { mirrored: false, rotate: 0, zoom: 1, right: 0, down: 0 };

// The source may be the target: it is copied before.
const move = (image: Copy, movement: Partial<Movement>): void =>
  moveImage(image, image.pixels, { ...AT_REST, ...movement }, 'edge');
