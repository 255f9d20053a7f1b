import * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../abortable';
import type { BackendInfo } from '../backends/BackendProvider';
import { engineOf } from '../backends/selectBackend';
import { enableUsing } from '../enableUsing';
import { FerError } from '../errors';
import { graphCompilers } from '../graphs/CompiledGraph';
import type { GrayImage } from '../images/GrayImage';
import { toModelInput } from '../images/toModelInput';
import { importChunk } from '../importChunk';
import type { Engine } from '../tfjs/Engine';
import { clearTopologicalSortCache } from '../tfjs/layers';
import { yieldToEvents } from '../yieldToEvents';
import type { Forward } from './Forward';
import type { ModelMetadata } from './ModelMetadata';
import { countCost, type NetworkCost } from './countCost';

/** Options of {@link FerModel.predict}. */
export interface PredictOptions {
  /** Images that go through the network at once; more is faster and takes more memory. @default 64 */
  readonly batchSize: number;
  /** What the logits are divided by before the softmax; null takes the model's own. @default null */
  readonly temperature: number | null;
  /**
   * Views of each image whose scores are averaged: 1 is the image as it is; 2 the image and its mirror image; 10 both in the
   * middle and shifted towards each corner. A little more accurate, at so many times the cost.
   * @default 1
   */
  readonly views: 1 | 2 | 10;
}

/** The defaults of {@link PredictOptions}. */
export const predictDefaults: PredictOptions = { batchSize: 64, temperature: null, views: 1 };

/**
 * A network with all that is needed to use it: labels, input size, scaling. Made by `createModel` or `loadModel`, trained
 * by `train`, measured by `evaluate`, run on images by `createClassifier`. It lives on one backend and holds its memory
 * until {@link FerModel.dispose}, which `using` calls at the end of a block.
 */
export class FerModel implements Disposable {
  /** The tfjs model, for those who want more than ferkit offers. Tensors made with it are the caller's to dispose. */
  readonly layers: tf.LayersModel;
  /** The backend that its weights live on and that all work with it runs on. */
  readonly backend: BackendInfo;
  readonly #engine: Engine;
  #metadata: ModelMetadata;
  /** Where the engine makes programs; the others need no code for it. */
  #forward: Promise<Forward> | undefined;
  #disposed = false;
  /** Calls {@link FerModel.dispose} at the end of the block of a `using` declaration. */
  declare readonly [Symbol.dispose]: () => void;

  private constructor(layers: tf.LayersModel, metadata: ModelMetadata, backend: BackendInfo) {
    this.layers = layers;
    this.backend = backend;
    this.#engine = engineOf(backend);
    this.#metadata = metadata;
    enableUsing(this);
  }

  /** @internal */
  static create(layers: tf.LayersModel, metadata: ModelMetadata, backend: BackendInfo): FerModel {
    return new FerModel(layers, metadata, backend);
  }

  get metadata(): ModelMetadata {
    return this.#metadata;
  }

  get labels(): readonly string[] {
    return this.#metadata.labels;
  }

  /** Parameters and operations of the network. */
  get cost(): NetworkCost {
    return countCost(this.layers);
  }

  /**
   * Records what training or calibration found out; everything else in the metadata is fixed by the network.
   * @internal
   */
  annotate(changes: Partial<Pick<ModelMetadata, 'temperature' | 'provenance'>>): void {
    this.#metadata = { ...this.#metadata, ...changes };
  }

  /**
   * Scores images.
   * @returns for each image one probability per label, in the order of {@link FerModel.labels}
   * @throws OPTION_INVALID, DISPOSED; MODEL_CORRUPT where the weights give no numbers
   *
   * @example
   * ```ts
   * const [scores] = await model.predict([{ pixels, width: 48, height: 48 }]);
   * ```
   */
  async predict(
    images: readonly GrayImage[],
    options: Partial<PredictOptions> & Abortable = {},
  ): Promise<Float32Array[]> {
    const scores = await this.predictMatrix(images, options);
    const classes = this.labels.length;
    return images.map((_, row) => scores.subarray(row * classes, (row + 1) * classes));
  }

