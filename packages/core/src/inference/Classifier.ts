import type { Abortable } from '../abortable';
import type { BackendInfo } from '../backends/BackendProvider';
import { FerError, isFerError } from '../errors';
import type { Face } from '../faces/Face';
import type { FaceDetector } from '../faces/FaceDetector';
import type { FaceFrame } from '../faces/frameFace';
import type { ImageInput } from '../images/readImage';
import type { FerModel } from '../models/FerModel';
import type { ModelMetadata } from '../models/ModelMetadata';
import type { RgbaImage } from '../platform/Platform';
import { type Classification, rankScores } from './Classification';
import { FaceFollower } from './FaceFollower';
import { FaceSource, type FramedFace, type FramedFaces } from './FaceSource';
import { explain } from './explain';
import type { ExplainOptions, Explanation } from './explainByOcclusion';

/** Options of {@link Classifier.classifyBatch}. */
export interface BatchOptions extends Abortable {
  /**
   * Told of each image that cannot be read, as SOURCE_UNREADABLE or IMAGE_UNREADABLE, and of its place among the images; it
   * then has no faces, and the others are classified all the same. Without it the first such error is thrown.
   */
  readonly onUnreadable?: ((error: FerError<UnreadableCode>, index: number) => void) | undefined;
}

/** The codes of images that cannot be read. */
export type UnreadableCode = 'SOURCE_UNREADABLE' | 'IMAGE_UNREADABLE';

/** Options of {@link Classifier.classifyStream}. */
export interface StreamOptions extends Abortable {
  /** Weight of the frames before in the scores of a face, in [0, 1); 0 judges each frame alone. @default 0 */
  readonly smoothing?: number;
}

/** Options of {@link Classifier.explain}. */
export type ExplainFacesOptions = Partial<Omit<ExplainOptions, 'temperature'>> & Abortable;

/** Which parts of a face in an image drove the decision about it. */
export interface FaceExplanation extends Explanation {
  /** Where the face is in the image, in pixels. */
  readonly box: Face['box'];
  /** What of the image `influence` covers; null for all of it. */
  readonly frame: FaceFrame | null;
}

/** Images that are read at once; each decoded photo is tens of megabytes. */
const READ_AT_ONCE = 8;

/** What is left of an image that cannot be read. */
const NO_FACES: FramedFaces = { faces: [], milliseconds: 0 };

/** Narrower faces are flagged: the network would see more interpolation than face. */
const SMALL = 48;

/** What a classifier is made of. @internal */
export interface ClassifierParts {
  readonly model: FerModel;
  readonly ownsModel: boolean;
  /** Null takes each image as one face. */
  readonly detector: FaceDetector | null;
  /** Whether the detector is the classifier's own: disposed with it, and not asked about images that are crops already. */
  readonly ownsDetector: boolean;
}

/** Classifies the faces in images. Made by `createClassifier`. */
export class Classifier {
  readonly #parts: ClassifierParts;
  readonly #decision: DecisionOptions;
  readonly #faces: FaceSource;
  #disposed = false;

  /** @internal */
  constructor(parts: ClassifierParts, decision: DecisionOptions) {
    this.#parts = parts;
    this.#decision = decision;
    this.#faces = new FaceSource(parts.detector, parts.model.metadata.input, parts.ownsDetector);
  }

  get metadata(): ModelMetadata {
    return this.#parts.model.metadata;
  }

  get backend(): BackendInfo {
    return this.#parts.model.backend;
  }

  /**
   * Classifies the faces of one image.
   * @param image - a file by its path or URL, a Blob, bytes of PNG, JPEG or WebP, or pixels; of any size
   * @returns one entry a face, those that are surest to be faces first; none where there is no face
   * @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, OPTION_INVALID, DISPOSED
   *
   * @example
   * ```ts
   * const faces = await classifier.classify('photo.jpg');
   * for (const { label, score, box } of faces) console.log(label, score, box);
   * ```
   */
  async classify(image: ImageInput, options: Abortable = {}): Promise<readonly Classification[]> {
    const [faces] = await this.classifyBatch([image], options);
    return faces!;
  }

