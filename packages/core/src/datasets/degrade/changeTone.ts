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
    levels[grey] = Math.floor(white * exponential(gamma * logarithms[grey]!) + 0.5);
  }
  applyLevels(pixels);
}

/**
 * Changes the contrast: grey v becomes `middle + gain (v - 128)`, rounded and kept within 0 to 255.
 * @param pixels - changed in place
 * @param gain - below 1 flattens, above 1 stretches
 * @param middle - grey that mid-grey becomes
 */
export function changeContrast(pixels: Uint8Array, gain: number, middle = 128): void {
  for (let grey = 0; grey < 256; grey++) {
    levels[grey] = Math.min(255, Math.max(0, Math.floor(middle + gain * (grey - 128) + 0.5)));
  }
  applyLevels(pixels);
}

function applyLevels(pixels: Uint8Array): void {
  for (let at = 0; at < pixels.length; at++) pixels[at] = levels[pixels[at]!]!;
}
