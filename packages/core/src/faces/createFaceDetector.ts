import type { Abortable } from '../abortable';
import type { BackendChoice } from '../backends/BackendProvider';
import { selectBackend } from '../backends/selectBackend';
import { FerError } from '../errors';
import type { FaceDetector, DetectMode } from './FaceDetector';
import { fetchBlazeFace } from './fetchBlazeFace';

/** Options of {@link createFaceDetector}. */
export interface FaceDetectorOptions {
  /** @default 'auto' */
  readonly backend: BackendChoice;
  /**
   * `photo` looks twice, for small faces as well, which takes some ten times as long as `video`.
   * @default 'photo'
   */
  readonly mode: DetectMode;
  /**
   * Fainter faces are not returned; in (0, 1). Null takes 0.6 for photos, and for video 0.4, from which a
   * `FaceTracker` keeps a face that it once was surer of.
   * @default null
   */
  readonly minScore: number | null;
}

/** The defaults of {@link FaceDetectorOptions}. */
export const faceDetectorDefaults: FaceDetectorOptions = { backend: 'auto', mode: 'photo', minScore: null };

/**
 * Makes ferkit's face detector: BlazeFace of MediaPipe, 270 kB that come with the package and are loaded only here.
 * It finds faces in groups, and tilted ones; those narrower than a thirtieth of the image's long side, and much turned
 * ones, are often missed, and now and then it takes a thing for a face. How it fares with masks, in the dark, and over
 * skin tones and ages was not measured.
 *
 * @throws BACKEND_UNAVAILABLE, BACKEND_UNSOUND, OPTION_INVALID; SOURCE_UNREADABLE where the part of the package with
 * the network cannot be loaded
 *
 * @example
 * ```ts
 * const detector = await createFaceDetector();
 * for (const { box, score } of await detector.detect(await readColorImage('group.jpg'))) console.log(box, score);
 * detector.dispose();
 * ```
 */
export async function createFaceDetector(
  options: Partial<FaceDetectorOptions> & Abortable = {},
): Promise<FaceDetector> {
  const { backend: choice, mode, minScore } = checkOptions({ ...faceDetectorDefaults, ...options });
  const { BlazeFaceDetector } = await fetchBlazeFace();
  const backend = await selectBackend(choice, { signal: options.signal });
  const minScores = { photo: minScore ?? 0.6, video: minScore ?? 0.4 };
  return new BlazeFaceDetector(backend, mode, minScores);
}

function checkOptions(options: FaceDetectorOptions): FaceDetectorOptions {
  const { minScore } = options;
  const mode: string = options.mode;
  const refuse = (option: string, expected: string, received: string): FerError =>
    new FerError('OPTION_INVALID', { option, failed: 'Cannot make a face detector', expected, received });
  if (mode !== 'photo' && mode !== 'video') throw refuse('mode', '"photo" or "video"', mode);
  if (minScore !== null && !(minScore > 0 && minScore < 1)) {
    throw refuse('minScore', 'a number between 0 and 1, or null', String(minScore));
  }
  return options;
}
