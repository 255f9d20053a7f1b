import type { Abortable } from '../abortable';
import type { RgbaImage } from '../platform/Platform';
import type { Face } from './Face';

/** `photo` takes the time to find small faces too; `video` is for frames, of which the next comes soon. */
export type LocateMode = 'photo' | 'video';

/** Options of {@link FaceLocator.locate}. */
export interface LocateOptions extends Abortable {
  /** What the image is one of. A locator that knows one way only may ignore it. @default the locator's own */
  readonly mode?: LocateMode;
}

/**
 * Finds faces in images. `createFaceLocator` makes ferkit's own; any other detector fits behind these two methods.
 *
 * @example
 * ```ts
 * const mine: FaceLocator = { locate: (image) => myDetector.run(image), dispose: () => myDetector.close() };
 * const classifier = await createClassifier({ faces: mine });
 * ```
 */
export interface FaceLocator {
  /** Finds the faces of an upright image; none is an empty array. */
  locate(image: RgbaImage, options?: LocateOptions): Promise<readonly Face[]>;
  /** Frees what the locator holds. Safe to call twice. */
  dispose(): void;
}
