import type { Abortable } from '../abortable';
import type { RgbaImage } from '../platform/Platform';
import type { Face } from './Face';

/** `photo` takes the time to find small faces too; `video` is for frames, of which the next comes soon. */
export type DetectMode = 'photo' | 'video';

/** Options of {@link FaceDetector.detect}. */
export interface DetectOptions extends Abortable {
  /** What the image is one of. A detector that knows one way only may ignore it. @default the detector's own */
  readonly mode?: DetectMode;
}

/**
 * Finds faces in images. `createFaceDetector` makes ferkit's own; any other detector fits behind these two methods.
 *
 * @example
 * ```ts
 * const mine: FaceDetector = { detect: (image) => myDetector.run(image), dispose: () => myDetector.close() };
 * const classifier = await createClassifier({ faces: mine });
 * ```
 */
export interface FaceDetector {
  /** Finds the faces of an upright image; none is an empty array. */
  detect(image: RgbaImage, options?: DetectOptions): Promise<readonly Face[]>;
  /** Frees what the detector holds. Safe to call twice. */
  dispose(): void;
}
