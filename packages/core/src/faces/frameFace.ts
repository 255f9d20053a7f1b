import { defaultsOf, either, flagRule, oneOf, type OptionTable, resolveOptions, withDefault } from '../options';
import { checkPlace, type Face } from './Face';
import { type FaceFrame, frameOf, isTilted } from './FaceFrame';

/** Options of {@link frameFace}. */
export interface FrameOptions {
  /**
   * Rotates the frame so that the eyes are level in the crop. The faces of FER2013 were not aligned, so a network trained
   * on it expects some tilt: `auto` rotates the frame only for eyes tilted by more than 25 degrees. A face without landmarks is
   * not rotated.
   * @default 'auto'
   */
  readonly upright?: boolean | 'auto';
}

export const frameTable: OptionTable<FrameOptions, 'upright'> = {
  upright: withDefault('auto', either(oneOf('auto'), flagRule)),
};

/** The defaults of {@link FrameOptions}. */
export const frameDefaults: Required<FrameOptions> = /* @__PURE__ */ defaultsOf(frameTable);

/**
 * The frame of a face as in FER2013: the eyes at 2/5 of the height, their distance 3/8 of the side.
 * @param face - with a box in pixels, and landmarks or null
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const { center, side } = frameFace(face);
 * context.strokeRect(center.x - side / 2, center.y - side / 2, side, side);
 * ```
 */
export function frameFace(face: Pick<Face, 'box' | 'landmarks'>, options: FrameOptions = {}): FaceFrame {
  const { upright } = resolveOptions(options, frameTable);
  checkPlace('face', face);
  return frameOf(face, upright === 'auto' ? isTilted(face) : upright);
}
