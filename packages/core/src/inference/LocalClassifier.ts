import type { Abortable } from '../abortable';
import type { BackendInfo } from '../backends/BackendProvider';
import { checkFrames } from './checkFrames';
import { enableUsing } from '../enableUsing';
import { FerError } from '../errors';
import type { FaceDetector } from '../faces/FaceDetector';
import type { ImageInput } from '../images/readImage';
import { importChunk } from '../importChunk';
import type { FerModel } from '../models/FerModel';
import type { ModelMetadata } from '../models/ModelMetadata';
import { describeValue, optionInvalid, resolveOptions } from '../options';
import type { RgbaImage } from '../platform/Platform';
import { type Classification, rankScores } from './Classification';
import {
  type Classifier,
  type ClassifierExplainOptions,
  classifierExplainTable,
  type ClassifyBatchOptions,
  classifyBatchTable,
  type ClassifyOptions,
  classifyTable,
  classifyStreamTable,
  type ClassifyStreamOptions,
  isUnreadable,
  resolveCall,
} from './Classifier';
import type { FaceExplanation } from './Explanation';
import { type ExtractedFaces, type FaceCrop, FaceExtractor } from './FaceExtractor';
import { SharedClock } from './SharedClock';
import type { StreamTracker } from './StreamTracker';
import type { ClassifyVideoOptions, VideoFrameResult, VideoSource } from './Video';
import { explain } from './explain';
import { notify } from '../notify';

/** Images that are read at once. The limit bounds memory: a decoded photo takes tens of megabytes. */
const CONCURRENT_READS = 8;

/** Faces narrower than this, in pixels, are flagged: the crop would be mostly interpolation. */
const MIN_RELIABLE_WIDTH = 48;

const NO_FACES: ExtractedFaces = { faces: [], milliseconds: 0 };

/** The parts and settings of a {@link LocalClassifier}. */
export interface ClassifierParts {
  readonly model: FerModel;
  /** True if the model is disposed with the classifier. */
  readonly ownsModel: boolean;
  /** Without one each image is a single face. */
  readonly detector: FaceDetector | undefined;
  /** True for ferkit's own detector: it is disposed with the classifier and skips images of the size of the model's input. */
  readonly ownsDetector: boolean;
  /** Divides the logits before the softmax; undefined for the temperature stored in the model. */
  readonly temperature: number | undefined;
  /** Scores below it give no label. */
  readonly threshold: number;
}

/** A {@link Classifier} on this thread. Created by `createClassifier`. */
export class LocalClassifier implements Classifier {
  readonly #parts: ClassifierParts;
  readonly #extractor: FaceExtractor;
  readonly #clock = new SharedClock();
  #disposed = false;
  declare readonly [Symbol.dispose]: () => void;

  constructor(parts: ClassifierParts) {
    this.#parts = parts;
    const { detector, model, ownsDetector } = parts;
    this.#extractor = new FaceExtractor(detector, model.metadata.input, ownsDetector, this.#clock);
    enableUsing(this);
  }

  get metadata(): ModelMetadata {
    return this.#parts.model.metadata;
  }

  get backend(): BackendInfo {
    return this.#parts.model.backend;
  }

  async classify(image: ImageInput, options: ClassifyOptions = {}): Promise<readonly Classification[]> {
    resolveCall(options, classifyTable);
    const [faces] = await this.#classify([image], () => 'image', options);
    return faces!;
  }

  async classifyBatch(
    images: readonly ImageInput[],
    options: ClassifyBatchOptions = {},
  ): Promise<readonly (readonly Classification[])[]> {
    resolveCall(options, classifyBatchTable);
    // Callers without types can pass anything.
    if (!Array.isArray(images as unknown)) {
      throw optionInvalid('images', 'a list of images', describeValue(images), 'classify takes a single image.');
    }
    return this.#classify(images, (index) => `images[${index}]`, options);
  }

