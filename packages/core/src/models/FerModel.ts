import * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../abortable';
import type { BackendInfo } from '../backends/BackendProvider';
import { engineOf } from '../backends/selectBackend';
import { enableUsing } from '../enableUsing';
import { FerError, isFerError } from '../errors';
import type { ModelImage } from '../images/GrayImage';
import { isModelImage } from '../images/checkImage';
import { fitsInput, normalizeImages } from '../images/normalizeImages';
import { importChunk } from '../importChunk';
import { isRecord } from '../isRecord';
import {
  checkOption,
  custom,
  integer,
  oneOf,
  defaultsOf,
  resolveOptions,
  withDefault,
  type OptionTable,
  signalRule,
  temperatureRule,
} from '../options';
import type { Engine } from '../tfjs/Engine';
import { disposeNetwork, isDisposed } from '../tfjs/isDisposed';
import { yieldToEvents, yieldWhenDue } from '../yieldToEvents';
import type { Forward } from './Forward';
import type { ModelMetadata, Provenance } from './ModelMetadata';
import { countCost, type NetworkCost } from './countCost';

/** Options of {@link FerModel.predict}. */
export interface PredictOptions extends Abortable {
  /** Images per forward pass; more is faster and takes more memory. @default 64 */
  readonly batchSize?: number;
  /** Divisor of the logits before the softmax, above 0; without it the model's own, found by `calibrate`. */
  readonly temperature?: number;
  /**
   * Test-time augmentation, the number of views of each image whose scores are averaged: 1 is the image itself; 2 adds its
   * mirror image; 10 adds both shifted towards each corner. Slightly more accurate, at that multiple of the cost.
   * @default 1
   */
  readonly views?: 1 | 2 | 10;
}

export const predictTable: OptionTable<PredictOptions, 'batchSize' | 'views'> = {
  batchSize: withDefault(64, integer({ from: 1 })),
  temperature: temperatureRule,
  views: withDefault(1, oneOf(1, 2, 10)),
  signal: signalRule,
};

/** The defaults of {@link PredictOptions}. */
export const predictDefaults: Required<Pick<PredictOptions, 'batchSize' | 'views'>> =
  /* @__PURE__ */ defaultsOf(predictTable);

/** The networks of all models. */
const owned = new WeakSet();

/** True for the network of a model. */
export const isOwned = (network: unknown): boolean =>
  typeof network === 'object' && network !== null && owned.has(network);

/**
 * A network with its labels, input size and preprocessing. `createModel`, `loadModel` and `adaptModel` return one; `train`,
 * `evaluate` and `createClassifier` take one. Its weights stay in the memory of one backend until {@link FerModel.dispose},
 * which a `using` declaration calls at the end of its block.
 */
export class FerModel implements Disposable {
  /** The underlying tfjs model. The caller disposes of tensors that it makes with it. */
  readonly layers: tf.LayersModel;
  /** The backend that holds the weights and runs the network. */
  readonly backend: BackendInfo;
  readonly #engine: Engine;
  #metadata: ModelMetadata;
  #forward: Promise<Forward> | undefined;
  #disposed = false;
  /** Calls {@link FerModel.dispose} at the end of the block of a `using` declaration. */
  declare readonly [Symbol.dispose]: () => void;

  private constructor(layers: tf.LayersModel, metadata: ModelMetadata, backend: BackendInfo) {
    this.layers = layers;
    this.backend = backend;
    this.#engine = engineOf(backend);
    this.#metadata = metadata;
    owned.add(layers);
    enableUsing(this);
  }

  /** @internal */
  static create(layers: tf.LayersModel, metadata: ModelMetadata, backend: BackendInfo): FerModel {
    return new FerModel(layers, metadata, backend);
  }

  /** Labels, input size, preprocessing, temperature and provenance, as `saveModel` writes them. */
  get metadata(): ModelMetadata {
    return this.#metadata;
  }

  /** The names of the network's outputs, in their order. */
  get labels(): readonly string[] {
    return this.#metadata.labels;
  }

