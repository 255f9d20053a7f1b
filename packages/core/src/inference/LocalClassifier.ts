import type { Abortable } from '../abortable';
import type { BackendInfo } from '../backends/BackendProvider';
import { enableUsing } from '../enableUsing';
import { FerError, isFerError } from '../errors';
import type { FaceDetector } from '../faces/FaceDetector';
import type { ImageInput } from '../images/readImage';
import type { FerModel } from '../models/FerModel';
import type { ModelMetadata } from '../models/ModelMetadata';
import { resolveOptions } from '../options';
import type { RgbaImage } from '../platform/Platform';
import { type Classification, rankScores } from './Classification';
import {
  type Classifier,
  type ClassifyBatchOptions,
  type ClassifyOptions,
  classifyStreamTable,
  type ClassifyStreamOptions,
  type UnreadableCode,
} from './Classifier';
import type { ExplainOptions, FaceExplanation } from './Explanation';
import { type ExtractedFaces, type FaceCrop, FaceExtractor } from './FaceExtractor';
import { StreamTracker } from './StreamTracker';
import { explain } from './explain';

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
  #disposed = false;
  declare readonly [Symbol.dispose]: () => void;

  constructor(parts: ClassifierParts) {
    this.#parts = parts;
    this.#extractor = new FaceExtractor(parts.detector, parts.model.metadata.input, parts.ownsDetector);
    enableUsing(this);
  }

  get metadata(): ModelMetadata {
    return this.#parts.model.metadata;
  }

  get backend(): BackendInfo {
    return this.#parts.model.backend;
  }

  async classify(image: ImageInput, options: ClassifyOptions = {}): Promise<readonly Classification[]> {
    const [faces] = await this.classifyBatch([image], options);
    return faces!;
  }

  async classifyBatch(
    images: readonly ImageInput[],
    { signal, onUnreadable }: ClassifyBatchOptions = {},
  ): Promise<readonly (readonly Classification[])[]> {
    this.#assertUsable();
    const extracted: ExtractedFaces[] = [];
    for (let start = 0; start < images.length; start += CONCURRENT_READS) {
      const reads = images
        .slice(start, start + CONCURRENT_READS)
        .map((image) => this.#extractor.extract(image, { signal, mode: 'photo' }));
      // All reads end before the first error is thrown, so that none continues after the call.
      for (const read of await Promise.allSettled(reads)) {
        if (read.status === 'fulfilled') extracted.push(read.value);
        else {
          if (onUnreadable === undefined || !isUnreadable(read.reason)) throw read.reason;
          onUnreadable(read.reason, extracted.length);
          extracted.push(NO_FACES);
        }
      }
    }
    const faces = extracted.flatMap((image) => image.faces);
    const { scores, milliseconds } = await this.#score(faces, { signal });
    let next = 0;
    return extracted.map((image) =>
      image.faces.map((face) =>
        this.#describe(face, scores[next++]!, image.milliseconds + milliseconds / faces.length),
      ),
    );
  }

  async explain(image: ImageInput, options: ExplainOptions = {}): Promise<readonly FaceExplanation[]> {
    this.#assertUsable();
    const { faces } = await this.#extractor.extract(image, { signal: options.signal, mode: 'photo' });
    const { model, temperature: defaultTemperature } = this.#parts;
    const { temperature = defaultTemperature } = options;
    const explanations: FaceExplanation[] = [];
    for (const { pixels, box, frame } of faces) {
      const explanation = await explain(model, pixels, { ...options, temperature });
      explanations.push({ ...explanation, box, frame });
    }
    return explanations;
  }

  async *classifyStream(
    frames: AsyncIterable<ImageInput> | Iterable<ImageInput>,
    options: ClassifyStreamOptions = {},
  ): AsyncGenerator<readonly Classification[], void, undefined> {
    const { smoothing, signal } = resolveOptions(options, classifyStreamTable);
    const tracker = new StreamTracker(smoothing);
    for await (const frame of frames) {
      this.#assertUsable();
      const { faces, milliseconds: detected } = await this.#extractor.extract(frame, {
        signal,
        mode: 'video',
        track: (found) => tracker.track(found),
      });
      const { scores, milliseconds } = await this.#score(faces, { signal });
      const smoothed = tracker.smooth(faces, scores);
      yield faces.map((face, index) => this.#describe(face, smoothed[index]!, detected + milliseconds / faces.length));
    }
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

  async #score(
    faces: readonly FaceCrop[],
    { signal }: Abortable,
  ): Promise<{ readonly scores: readonly Float32Array[]; readonly milliseconds: number }> {
    const began = performance.now();
    const { model, temperature } = this.#parts;
    const images = faces.map(({ pixels }) => pixels);
    const options = temperature === undefined ? { signal } : { signal, temperature };
    const scores = await model.predict(images, options);
    return { scores, milliseconds: performance.now() - began };
  }

  #describe(face: FaceCrop, scores: Float32Array, milliseconds: number): Classification {
    const ranked = rankScores(this.metadata.labels, scores);
    const { label, score } = ranked[0]!;
    const { box, frame, landmarks, faceScore, track } = face;
    return {
      label: score >= this.#parts.threshold ? label : null,
      score,
      scores: ranked,
      box,
      frame,
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

const isUnreadable = (error: unknown): error is FerError<UnreadableCode> =>
  isFerError(error, 'SOURCE_UNREADABLE') || isFerError(error, 'IMAGE_UNREADABLE');
