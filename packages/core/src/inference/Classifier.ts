import type { Abortable } from '../abortable';
import type { BackendInfo } from '../backends/BackendProvider';
import { FerError } from '../errors';
import type { GrayImage } from '../images/GrayImage';
import { readGrayImage, type ImageInput } from '../images/readGrayImage';
import type { FerModel } from '../models/FerModel';
import type { ModelMetadata } from '../models/ModelMetadata';
import type { Classification } from './Classification';
import type { DecisionOptions } from './createClassifier';
import { rankScores } from './rankScores';
import { smoothScores } from './smoothScores';

/** Options of {@link Classifier.classifyStream}. */
export interface StreamOptions extends Abortable {
  /** Weight of the frames before in the scores of a frame, in [0, 1); 0 judges each frame alone. @default 0 */
  readonly smoothing?: number;
}

/**
 * Classifies faces in images. An image is taken as one face that fills it, as in FER2013: crop photos to the face first.
 * Made by `createClassifier`.
 */
export class Classifier {
  readonly #model: FerModel;
  readonly #ownsModel: boolean;
  readonly #decision: DecisionOptions;
  #disposed = false;

  /** @internal */
  constructor(model: FerModel, ownsModel: boolean, decision: DecisionOptions) {
    this.#model = model;
    this.#ownsModel = ownsModel;
    this.#decision = decision;
  }

  get metadata(): ModelMetadata {
    return this.#model.metadata;
  }

  get backend(): BackendInfo {
    return this.#model.backend;
  }

  /**
   * Classifies the faces of one image.
   * @param image - a file by its path or URL, a Blob, bytes of PNG, JPEG or WebP, or pixels; of any size
   * @returns one entry a face
   * @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, DISPOSED
   *
   * @example
   * ```ts
   * const [face] = await classifier.classify({ pixels, width: 48, height: 48 });
   * ```
   */
  async classify(image: ImageInput, options: Abortable = {}): Promise<readonly Classification[]> {
    const [faces] = await this.classifyBatch([image], options);
    return faces!;
  }

  /**
   * Classifies many images together, which is faster than one after the other.
   * @returns for each image its faces
   * @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, DISPOSED
   */
  async classifyBatch(
    images: readonly ImageInput[],
    options: Abortable = {},
  ): Promise<readonly (readonly Classification[])[]> {
    this.#assertUsable();
    const faces = await Promise.all(images.map((image) => readGrayImage(image, options)));
    const { scores, milliseconds } = await this.#score(faces, options);
    return faces.map((face, index) => [this.#describe(face, scores[index]!, milliseconds / faces.length)]);
  }

  /**
   * Classifies frames as they come, one at a time, each before the next is asked for.
   * @throws OPTION_INVALID, and for a frame what {@link Classifier.classify} throws
   *
   * @example
   * ```ts
   * for await (const [face] of classifier.classifyStream(frames, { smoothing: 0.6 })) show(face);
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
    let previous: Float32Array | undefined;
    for await (const frame of frames) {
      this.#assertUsable();
      const face = await readGrayImage(frame, { signal });
      const { scores, milliseconds } = await this.#score([face], { signal });
      previous = smoothScores(scores[0]!, previous, smoothing);
      yield [this.#describe(face, previous, milliseconds)];
    }
  }

  /** Runs the network once, so that compiling and allocating are done before the first image. @internal */
  async warmUp(options: Abortable): Promise<void> {
    const { width, height } = this.metadata.input;
    await this.#score([{ pixels: new Uint8Array(width * height), width, height }], options);
  }

  /** Frees the model, unless it was given by the caller. Safe to call twice. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#ownsModel) this.#model.dispose();
  }

  async #score(
    faces: readonly GrayImage[],
    { signal }: Abortable,
  ): Promise<{ readonly scores: readonly Float32Array[]; readonly milliseconds: number }> {
    const began = performance.now();
    const scores = await this.#model.predict(faces, { signal, temperature: this.#decision.temperature });
    return { scores, milliseconds: performance.now() - began };
  }

  #describe({ width, height }: GrayImage, scores: Float32Array, milliseconds: number): Classification {
    const ranked = rankScores(this.metadata.labels, scores);
    const { label, score } = ranked[0]!;
    return {
      label: score >= this.#decision.threshold ? label : null,
      score,
      scores: ranked,
      box: { x: 0, y: 0, width, height },
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
