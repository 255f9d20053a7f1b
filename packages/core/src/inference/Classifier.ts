import type { Abortable } from '../abortable';
import type { BackendInfo } from '../backends/BackendProvider';
import { FerError, isFerError } from '../errors';
import { findNearest } from '../findNearest';
import type { ImageInput } from '../images/readImage';
import type { ModelMetadata } from '../models/ModelMetadata';
import type { FaceOrder } from '../faces/orderFaces';
import {
  callbackRule,
  defaultsOf,
  number,
  oneOf,
  type OptionTable,
  type Resolved,
  resolveOptions,
  signalRule,
  withDefault,
} from '../options';
import type { Classification } from './Classification';
import { type ExplainOptions, explainTable, type FaceExplanation } from './Explanation';
import type { ClassifyVideoOptions, VideoFrameResult, VideoSource } from './Video';

/** Options of {@link Classifier.classify}. */
export interface ClassifyOptions extends Abortable {
  /**
   * Order of the faces of an image. `main`: the main face first, by size and nearness to the middle. `score`: the most confident
   * detection first. `reading`: row by row from top to bottom, each row from left to right.
   * @default 'main'
   */
  readonly order?: FaceOrder;
}

const orderRule = withDefault('main', oneOf('main', 'score', 'reading'));

export const classifyTable: OptionTable<ClassifyOptions, 'order'> = { order: orderRule, signal: signalRule };

/** The defaults of {@link ClassifyOptions}. */
export const classifyDefaults: Required<Pick<ClassifyOptions, 'order'>> = /* @__PURE__ */ defaultsOf(classifyTable);

/** Error codes of an image that cannot be read; PEER_MISSING for a format that needs an optional package. */
export type UnreadableCode = 'SOURCE_UNREADABLE' | 'IMAGE_UNREADABLE' | 'PEER_MISSING';

/** True for the errors of an image that cannot be read, while others may be. */
export const isUnreadable = (error: unknown): error is FerError<UnreadableCode> =>
  isFerError(error, 'SOURCE_UNREADABLE') ||
  isFerError(error, 'IMAGE_UNREADABLE') ||
  (isFerError(error, 'PEER_MISSING') && error.details.format !== undefined);

/** Options of {@link Classifier.classifyBatch}. */
export interface ClassifyBatchOptions extends ClassifyOptions {
  /**
   * Called with the error and the index of each image that cannot be read. The image then has no faces, and the other
   * images are classified.
   * @default the first such error is thrown
   */
  readonly onUnreadable?: ((error: FerError<UnreadableCode>, index: number) => unknown) | undefined;
}

export const classifyBatchTable: OptionTable<ClassifyBatchOptions, 'order'> = {
  ...classifyTable,
  onUnreadable: callbackRule,
};

/** Options of {@link Classifier.explain}. */
export interface ClassifierExplainOptions extends ExplainOptions, ClassifyOptions {}

export const classifierExplainTable: OptionTable<ClassifierExplainOptions, 'order' | 'patch' | 'stride' | 'batchSize'> =
  {
    ...explainTable,
    ...classifyTable,
  };

/** Options of {@link Classifier.classifyStream}. */
export interface ClassifyStreamOptions extends Abortable {
  /** Weight of the previous frames in the scores of a face, in [0, 1); 0 scores each frame alone. @default 0 */
  readonly smoothing?: number;
}

export const classifyStreamTable: OptionTable<ClassifyStreamOptions, 'smoothing'> = {
  smoothing: withDefault(0, number({ from: 0, below: 1 })),
  signal: signalRule,
};

/** The defaults of {@link ClassifyStreamOptions}. */
export const classifyStreamDefaults: Required<Pick<ClassifyStreamOptions, 'smoothing'>> =
  /* @__PURE__ */ defaultsOf(classifyStreamTable);

/** The options of `createClassifier` that hold for all calls: passed to a single call, they are in the wrong place. */
export const creationOptions = ['model', 'backend', 'faces', 'temperature', 'threshold', 'onProgress'] as const;

/**
 * Resolves the options of a call as {@link resolveOptions} does, and says of an option of the classifier where it belongs.
 * @throws OPTION_INVALID
 */
export function resolveCall<O extends object, D extends keyof O>(options: O, table: OptionTable<O, D>): Resolved<O, D> {
  try {
    return resolveOptions(options, table);
  } catch (error) {
    const { option = '' } = isFerError(error, 'OPTION_INVALID') ? error.details : {};
    if (Object.hasOwn(table, option) || findNearest(option, Object.keys(table)) !== undefined) throw error;
    const meant = findNearest(option, creationOptions);
    if (meant === undefined) throw error;
    throw new FerError('OPTION_INVALID', {
      failed: `Unknown option "${option}"`,
      option,
      next: `Pass "${meant}" to the function that creates the classifier: createClassifier({ ${meant} }).`,
    });
  }
}

