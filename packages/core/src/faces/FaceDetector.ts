import type { Abortable } from '../abortable';
import type { RgbaImage } from '../platform/Platform';
import type { Box, Face } from './Face';

/** `photo` also searches for small faces, which takes longer. `video` is fast enough for a live stream of frames. */
export type DetectMode = 'photo' | 'video';

/** Options of {@link FaceDetector.detect}. */
export interface DetectOptions extends Abortable {
  /** A detector with a single mode may ignore it. @default the mode that the detector was created with */
  readonly mode?: DetectMode;
}

/**
 * Finds faces in images. `createFaceDetector` makes ferkit's own; any other detector fits behind these two methods.
 *
 * @example
 * ```ts
 * const detector: FaceDetector = {
 *   detect: async (image) => {
 *     const boxes = await myDetector.run(image);
 *     return boxes.map((box) => ({ box, score: 1, landmarks: null }));
 *   },
 *   dispose: () => myDetector.close(),
 * };
 * const classifier = await createClassifier({ faces: detector });
 * ```
 */
export interface FaceDetector {
  /**
   * Finds the faces in an image.
   * @param image - upright R G B A pixels, as `readColorImage` reads them
   * @returns the faces, the highest score first; an empty array if there is none
   */
  detect(image: RgbaImage, options?: DetectOptions): Promise<readonly Face[]>;
  /** Frees the detector's memory. Safe to call twice. */
  dispose(): void;
}

/** Options of {@link FollowingDetector.follow}. */
export interface FollowOptions extends Abortable {
  /** Searches the whole image too, for faces that are new. */
  readonly whole: boolean;
}

/** ferkit's own detector, which also finds faces again near the places where they were. */
export interface FollowingDetector extends FaceDetector {
  /**
   * Finds faces in the next frame of a video. If it finds one of them no longer, it searches the whole frame.
   * @param boxes - of the faces in the previous frame
   */
  follow(image: RgbaImage, boxes: readonly Box[], options: FollowOptions): Promise<readonly Face[]>;
}

export const canFollow = (detector: FaceDetector): detector is FollowingDetector =>
  'follow' in detector && typeof detector.follow === 'function';
