import type { Channels } from '../../images/GrayImage';
import type { Random } from '../../random';
import type { AugmentRange, ResolvedAugmentOptions } from '../AugmentOptions';
import { addNoise } from './addNoise';
import { blurPixels } from './blurPixels';
import { changeChannels } from './changeChannels';
import { changeContrast, changeGamma } from './changeTone';
import { downscalePixels } from './downscalePixels';
import { compressPixels } from './compressPixels';
import { coverPatch } from './coverPatch';

/** The augmentations that degrade images. */
const DEGRADATIONS = ['patch', 'gamma', 'dim', 'fade', 'blur', 'downscale', 'noise', 'jpeg'] as const;

type DegradeOptions = Pick<ResolvedAugmentOptions, (typeof DEGRADATIONS)[number]>;

/** True if any of them is on. */
export const degrades = (options: DegradeOptions): boolean => DEGRADATIONS.some((name) => options[name] !== false);

/** A length in pixels of an image that is given in pixels of one that is 48 pixels wide. */
export const lengthIn = (width: number, length: number): number => (length * width) / 48;

/**
 * Degrades an image by chance, in the order of a camera: the scene, its light, the lens, the size of the face, the sensor, the file. Every
 * degradation consumes its random numbers even if it is off; those of noise, one for two pixels, come last.
 * @param pixels - width x height x channels, changed in place; blur, reduction and file losses are those of each channel by itself
 */
export function degradePixels(
  pixels: Uint8Array,
  width: number,
  height: number,
  channels: Channels,
  options: DegradeOptions,
  random: Random,
): void {
  const patch = drawAmount(options.patch, random);
  const across = random.next();
  const down = random.next();
  const grey = random.next();
  const gamma = drawAmount(options.gamma, random);
  const dim = drawAmount(options.dim, random);
  const fade = drawAmount(options.fade, random);
  const blur = drawAmount(options.blur, random);
  const downscale = drawAmount(options.downscale, random);
  const noise = drawAmount(options.noise, random);
  const jpeg = drawAmount(options.jpeg, random);

  if (patch !== undefined) {
    coverPatch(pixels, width, height, lengthIn(width, patch), across, down, Math.floor(grey * 256), channels);
  }
  if (gamma !== undefined || dim !== undefined) changeGamma(pixels, gamma ?? 1, 255 * (dim ?? 1));
  if (fade !== undefined) changeContrast(pixels, fade);
  if (blur !== undefined)
    changeChannels(pixels, channels, (plane) => blurPixels(plane, width, height, lengthIn(width, blur)));
  if (downscale !== undefined) {
    changeChannels(pixels, channels, (plane) => downscalePixels(plane, width, height, lengthIn(width, downscale)));
  }
  if (noise !== undefined) addNoise(pixels, noise, random);
  if (jpeg !== undefined) changeChannels(pixels, channels, (plane) => compressPixels(plane, width, height, jpeg));
}

/** The amount that an image gets, or undefined if it gets none. */
function drawAmount(range: AugmentRange | false, random: Random): number | undefined {
  const luck = random.next();
  const place = random.next();
  if (range === false || luck >= range.probability) return undefined;
  return range.from + place * (range.to - range.from);
}