  /**
   * Classifies many images together, which is faster than one after the other.
   * @returns for each image its faces
   * @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, OPTION_INVALID, DISPOSED
   *
   * @example
   * ```ts
   * const bad: number[] = [];
   * const found = await classifier.classifyBatch(files, { onUnreadable: (error, index) => bad.push(index) });
   * ```
   */
  async classifyBatch(
    images: readonly ImageInput[],
    { signal, onUnreadable }: BatchOptions = {},
  ): Promise<readonly (readonly Classification[])[]> {
    this.#assertUsable();
    const framed: FramedFaces[] = [];
    for (let start = 0; start < images.length; start += READ_AT_ONCE) {
      const reads = images
        .slice(start, start + READ_AT_ONCE)
        .map((image) => this.#faces.read(image, { signal, mode: 'photo' }));
      // All are waited for, so that none still works when the caller hears of the first that failed.
      for (const read of await Promise.allSettled(reads)) {
        if (read.status === 'fulfilled') framed.push(read.value);
        else {
          if (onUnreadable === undefined || !isUnreadable(read.reason)) throw read.reason;
          onUnreadable(read.reason, framed.length);
          framed.push(NO_FACES);
        }
      }
    }
    const faces = framed.flatMap((image) => image.faces);
    const { scores, milliseconds } = await this.#score(faces, { signal });
    let next = 0;
    return framed.map((image) =>
      image.faces.map((face) =>
        this.#describe(face, scores[next++]!, image.milliseconds + milliseconds / faces.length),
      ),
    );
  }

  /**
   * Shows which parts of each face in an image its scores hang on, as `explain` does for one face. It takes some 150 times
   * as long as to classify it.
   * @returns one entry a face, in the order of {@link Classifier.classify}
   * @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, OPTION_INVALID, DISPOSED
   *
   * @example
   * ```ts
   * for (const { label, frame, influence } of await classifier.explain('photo.jpg')) draw(label, frame, influence);
   * ```
   */
  async explain(image: ImageInput, options: ExplainFacesOptions = {}): Promise<readonly FaceExplanation[]> {
    this.#assertUsable();
    const { faces } = await this.#faces.read(image, { signal: options.signal, mode: 'photo' });
    const { temperature } = this.#decision;
    const explained: FaceExplanation[] = [];
    for (const { pixels, box, frame } of faces) {
      explained.push({ ...(await explain(this.#parts.model, pixels, { ...options, temperature })), box, frame });
    }
    return explained;
  }

  /**
   * Classifies frames as they come, one at a time, each before the next is asked for. Faces are followed from frame to
   * frame: their boxes are smoothed, and so are their scores where that is asked for.
   * @returns for each frame its faces, the longest followed first
   * @throws OPTION_INVALID, and for a frame what {@link Classifier.classify} throws
   *
   * @example
   * ```ts
   * for await (const faces of classifier.classifyStream(frames, { smoothing: 0.6 })) show(faces);
   * ```
   */
  async *classifyStream(
    frames: AsyncIterable<ImageInput> | Iterable<ImageInput>,
    options: StreamOptions = {},
  ): AsyncGenerator<readonly Classification[], void, undefined> {
    const { smoothing = 0, signal } = options;
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new FerError('OPTION_INVALID', {
        option: 'smoothing',
        failed: 'Cannot classify a stream',
        expected: 'a number in [0, 1)',
        received: String(smoothing),
      });
    }
    const follower = new FaceFollower(smoothing);
    for await (const frame of frames) {
      this.#assertUsable();
      const { faces, milliseconds: detected } = await this.#faces.read(frame, {
        signal,
        mode: 'video',
        follow: (found) => follower.follow(found),
      });
      const { scores, milliseconds } = await this.#score(faces, { signal });
      const smoothed = follower.smooth(faces, scores);
      yield faces.map((face, index) => this.#describe(face, smoothed[index]!, detected + milliseconds / faces.length));
    }
  }

  /** Runs the networks once, so that compiling and allocating are done before the first image. @internal */
  async warmUp({ signal }: Abortable): Promise<void> {
    const { model, detector, ownsDetector } = this.#parts;
    const { width, height } = model.metadata.input;
    await model.predict([{ pixels: new Uint8Array(width * height), width, height }], { signal });
    // A frame compiles all that a photo needs, at a tenth of the cost.
    if (ownsDetector) await detector?.detect(blankImage(160, 128), { signal, mode: 'video' });
  }

  /** Frees the networks, unless they were given by the caller. Safe to call twice. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const { model, ownsModel, detector, ownsDetector } = this.#parts;
    if (ownsModel) model.dispose();
    if (ownsDetector) detector?.dispose();
  }

  async #score(
    faces: readonly FramedFace[],
    { signal }: Abortable,
  ): Promise<{ readonly scores: readonly Float32Array[]; readonly milliseconds: number }> {
    const began = performance.now();
    const images = faces.map(({ pixels }) => pixels);
    const scores = await this.#parts.model.predict(images, { signal, temperature: this.#decision.temperature });
    return { scores, milliseconds: performance.now() - began };
  }

  #describe(face: FramedFace, scores: Float32Array, milliseconds: number): Classification {
    const ranked = rankScores(this.metadata.labels, scores);
    const { label, score } = ranked[0]!;
    const { box, frame, landmarks, faceScore, track } = face;
    return {
      label: score >= this.#decision.threshold ? label : null,
      score,
      scores: ranked,
      box,
      frame,
      landmarks,
      faceScore,
      small: box.width < SMALL,
      track,
      milliseconds,
    };
  }

  #assertUsable(): void {
    if (!this.#disposed) return;
    throw new FerError('DISPOSED', {
      object: 'Classifier',
      failed: 'The classifier was used after dispose()',
      next: 'Create it again.',
    });
  }
}

const blankImage = (width: number, height: number): RgbaImage => ({
  pixels: new Uint8Array(width * height * 4).fill(255),
  width,
  height,
});

const isUnreadable = (error: unknown): error is FerError<UnreadableCode> =>
  isFerError(error, 'SOURCE_UNREADABLE') || isFerError(error, 'IMAGE_UNREADABLE');

/** How a classifier decides. */
export interface DecisionOptions {
  /** Softens (above 1) or sharpens (below 1) the scores; null takes what calibration wrote into the model. @default null */
  readonly temperature: number | null;
  /** Below this highest score the label is null: better no answer than a guess. In [0, 1]. @default 0 */
  readonly threshold: number;
}

/** The defaults of {@link DecisionOptions}. */
export const decisionDefaults: DecisionOptions = { temperature: null, threshold: 0 };
