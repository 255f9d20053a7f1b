import type { GrayImage } from '../../images/GrayImage';
import { type Expression, EXPRESSIONS } from '../../labels';
import {
  checkOption,
  integer,
  oneOf,
  defaultsOf,
  resolveOptions,
  withDefault,
  type OptionTable,
  seedRule,
} from '../../options';
import { createRandom, type Random } from '../../random';
import { blendShape, type ExpressionShape } from './ExpressionShape';
import { FaceCanvas } from './FaceCanvas';
import { drawTraits } from './FaceTraits';
import { paintEyes, paintForehead, paintHead, paintMouth, paintNose } from './paintFace';

/** Options of {@link drawSyntheticFace}. */
export interface SyntheticFaceOptions {
  /**
   * Seed of everything random: expression strength, head shape, pose, light, noise.
   * @default 0
   */
  readonly seed?: number;
  /**
   * Width and height of the image in pixels, 8 to 1024.
   * @default 48
   */
  readonly size?: number;
}

export const syntheticFaceTable: OptionTable<SyntheticFaceOptions, 'seed' | 'size'> = {
  seed: withDefault(0, seedRule),
  size: withDefault(48, integer({ from: 8, to: 1024 })),
};

/** The defaults of {@link SyntheticFaceOptions}. */
export const syntheticFaceDefaults: Required<SyntheticFaceOptions> = /* @__PURE__ */ defaultsOf(syntheticFaceTable);

/**
 * Draws a cartoon face with one of the seven expressions, for demos and tests without photographs of people. The same seed
 * draws the same person in the same light at every size.
 *
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const face = drawSyntheticFace('surprise', { seed: 7, size: 256 });
 * console.log(face.width, face.pixels[0]);
 * ```
 */
export function drawSyntheticFace(expression: Expression, options: SyntheticFaceOptions = {}): GrayImage {
  const { seed, size } = resolveOptions(options, syntheticFaceTable);
  checkOption('expression', expression, oneOf(...EXPRESSIONS));
  const random = createRandom(seed, EXPRESSIONS.indexOf(expression));
  const traits = drawTraits(random);
  const shape = varyShape(blendShape(expression, 0.55 + 0.55 * random.next()), random);
  const canvas = new FaceCanvas(size, traits.pose);
  paintHead(canvas, traits);
  paintForehead(canvas, traits, shape);
  paintEyes(canvas, traits, shape);
  paintNose(canvas, traits, shape);
  paintMouth(canvas, traits, shape);
  const { tones } = canvas;
  const pixels = new Uint8Array(tones.length);
  for (let k = 0; k < pixels.length; k++) {
    const value = 255 * (tones[k]! + traits.noise * random.normal());
    pixels[k] = Math.min(Math.max(Math.round(value), 0), 255);
  }
  return { pixels, width: size, height: size };
}

/** Varies an expression between people: muscles move more or less than the prototype, and some mouths stay shut. */
function varyShape(shape: ExpressionShape, random: Random): ExpressionShape {
  const vary = (amount: number): number => amount * (2 * random.next() - 1);
  const shut = random.next() < 0.3 && shape.mouthOpen < 0.2 && shape.tongue === 0;
  return {
    ...shape,
    browInner: shape.browInner + vary(0.03),
    browOuter: shape.browOuter + vary(0.03),
    browArch: shape.browArch + vary(0.02),
    lidUpper: shape.lidUpper * (1 + vary(0.12)),
    mouthWidth: shape.mouthWidth * (1 + vary(0.08)),
    mouthLift: shape.mouthLift + vary(0.025),
    mouthOpen: shut ? 0 : shape.mouthOpen * (1 + vary(0.35)),
  };
}
