import { defaultsOf, flagRule, type OptionTable, resolveOptions, withDefault } from '../options';
import { checkPlace, type Face } from './Face';
import { type FaceFrame, frameOf } from './FaceFrame';

/** Options of {@link frameFace}. */
export interface FrameOptions {
  /**
   * Rotates the frame so that the eyes are level in the crop. The faces of FER2013 were not aligned, so a network trained
   * on it expects some tilt. A face without landmarks is not rotated.
   * @default false
   */
  readonly upright?: boolean;
}

export const frameTable: OptionTable<FrameOptions, 'upright'> = { upright: withDefault(false, flagRule) };

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
  return frameOf(face, upright);
}
