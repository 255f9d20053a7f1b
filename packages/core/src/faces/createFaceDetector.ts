import type { Abortable } from '../abortable';
import type { BackendChoice } from '../backends/BackendProvider';
import { backendRule } from '../backends/backendRule';
import { selectBackend } from '../backends/selectBackend';
import { importChunk } from '../importChunk';
import { number, oneOf, defaultsOf, resolveOptions, withDefault, type OptionTable, signalRule } from '../options';
import type { DetectMode, FaceDetector } from './FaceDetector';

/** Options of {@link createFaceDetector}. */
export interface FaceDetectorOptions extends Abortable {
  /** @default 'auto' */
  readonly backend?: BackendChoice;
  /**
   * The mode of a call of `detect` without a mode. `photo` searches a second time for small faces, in the parts of the picture that can
   * show them, and takes three to ten times as long as `video`.
   * @default 'photo'
   */
  readonly mode?: DetectMode;
  /**
   * Faces with a lower score are not returned; in (0, 1).
   * @default 0.6 in photos; 0.4 in videos, where a `FaceTracker` follows a face through frames with a low score
   */
  readonly minScore?: number;
}

export const faceDetectorTable: OptionTable<FaceDetectorOptions, 'backend' | 'mode'> = {
  backend: withDefault('auto', backendRule),
  mode: withDefault('photo', oneOf('photo', 'video')),
  minScore: number({ above: 0, below: 1 }),
  signal: signalRule,
};

/** The defaults of {@link FaceDetectorOptions}. */
export const faceDetectorDefaults: Required<Pick<FaceDetectorOptions, 'backend' | 'mode'>> =
  /* @__PURE__ */ defaultsOf(faceDetectorTable);

/** Default of `minScore` in each mode. */
const MIN_SCORES: Readonly<Record<DetectMode, number>> = { photo: 0.6, video: 0.4 };

/**
 * Creates ferkit's face detector: BlazeFace of MediaPipe, "back" model. Its 270 kB come with the package and are loaded
 * on the first call. It finds several faces in an image, also tilted ones. It often misses faces narrower than 1/30 of the
 * image's longer side and faces in profile, and sometimes takes an object for a face. Its accuracy on masked or dark faces
 * and across skin tones and ages was not measured.
 *
 * Source: V. Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs" (2019),
 * https://arxiv.org/abs/1907.05047.
 *
 * @throws OPTION_INVALID, BACKEND_UNAVAILABLE, BACKEND_UNSOUND; SOURCE_UNREADABLE if the file with the network cannot be
 * loaded
 *
 * @example
 * ```ts
 * const detector = await createFaceDetector();
 * for (const { box, score } of await detector.detect(await readColorImage('group.jpg'))) console.log(box, score);
 * detector.dispose();
 * ```
 */
export async function createFaceDetector(options: FaceDetectorOptions = {}): Promise<FaceDetector & Disposable> {
  const { backend: choice, mode, minScore, signal } = resolveOptions(options, faceDetectorTable);
  const { BlazeFaceDetector } = await importBlazeFace();
  const backend = await selectBackend(choice, { signal });
  const minScores = minScore === undefined ? MIN_SCORES : { photo: minScore, video: minScore };
  return BlazeFaceDetector.open(backend, mode, minScores);
}

/** Loads the detector with its network. Programs without face detection never load this part of the package. */
export const importBlazeFace = (): Promise<typeof import('./BlazeFaceDetector')> =>
  importChunk(
    'face detector',
    () => import('./BlazeFaceDetector'),
    "Serve all files of the bundler's output, or pass faces: false if each image is a cropped face.",
  );