  /** The number of parameters, and of floating-point operations per image. */
  get cost(): NetworkCost {
    return countCost(this.layers);
  }

  /**
   * Records the result of a calibration or training. All other metadata is fixed by the network.
   * @internal
   */
  annotate(changes: { readonly temperature?: number; readonly provenance?: Provenance | undefined }): void {
    this.#metadata = { ...this.#metadata, ...changes } as ModelMetadata;
  }

  /**
   * Scores images.
   * @param images - images of any size, grey or R G B with `channels: 3`; each is resized to the network's input. A
   * network of one channel gets the luma of colours, one of three channels gets grey three times
   * @returns per image one probability per label, in the order of {@link FerModel.labels}
   * @throws OPTION_INVALID, DISPOSED, BACKEND_LOST, OUT_OF_MEMORY; MODEL_CORRUPT if the scores are not finite
   *
   * @example
   * ```ts
   * const [scores] = await model.predict([{ pixels, width: 48, height: 48 }]);
   * ```
   */
  async predict(images: readonly ModelImage[], options: PredictOptions = {}): Promise<Float32Array[]> {
    const scores = await this.predictMatrix(images, options);
    const labelCount = this.labels.length;
    return images.map((_, row) => scores.subarray(row * labelCount, (row + 1) * labelCount));
  }

  /**
   * Scores images as {@link FerModel.predict} does, into one array.
   * @returns images x labels, row by row
   * @throws OPTION_INVALID, DISPOSED, BACKEND_LOST, OUT_OF_MEMORY; MODEL_CORRUPT if the scores are not finite
   */
  async predictMatrix(images: readonly ModelImage[], options: PredictOptions = {}): Promise<Float32Array> {
    const { batchSize, temperature, views, signal } = resolveOptions(options, predictTable);
    this.assertUsable();
    // `findIndex` also visits holes. The composer of the error is loaded on demand: few programs make it.
    if (!Array.isArray(images) || images.findIndex((image) => !isModelImage(image)) >= 0) {
      const { imagesInvalid } = await importChunk('check of images', () => import('../images/imageInvalid'));
      throw imagesInvalid(images);
    }
    // Loaded on demand, because most applications use one view.
    const { averageViews } =
      views === 1 ? {} : await importChunk('test-time augmentation', () => import('./averageViews'));
    const { input, preprocessing, labels } = this.#metadata;
    // Resizing is loaded on demand: cropped faces have the size of the network.
    const toInput = images.every((image: ModelImage) => fitsInput(image, input))
      ? normalizeImages
      : (await importChunk('resizing of images', () => import('../images/toModelInput'))).toModelInput;
    const scores = new Float32Array(images.length * labels.length);
    for (let start = 0; start < images.length; start += batchSize) {
      await (start > 0 ? yieldToEvents() : yieldWhenDue());
      signal?.throwIfAborted();
      const batch = images.slice(start, start + batchSize);
      const score = (pixels: Float32Array): Promise<Float32Array> => this.#score(pixels, batch.length);
      const pixels = toInput(batch, input, preprocessing);
      const batchScores = await (views === 1 ? score(pixels) : averageViews!(pixels, input, views, score));
      scores.set(batchScores, start * labels.length);
    }
    signal?.throwIfAborted();
    if (!scores.every(Number.isFinite)) throw scoresNotFinite();
    applyTemperature(scores, labels.length, temperature ?? this.#metadata.temperature);
    return scores;
  }

  async #score(pixels: Float32Array, count: number): Promise<Float32Array> {
    this.assertUsable();
    const { width, height, channels } = this.#metadata.input;
    return this.#engine
      .runAsync(async () => {
        this.#forward ??= this.#loadForward();
        const forward = await this.#forward;
        // Again, because the model may have been disposed of during the wait.
        this.assertUsable();
        this.#engine.use();
        return forward.run(pixels, [count, height, width, channels]);
      })
      .catch((error: unknown) => this.refuseError(error));
  }