  /**
   * Scores images, as {@link FerModel.predict} does, into one array.
   * @returns images x labels, row by row
   * @throws OPTION_INVALID, DISPOSED; MODEL_CORRUPT where the weights give no numbers
   */
  async predictMatrix(
    images: readonly GrayImage[],
    options: Partial<PredictOptions> & Abortable = {},
  ): Promise<Float32Array> {
    const { batchSize, temperature, views } = { ...predictDefaults, ...options };
    const refuse = (option: string, expected: string, received: unknown): FerError =>
      new FerError('OPTION_INVALID', { option, failed: 'Cannot predict', expected, received: String(received) });
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw refuse('batchSize', 'a whole number of at least 1', batchSize);
    }
    if (![1, 2, 10].includes(views)) throw refuse('views', '1, 2 or 10', views);
    if (temperature !== null && !(typeof temperature === 'number' && temperature > 0 && temperature < Infinity)) {
      throw refuse('temperature', 'a number above 0, or null', temperature);
    }
    // Only those who ask for more than one view load the code for it.
    const { averageViews } = views === 1 ? {} : await import('./averageViews');
    const { input, preprocessing, labels } = this.#metadata;
    const scores = new Float32Array(images.length * labels.length);
    for (let start = 0; start < images.length; start += batchSize) {
      if (start > 0) await yieldToEvents();
      options.signal?.throwIfAborted();
      const batch = images.slice(start, start + batchSize);
      const score = (pixels: Float32Array): Promise<Float32Array> => this.#run(pixels, batch.length);
      const pixels = toModelInput(batch, input, preprocessing);
      const ofBatch = views === 1 ? score(pixels) : averageViews!(pixels, input, views, score);
      scores.set(await ofBatch, start * labels.length);
    }
    options.signal?.throwIfAborted();
    if (!scores.every(Number.isFinite)) throw scoresLost();
    applyTemperature(scores, labels.length, temperature ?? this.#metadata.temperature);
    return scores;
  }

  async #run(pixels: Float32Array, samples: number): Promise<Float32Array> {
    this.assertUsable();
    const { width, height, channels } = this.#metadata.input;
    return this.#engine.runAsync(async () => {
      if (graphCompilers.has(tf.getBackend())) this.#forward ??= this.#loadForward();
      const forward = await this.#forward;
      // The model may have been disposed of meanwhile.
      this.assertUsable();
      const output = this.#engine.run(() => {
        const input = tf.tensor4d(pixels, [samples, height, width, channels]);
        return forward?.run(input) ?? (this.layers.apply(input, { training: false }) as tf.Tensor);
      });
      try {
        return (await output.data()) as Float32Array;
      } finally {
        output.dispose();
      }
    });
  }

  async #loadForward(): Promise<Forward> {
    const { Forward } = await importChunk('programs of networks', () => import('./Forward'));
    return new Forward(this.layers);
  }

  /** Whether {@link FerModel.dispose} was called. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /**
   * @internal
   * @throws DISPOSED
   */
  assertUsable(): void {
    if (!this.#disposed) return;
    throw new FerError('DISPOSED', {
      object: 'FerModel',
      failed: 'The model was used after dispose()',
      next: 'Create or load it again.',
    });
  }

  /** Frees the weights. Safe to call twice. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#engine.free(() => {
      void this.#forward?.then((forward) => forward.dispose()).catch(() => undefined);
      this.layers.dispose();
      clearTopologicalSortCache();
    });
  }
}

/** What a network of weights that are too large computes: infinities, and what they leave of a softmax. */
function scoresLost(): FerError<'MODEL_CORRUPT'> {
  return new FerError('MODEL_CORRUPT', {
    failed: 'The network gives no scores',
    expected: 'finite numbers',
    received: 'NaN, as weights that are too large give',
    next: 'Load it from files that are whole; if it was trained here, train it with a lower learning rate.',
  });
}

/**
 * Checks that data has the labels of a model, in the same order.
 * @throws MODEL_INCOMPATIBLE
 */
export function checkLabelsMatch(
  model: FerModel,
  { labels, name }: { readonly labels: readonly string[]; readonly name: string },
): void {
  if (labels.length === model.labels.length && labels.every((label, index) => label === model.labels[index])) return;
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'labels',
    failed: `The labels of the dataset ${name} are not those of the model`,
    expected: model.labels.join(', '),
    received: labels.join(', '),
    next: 'Choose or merge classes of the dataset, or create the model with { labels: dataset.labels }.',
  });
}

/**
 * Softens (temperature > 1) or sharpens (< 1) probabilities in place: `softmax(log p / temperature)`, which equals dividing
 * the logits. Guo et al. 2017, arXiv:1706.04599. Each is measured by the highest, whose power is 1, so that a low temperature
 * leaves the others zeros and not all of them.
 * @param probabilities - samples x classes
 */
export function applyTemperature(probabilities: Float32Array, classes: number, temperature: number): void {
  if (temperature === 1) return;
  const exponent = 1 / temperature;
  for (let start = 0; start < probabilities.length; start += classes) {
    let highest = 0;
    for (let index = start; index < start + classes; index++) highest = Math.max(highest, probabilities[index]!);
    let sum = 0;
    for (let index = start; index < start + classes; index++) {
      const power = (probabilities[index]! / highest) ** exponent;
      probabilities[index] = power;
      sum += power;
    }
    for (let index = start; index < start + classes; index++) probabilities[index]! /= sum;
  }
}
