import { drawSyntheticFace } from '../../../packages/core/src/datasets/synthetic/drawSyntheticFace';
import type { RgbaImage } from '../../../packages/core/src/platform/Platform';

/** A drawn face within a scene: nobody's, and yet the detector takes it for one. */
export interface ScenePerson {
  /** The middle of the square that the face is drawn in. */
  readonly x: number;
  readonly y: number;
  /** Side of that square. */
  readonly size: number;
  /** Clockwise, in degrees. */
  readonly tilt?: number;
  readonly seed?: number;
}

/** How finely a face is drawn before it is put into a scene. */
const DRAWN = 256;

/** What grey skin is multiplied by to look like skin: R, G, B. */
const TINT = [1.1, 0.92, 0.8];

/** Puts drawn faces before a wall. */
export function drawScene(width: number, height: number, people: readonly ScenePerson[]): RgbaImage {
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let at = 0; at < pixels.length; at += 4) pixels.set([134, 130, 124], at);
  for (const { x, y, size, tilt = 0, seed = 2 } of people) {
    const face = drawSyntheticFace('neutral', { seed, size: DRAWN });
    const scale = DRAWN / size;
    const [cosine, sine] = [Math.cos((tilt * Math.PI) / 180), Math.sin((tilt * Math.PI) / 180)];
    const reach = Math.ceil(size * 0.75);
    for (let row = Math.max(0, y - reach); row < Math.min(height, y + reach); row++) {
      for (let column = Math.max(0, x - reach); column < Math.min(width, x + reach); column++) {
        const [along, down] = [column + 0.5 - x, row + 0.5 - y];
        const grey = average(
          face.pixels,
          (cosine * along + sine * down) * scale + DRAWN / 2,
          (cosine * down - sine * along) * scale + DRAWN / 2,
          scale,
        );
        if (grey === undefined) continue;
        TINT.forEach((share, channel) => (pixels[(row * width + column) * 4 + channel] = Math.min(255, grey * share)));
      }
    }
  }
  return { pixels, width, height };
}

/** The mean of the drawn pixels around a place, as wide as a pixel of the scene; undefined outside of the drawing. */
function average(drawn: Uint8Array | Uint8ClampedArray, x: number, y: number, width: number): number | undefined {
  if (x < 0 || y < 0 || x >= DRAWN || y >= DRAWN) return undefined;
  const half = Math.max(0, Math.floor(width / 2));
  let [sum, count] = [0, 0];
  for (let row = Math.floor(y) - half; row <= y + half; row++) {
    for (let column = Math.floor(x) - half; column <= x + half; column++) {
      if (row < 0 || column < 0 || row >= DRAWN || column >= DRAWN) continue;
      sum += drawn[row * DRAWN + column]!;
      count++;
    }
  }
  return sum / count;
}
