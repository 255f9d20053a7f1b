import { createRandom, type GrayImage } from '@ferkit/core/datasets';

/** A square of noise; a network has an opinion about it, and another about the next. */
export function drawPattern(side: number, seed: number): GrayImage {
  const random = createRandom(seed);
  const base = random.integer(200);
  return {
    pixels: Uint8Array.from({ length: side * side }, () => base + random.integer(56)),
    width: side,
    height: side,
  };
}