  /**
   * Throws the typed error behind one that ran the network threw: an own layer of the user can throw anything.
   * @internal
   * @throws MODEL_INCOMPATIBLE
   */
  async refuseError(error: unknown): Promise<never> {
    if (isFerError(error)) throw error;
    this.assertUsable();
    const { networkUnusable } = await importChunk('error about a network', () => import('./networkUnusable'));
    throw networkUnusable('layers', `the model "${this.#metadata.architecture.id}"`, error);
  }

  async #loadForward(): Promise<Forward> {
    const { Forward } = await importChunk('compiled forward pass', () => import('./Forward'));
    this.#engine.use();
    return Forward.open(this.layers);
  }

  /** True after {@link FerModel.dispose}, or after that of {@link FerModel.layers}. */
  get disposed(): boolean {
    return this.#disposed || isDisposed(this.layers);
  }

  /**
   * @internal
   * @throws DISPOSED
   */
  assertUsable(): void {
    if (!this.disposed) return;
    throw new FerError('DISPOSED', {
      object: 'FerModel',
      failed: 'The model was used after dispose()',
      next: 'Create or load it again.',
    });
  }

  /** Frees the weights. Any later use of the model throws DISPOSED; a second call does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#engine.free(() => {
      void this.#forward?.then((forward) => forward.dispose()).catch(() => undefined);
      disposeNetwork(this.layers);
    });
  }
}

/**
 * Checks the model that a verb was given.
 * @param name - the name of the argument
 * @throws OPTION_INVALID, DISPOSED
 */
export function checkModel(model: unknown, name = 'model'): asserts model is FerModel {
  checkOption(name, model, modelRule);
  (model as FerModel).assertUsable();
}

/** Accepts a model, also of another copy of ferkit. */
export const modelRule = custom(
  'a FerModel, as createModel and loadModel return it',
  (value) => isRecord(value) && typeof value.assertUsable === 'function',
);

/** Weights that are too large overflow to infinities, which a softmax turns into NaN. */
function scoresNotFinite(): FerError<'MODEL_CORRUPT'> {
  return new FerError('MODEL_CORRUPT', {
    failed: 'The scores of the network are not finite',
    expected: 'probabilities',
    received: 'NaN, the result of too large weights',
    next: 'Load the model from undamaged files; if it was trained here, train it with a lower learning rate.',
  });
}

/**
 * Checks that a dataset has the labels of a model, in the same order.
 * @throws MODEL_INCOMPATIBLE
 */
export function checkLabelsMatch(
  model: FerModel,
  { labels, name }: { readonly labels: readonly string[]; readonly name: string },
): void {
  if (labels.length === model.labels.length && labels.every((label, index) => label === model.labels[index])) return;
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'labels',
    failed: `The labels of the dataset ${name} differ from those of the model`,
    expected: model.labels.join(', '),
    received: labels.join(', '),
    next: 'Select, merge or rename labels of the dataset, or create the model with { labels: dataset.labels }.',
  });
}

/**
 * Softens (temperature > 1) or sharpens (< 1) probabilities in place: `softmax(log p / temperature)`, which equals dividing
 * the logits. Source: Guo et al. 2017, https://arxiv.org/abs/1706.04599. The powers are relative to the highest probability,
 * whose power is 1, because at a low temperature all of them could underflow to 0.
 * @param probabilities - samples x labels
 */
export function applyTemperature(probabilities: Float32Array, labelCount: number, temperature: number): void {
  if (temperature === 1) return;
  const exponent = 1 / temperature;
  for (let start = 0; start < probabilities.length; start += labelCount) {
    let highest = 0;
    for (let index = start; index < start + labelCount; index++) highest = Math.max(highest, probabilities[index]!);
    let sum = 0;
    for (let index = start; index < start + labelCount; index++) {
      const power = (probabilities[index]! / highest) ** exponent;
      probabilities[index] = power;
      sum += power;
    }
    for (let index = start; index < start + labelCount; index++) probabilities[index]! /= sum;
  }
}
