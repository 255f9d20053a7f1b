import type { Channels, ModelImage } from '../images/GrayImage';
import { checkModelImage } from '../images/imageInvalid';
import { isRecord } from '../isRecord';
import { checkOption, custom, optionInvalid, resolveOptions } from '../options';
import { isBytes } from '../platform/Platform';
import { createRandom, type Random } from '../random';
import { type AugmentOptions, augmentTable, type ResolvedAugmentOptions } from './AugmentOptions';
import { degradePixels, degrades } from './degrade/degradePixels';
import { moveImage } from './warpImage';

/**
 * Writes a random variant of an image: flipped, shifted, rotated and scaled in one resampling, then changed in brightness
 * and contrast, then with a rectangle erased, then degraded as poor pictures are. The same random stream gives the same pixels on every
 * platform. The channels of a colour image move alike. Every augmentation consumes its random numbers even if it is off, so that one option does not change the draws
 * of another.
 *
 * @param source - the image; not modified
 * @param target - receives the variant, row by row: as many bytes as the source, not shared with it
 * @param options - amounts that are not given are those of `augmentDefaults`
 * @param random - e.g. `createRandom(seed, epoch, sample)`
 * @throws OPTION_INVALID, also if the target's size differs from the source's
 *
 * @example
 * ```ts
 * const face = drawSyntheticFace('happy', { seed: 1, size: 48 });
 * const variant = new Uint8Array(48 * 48);
 * augmentImage(face, variant, { rotate: 15 }, createRandom(7));
 * ```
 */
export function augmentImage(source: ModelImage, target: Uint8Array, options: AugmentOptions, random: Random): void {
  const resolved = resolveOptions(options, augmentTable);
  checkModelImage('source', source);
  checkOption('target', target, bytesRule);
  checkOption('random', random, randomRule);
  const size = source.pixels.length;
  if (target.length !== size) {
    throw optionInvalid('target', `${size} bytes, as many as the source has`, `${target.length} bytes`);
  }
  augmentPixels(source, target, resolved, random);
}

const bytesRule = custom('a Uint8Array', isBytes);
const randomRule = custom(
  'a stream of createRandom',
  (value) => isRecord(value) && [value.next, value.integer].every((draw) => typeof draw === 'function'),
);

/** Augments as {@link augmentImage} does, without checks: for training, which does it for each sample of each epoch. Allocates nothing. */
export function augmentPixels(
  source: ModelImage,
  target: Uint8Array,
  options: ResolvedAugmentOptions,
  random: Random,
): void {
  const { width, height, channels = 1 } = source;
  const { flip, shift, rotate, scale, erase, eraseArea, fill } = options;
  const luck = random.next();
  const mirrored = luck < flip;
  const right = spread(random, shift) * width;
  const down = spread(random, shift) * height;
  const turned = spread(random, rotate);
  const zoom = 1 + spread(random, scale);
  // A mere shift is rounded to whole pixels, because interpolation would blur the image.
  const whole = turned === 0 && zoom === 1;
  const movement = {
    mirrored,
    rotate: turned,
    zoom,
    right: whole ? Math.round(right) : right,
    down: whole ? Math.round(down) : down,
  };
  const brightness = spread(random, options.brightness) * 255;
  const gain = 1 + spread(random, options.contrast);
  const erased = random.next() < erase;

  moveImage(source, target, movement, fill);
  if (brightness !== 0 || gain !== 1) adjustTone(target, brightness, gain);
  if (erased) eraseRectangle(target, width, height, eraseArea, random, channels);
  // A stream of its own, because the image's stream gave the other augmentations their numbers before there was degradation.
  if (degrades(options)) degradePixels(target, width, height, channels, options, createRandom(luck * 2 ** 32));
}

/** Draws uniformly from [-amount, amount). */
const spread = (random: Random, amount: number): number => (2 * random.next() - 1) * amount;

/** Scales the values of all channels about their mean, then adds to them. 16-bit fixed point is three times as fast as floats. */
function adjustTone(pixels: Uint8Array, added: number, gain: number): void {
  const count = pixels.length;
  let sum = 0;
  for (let k = 0; k < count; k++) sum += pixels[k]!;
  const mean = sum / count;
  const factor = Math.round(gain * 65536);
  // 0.5 for rounding, because the shift truncates.
  const offset = Math.round((mean - mean * gain + added + 0.5) * 65536);
  for (let k = 0; k < count; k++) {
    const value = (Math.imul(pixels[k]!, factor) + offset) >> 16;
    pixels[k] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}

const SMALLEST_AREA = 0.02;
const SMALLEST_RATIO = 0.3;
const ATTEMPTS = 10;

/**
 * Replaces a random rectangle of an image by noise: RE-R of Zhong et al. 2017, "Random Erasing Data Augmentation"
 * (https://arxiv.org/abs/1708.04896). If no drawn rectangle fits in ten attempts, nothing is erased.
 */
export function eraseRectangle(
  pixels: Uint8Array,
  width: number,
  height: number,
  largestArea: number,
  random: Random,
  channels: Channels = 1,
): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = (SMALLEST_AREA + random.next() * (largestArea - SMALLEST_AREA)) * width * height;
    const ratio = SMALLEST_RATIO + random.next() * (1 / SMALLEST_RATIO - SMALLEST_RATIO);
    const high = Math.round(Math.sqrt(area * ratio));
    const wide = Math.round(Math.sqrt(area / ratio));
    if (high < 1 || wide < 1 || high > height || wide > width) continue;
    const top = random.integer(height - high + 1);
    const left = random.integer(width - wide + 1);
    for (let y = top; y < top + high; y++) {
      const row = y * width;
      const end = (row + left + wide) * channels;
      for (let at = (row + left) * channels; at < end; at++) pixels[at] = random.integer(256);
    }
    return;
  }
}