/**
 * Classifies the faces in images. `createClassifier` makes one on this thread, `createWorkerClassifier` one in a worker.
 *
 * In a worker, pixels and bytes are copied to the worker, files and URLs are read there, and each call can also throw
 * WORKER_FAILED.
 */
export interface Classifier extends Disposable {
  /** Labels, input size and provenance of the model. */
  readonly metadata: ModelMetadata;
  /** The backend that the model runs on. */
  readonly backend: BackendInfo;

  /**
   * Classifies the faces in one image.
   * @param image - a path or URL of a file, a Blob, bytes, base64, pixels, an element or another `ImageInput`; of any size
   * @returns one classification per face, the main face first unless `order` says otherwise; an empty array if there is no face
   * @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, OPTION_INVALID, DISPOSED
   *
   * @example
   * ```ts
   * const faces = await classifier.classify('photo.jpg');
   * for (const { label, score, box } of faces) console.log(label, score, box);
   * ```
   */
  classify(image: ImageInput, options?: ClassifyOptions): Promise<readonly Classification[]>;

  /**
   * Classifies the faces in many images together, which is faster than one call per image.
   * @returns for each image its faces, as {@link Classifier.classify} returns them
   * @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, OPTION_INVALID, DISPOSED
   *
   * @example
   * ```ts
   * const images = ['a.jpg', 'b.jpg', 'notes.txt'];
   * const results = await classifier.classifyBatch(images, {
   *   onUnreadable: (error, index) => console.warn(images[index], error.message),
   * });
   * ```
   */
  classifyBatch(
    images: readonly ImageInput[],
    options?: ClassifyBatchOptions,
  ): Promise<readonly (readonly Classification[])[]>;

  /**
   * Classifies the frames of a video one after another; the next frame is requested when the previous one is done, so no
   * frames queue up. Faces are tracked from frame to frame: their boxes are smoothed, and their scores with `smoothing`.
   * @returns for each frame its faces, the oldest track first
   * @throws OPTION_INVALID, and for each frame the errors of {@link Classifier.classify}
   *
   * @example
   * ```ts
   * for await (const faces of classifier.classifyStream(frames, { smoothing: 0.6 })) {
   *   for (const { track, label } of faces) console.log(track, label);
   * }
   * ```
   */
  classifyStream(
    frames: AsyncIterable<ImageInput> | Iterable<ImageInput>,
    options?: ClassifyStreamOptions,
  ): AsyncGenerator<readonly Classification[], void, undefined>;

  /**
   * Classifies the faces of a film over time: `fps` frames a second of a file, a URL or a stream, or ready frames with their times, one
   * after another in constant memory. A face keeps the number of its track; its scores are smoothed over seconds. `Timeline` collects the
   * results.
   *
   * Node decodes films with the program ffmpeg, browsers with WebCodecs by the package mediabunny, if `decoder`
   * imports it, or by seeking a video element.
   * @returns for each frame its time in seconds and its faces, also where there are none
   * @throws SOURCE_UNREADABLE if the film cannot be opened; VIDEO_UNREADABLE if it cannot be decoded, after all frames before the fault;
   * PEER_MISSING in Node without ffmpeg; OPTION_INVALID, also for a source that is no film; DISPOSED
   *
   * @example
   * ```ts
   * const timeline = new Timeline(classifier.metadata.labels);
   * for await (const frame of classifier.classifyVideo('film.mp4', { fps: 5 })) timeline.append(frame);
   * console.log(timeline.summary().tracks);
   * ```
   */
  classifyVideo(source: VideoSource, options?: ClassifyVideoOptions): AsyncGenerator<VideoFrameResult, void, undefined>;

  /**
   * Shows which parts of each face its score depends on, as `explain` does for one face. It takes about 150 times as long
   * as classifying the face.
   * @returns one explanation per face, in the order of {@link Classifier.classify}
   * @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, OPTION_INVALID, DISPOSED
   *
   * @example
   * ```ts
   * const [face] = await classifier.explain('photo.jpg', { label: 'happy' });
   * console.log(face?.score, face?.influence);
   * ```
   */
  explain(image: ImageInput, options?: ClassifierExplainOptions): Promise<readonly FaceExplanation[]>;

  /**
   * Frees the classifier's memory, except a model or a detector that the caller passed in. In a worker it terminates the
   * worker and rejects all pending calls. `using` calls it at the end of a block. Safe to call twice.
   */
  dispose(): void;
}
