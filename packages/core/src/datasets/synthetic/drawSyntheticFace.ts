import type { GrayImage } from '../../images/GrayImage';
import { type Expression, EXPRESSIONS } from '../../labels';
import { createRandom, type Random } from '../../random';
import { checkSeed, checkWhole, optionInvalid } from '../optionInvalid';
import { blendShape, type ExpressionShape } from './ExpressionShape';
import { FaceCanvas } from './FaceCanvas';
import { drawTraits } from './FaceTraits';
import { paintEyes, paintForehead, paintHead, paintMouth, paintNose } from './paintFace';

/** Options of {@link drawSyntheticFace}. */
export interface SyntheticFaceOptions {
  /**
   * Which person in which picture: pose, light, head shape, how strongly the expression shows.
   * @default 0
   */
  readonly seed: number;
  /**
   * Width and height of the image in pixels, 8 to 1024.
   * @default 48
   */
  readonly size: number;
}

/** The defaults of {@link SyntheticFaceOptions}. */
export const syntheticFaceDefaults: SyntheticFaceOptions = { seed: 0, size: 48 };

/**
 * Draws a face that nobody has, with one of the seven expressions: for demos and tests, where photographs of people have
 * no place. The same seed draws the same person in the same light at every size.
 *
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const face = drawSyntheticFace('surprise', { seed: 7, size: 256 });
 * console.log(face.width, face.pixels[0]);
 * ```
 */
export function drawSyntheticFace(expression: Expression, options: Partial<SyntheticFaceOptions> = {}): GrayImage {
  const { seed, size } = { ...syntheticFaceDefaults, ...options };
  checkSeed(seed);
  checkWhole('size', size, 8, 1024);
  if (!EXPRESSIONS.includes(expression)) {
    throw optionInvalid('expression', `one of ${EXPRESSIONS.join(', ')}`, expression);
  }
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

/** No two people pull the same face alike: muscles move a little too far or not quite, and some mouths stay shut. */
function varyShape(shape: ExpressionShape, random: Random): ExpressionShape {
  const stray = (amount: number): number => amount * (2 * random.next() - 1);
  const shut = random.next() < 0.3 && shape.mouthOpen < 0.2 && shape.tongue === 0;
  return {
    ...shape,
    browInner: shape.browInner + stray(0.03),
    browOuter: shape.browOuter + stray(0.03),
    browArch: shape.browArch + stray(0.02),
    lidUpper: shape.lidUpper * (1 + stray(0.12)),
    mouthWidth: shape.mouthWidth * (1 + stray(0.08)),
    mouthLift: shape.mouthLift + stray(0.025),
    mouthOpen: shut ? 0 : shape.mouthOpen * (1 + stray(0.35)),
  };
}
