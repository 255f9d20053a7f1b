import { exponential, logarithm } from './portableMath';

/** The new grey of each grey. Reused, because each changed image needs one. */
const levels = new Uint8Array(256);
/** ln(v / 255) of each grey above 0. */
let logarithms: Float64Array | undefined;

/**
 * Changes the gamma: grey v becomes `white (v / 255) ** gamma`, rounded.
 * @param pixels - changed in place
 * @param gamma - above 0: above 1 darkens, below 1 lightens
 * @param white - grey that white becomes, 0 to 255
 */
export function changeGamma(pixels: Uint8Array, gamma: number, white = 255): void {
  logarithms ??= Float64Array.from(levels, (_, grey) => (grey === 0 ? 0 : logarithm(grey / 255)));
  levels[0] = 0;
  for (let grey = 1; grey < 256; grey++) {
    levels[grey] = Math.floor(white * exponential(Math.max(-700, gamma * logarithms[grey]!)) + 0.5);
  }
  applyLevels(pixels);
}

/**
 * Changes the contrast: grey v becomes `to + gain (v - about)`, rounded and kept within 0 to 255.
 * @param pixels - changed in place
 * @param gain - below 1 flattens, above 1 stretches
 * @param about - grey from which distances count, e.g. 128 or {@link meanOf}
 * @param to - grey that `about` becomes
 */
export function changeContrast(pixels: Uint8Array, gain: number, about = 128, to = about): void {
  for (let grey = 0; grey < 256; grey++) {
    levels[grey] = Math.min(255, Math.max(0, Math.floor(to + gain * (grey - about) + 0.5)));
  }
  applyLevels(pixels);
}

/** The mean of an image's greys. */
export function meanOf(pixels: Uint8Array): number {
  let sum = 0;
  for (const grey of pixels) sum += grey;
  return sum / pixels.length;
}

function applyLevels(pixels: Uint8Array): void {
  for (let at = 0; at < pixels.length; at++) pixels[at] = levels[pixels[at]!]!;
}