  /** @param nameOf - the name of an image in messages */
  async #classify(
    images: readonly ImageInput[],
    nameOf: (index: number) => string,
    options: ClassifyBatchOptions,
  ): Promise<readonly (readonly Classification[])[]> {
    const { signal, onUnreadable, order } = resolveOptions(options, classifyBatchTable);
    this.#assertUsable();
    const extracted: ExtractedFaces[] = [];
    for (let start = 0; start < images.length; start += CONCURRENT_READS) {
      // `Array.from` also visits holes, which no image is.
      const reads = Array.from(images.slice(start, start + CONCURRENT_READS), (image, index) =>
        this.#extractor.extract(image, { signal, order, mode: 'photo', name: nameOf(start + index) }),
      );
      // All reads end before the first error is thrown, so that none continues after the call.
      for (const read of await Promise.allSettled(reads)) {
        if (read.status === 'fulfilled') extracted.push(read.value);
        else {
          if (onUnreadable === undefined || !isUnreadable(read.reason)) throw read.reason;
          const position = extracted.length;
          await notify((error: typeof read.reason) => onUnreadable(error, position), read.reason, { signal });
          extracted.push(NO_FACES);
        }
      }
    }
    const faces = extracted.flatMap((image) => image.faces);
    const { result: scores, milliseconds } = await this.#score(faces, { signal });
    let next = 0;
    return extracted.map((image) =>
      image.faces.map((face) =>
        this.#describe(face, scores[next++]!, image.milliseconds / image.faces.length + milliseconds / faces.length),
      ),
    );
  }

  async explain(image: ImageInput, options: ClassifierExplainOptions = {}): Promise<readonly FaceExplanation[]> {
    const { signal, order, ...given } = resolveCall(options, classifierExplainTable);
    this.#assertUsable();
    const { faces } = await this.#extractor.extract(image, { signal, order, mode: 'photo', name: 'image' });
    const { model, temperature: defaultTemperature } = this.#parts;
    const { temperature = defaultTemperature } = given;
    const explanations: FaceExplanation[] = [];
    for (const { pixels, box, frame } of faces) {
      const explanation = await explain(model, pixels, { ...given, signal, temperature });
      explanations.push({ ...explanation, box, frame });
    }
    return explanations;
  }

  async *classifyStream(
    frames: AsyncIterable<ImageInput> | Iterable<ImageInput>,
    options: ClassifyStreamOptions = {},
  ): AsyncGenerator<readonly Classification[], void, undefined> {
    const { smoothing, signal } = resolveCall(options, classifyStreamTable);
    checkFrames(frames);
    this.#assertUsable();
    // A chunk of its own: most pages classify single images.
    const { StreamTracker } = await importChunk('tracking of faces', () => import('./StreamTracker'));
    const tracker = new StreamTracker(() => smoothing);
    for await (const frame of frames) {
      tracker.begin();
      yield await this.#classifyFrame(frame, tracker, { signal });
    }
  }

  async *classifyVideo(
    source: VideoSource,
    options: ClassifyVideoOptions = {},
  ): AsyncGenerator<VideoFrameResult, void, undefined> {
    const { classifyVideo } = await importChunk('classifier of films', () => import('./classifyVideo'));
    this.#assertUsable();
    const { threshold } = this.#parts;
    yield* classifyVideo(source, options, {
      threshold,
      classify: (image, tracker, call) => this.#classifyFrame(image, tracker, call),
    });
  }

  /** Classifies the next frame of a stream. */
  async #classifyFrame(
    frame: ImageInput,
    tracker: StreamTracker,
    { signal }: Abortable,
  ): Promise<readonly Classification[]> {
    this.#assertUsable();
    const { faces, milliseconds: detected } = await this.#extractor.extract(frame, {
      signal,
      mode: 'video',
      order: 'score',
      name: 'frame',
      follow: (detector) => tracker.follow(detector),
      track: (found, image) => tracker.track(found, image),
    });
    const { result: scores, milliseconds } = await this.#score(faces, { signal });
    const smoothed = tracker.smooth(faces, scores);
    const share = (detected + milliseconds) / faces.length;
    return faces.map((face, index) => this.#describe(face, smoothed[index]!, share));
  }

  /** Runs the networks once, so that the first image does not wait for compilation and allocation. */
  async warmUp({ signal }: Abortable): Promise<void> {
    const { model, detector, ownsDetector } = this.#parts;
    const { width, height } = model.metadata.input;
    await model.predict([{ pixels: new Uint8Array(width * height), width, height }], { signal });
    // Mode "video" compiles all that "photo" needs, in a tenth of the time.
    if (ownsDetector) await detector?.detect(blankImage(160, 128), { signal, mode: 'video' });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const { model, ownsModel, detector, ownsDetector } = this.#parts;
    if (ownsModel) model.dispose();
    if (ownsDetector) detector?.dispose();
  }

  #score(
    faces: readonly FaceCrop[],
    { signal }: Abortable,
  ): Promise<{ readonly result: readonly Float32Array[]; readonly milliseconds: number }> {
    const { model, temperature } = this.#parts;
    const images = faces.map(({ pixels }) => pixels);
    const options = temperature === undefined ? { signal } : { signal, temperature };
    return this.#clock.measure(() => model.predict(images, options));
  }

  #describe(face: FaceCrop, scores: Float32Array, milliseconds: number): Classification {
    const ranked = rankScores(this.metadata.labels, scores);
    const { label, score } = ranked[0]!;
    const { box, frame, upright, turned, stretched, landmarks, faceScore, track } = face;
    return {
      label: score >= this.#parts.threshold ? label : null,
      score,
      scores: ranked,
      box,
      frame,
      upright,
      turned,
      whole: frame === null,
      stretched,
      landmarks,
      faceScore,
      small: box.width < MIN_RELIABLE_WIDTH,
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
