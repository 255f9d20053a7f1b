import type { Channels, ModelImage } from '../images/GrayImage';
import { checkModelImage } from '../images/imageInvalid';
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
import { changeChannels } from './degrade/changeChannels';
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
 * @returns an image of the same size and channels
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const face = drawSyntheticFace('happy', { seed: 1, size: 48 });
 * const grainy = corruptImage(face, { kind: 'noise', strength: 20 });
 * const all = standardCorruptions.map((corruption) => corruptImage(face, corruption, { seed: 7 }));
 * ```
 */
export function corruptImage<Image extends ModelImage>(
  image: Image,
  corruption: Corruption,
  options: CorruptOptions = {},
): Image {
  const { seed, index } = resolveOptions(options, corruptTable);
  checkModelImage('image', image);
  checkOption('corruption', corruption, corruptionRule);
  return corruptPixels(image, corruption, seed, index);
}

/** Corrupts as {@link corruptImage} does, without checks: for evaluation, which does it for each image of each corruption. */
export function corruptPixels<Image extends ModelImage>(
  image: Image,
  { kind, strength }: Corruption,
  seed: number,
  index: number,
): Image {
  const { width, height, channels = 1 } = image;
  const pixels = Uint8Array.from(image.pixels);
  const copy = { pixels, width, height, channels };
  corruptors[kind](copy, strength, createRandom(seed, CORRUPTION_KINDS.indexOf(kind), index));
  return (image.channels === undefined ? { pixels, width, height } : copy) as Image;
}

/** An image whose pixels are changed in place. */
interface Copy {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
}

/** A change of the pixels of a grey image, which colour images get in each channel. */
const inChannels =
  (change: (plane: Uint8Array, width: number, height: number, strength: number) => void) =>
  ({ pixels, width, height, channels }: Copy, strength: number): void =>
    changeChannels(pixels, channels, (plane) => change(plane, width, height, strength));

const corruptors: Readonly<Record<CorruptionKind, (image: Copy, strength: number, random: Random) => void>> = {
  noise: ({ pixels }, deviation, random) => addNoise(pixels, deviation, random),
  blur: inChannels((plane, width, height, sigma) => blurPixels(plane, width, height, lengthIn(width, sigma))),
  downscale: inChannels((plane, width, height, reduced) =>
    // Always smaller than the image, as the strength says.
    downscalePixels(plane, width, height, Math.min(width - 1, lengthIn(width, reduced))),
  ),
  jpeg: inChannels(compressPixels),
  dark: ({ pixels }, exponent) => changeGamma(pixels, exponent, 127.5),
  contrast: ({ pixels }, factor) => changeContrast(pixels, factor, 110),
  rotate: (image, degrees, random) => move(image, { rotate: drawSign(random) * degrees }),
  scale: (image, zoom) => move(image, { zoom }),
  shift: (image, distance, random) => {
    // Whole pixels, because interpolation would blur the image.
    const length = Math.max(1, Math.round(lengthIn(image.width, distance)));
    move(image, { right: drawSign(random) * length, down: drawSign(random) * length });
  },
  patch: ({ pixels, width, height, channels }, side, random) => {
    const grey = random.integer(256);
    coverPatch(pixels, width, height, lengthIn(width, side), random.next(), random.next(), grey, channels);
  },
};

const drawSign = (random: Random): 1 | -1 => (random.next() < 0.5 ? -1 : 1);

const AT_REST: Movement = { mirrored: false, rotate: 0, zoom: 1, right: 0, down: 0 };

// The source may be the target: it is copied before.
const move = (image: Copy, movement: Partial<Movement>): void =>
  moveImage(image, image.pixels, { ...AT_REST, ...movement }, 'edge');
