import type { Abortable } from '../abortable';
import type { RgbaImage } from '../platform/Platform';
import type { Face } from './Face';

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
