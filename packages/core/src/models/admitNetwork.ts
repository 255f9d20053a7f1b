import * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../abortable';
import type { BackendInfo } from '../backends/BackendProvider';
import { engineOf } from '../backends/selectBackend';
import { FerError, isFerError, type Problem } from '../errors';
import { isRecord } from '../isRecord';
import { describeValue } from '../options';
import { endsInSoftmax, isFedBySoftmax, isNetwork, outputLayer, repeatsSoftmax } from '../tfjs/layers';
import { disposeNetwork } from '../tfjs/isDisposed';
import { FerModel, isOwned } from './FerModel';
import type { InputShape, ModelMetadata } from './ModelMetadata';
import { countCost } from './countCost';
import { networkUnusable } from './networkUnusable';

/** A network that is to become a model. */
export interface Candidate {
  /** The network; from the code of a user it can be anything. It is disposed of if it is refused. */
  readonly network: unknown;
  readonly metadata: ModelMetadata;
  readonly backend: BackendInfo;
  /** The file or architecture of the network, for messages. */
  readonly source: string;
  /** True for a network that a user's code built, false for one from a file. */
  readonly isBuilt: boolean;
}

/**
 * The gate that every network passes to become a model: one input of the declared shape, one output per label, one softmax at
 * the end, and probabilities as the scores of a test image.
 * @throws MODEL_INCOMPATIBLE with the field that does not fit: layers, input, output or labels; MODEL_CORRUPT if the weights of a
 * file give no finite scores
 */
export async function admitNetwork(candidate: Candidate, { signal }: Abortable = {}): Promise<FerModel> {
  const { network, metadata, backend, source } = candidate;
  if (isOwned(network)) throw networkTaken(source);
  try {
    checkNetwork(network, candidate);
    const model = FerModel.create(network, metadata, backend);
    await checkScores(model, candidate, { signal });
    await checkLogits(model, source);
    return model;
  } catch (error) {
    if (isNetwork(network)) engineOf(backend).free(() => disposeQuietly(network));
    throw error;
  }
}

/** Two models with the same weights would train, and dispose of, each other's. */
const networkTaken = (source: string): FerError<'MODEL_INCOMPATIBLE'> =>
  new FerError('MODEL_INCOMPATIBLE', {
    field: 'layers',
    failed: `The network of ${source} cannot be used`,
    expected: 'a network of its own',
    received: 'the network of another model',
    next: 'Make the layers within build, so that each call builds a new network.',
  });

/** tfjs throws when a network is disposed of whose layers are, and that error would hide the first. */
function disposeQuietly(network: tf.LayersModel): void {
  try {
    disposeNetwork(network);
  } catch {
    // Nothing is left to dispose of.
  }
}

/** Checks a network without running it. */
export function checkNetwork(
  network: unknown,
  candidate: Pick<Candidate, 'metadata' | 'source' | 'isBuilt'>,
): asserts network is tf.LayersModel {
  const { source, isBuilt, metadata } = candidate;
  const refuse = (field: string, problem: Problem, next: { readonly built: string; readonly file?: string }): never => {
    const advice = isBuilt ? next.built : next.file;
    throw new FerError('MODEL_INCOMPATIBLE', { field, ...problem, ...(advice === undefined ? {} : { next: advice }) });
  };
  if (!isNetwork(network)) {
    const problem = {
      failed: `There is no network of ${source}`,
      expected: 'a tf.LayersModel whose input shape is known',
      received: describeOther(network),
    };
    const built =
      'Return tf.model or tf.sequential from build; its first layer takes { inputShape: [input.height, input.width, input.channels] }.';
    return refuse('layers', problem, { built });
  }
  const { input, labels } = metadata;
  const [inputs, outputs] = [network.inputs.map(({ shape }) => shape), network.outputs.map(({ shape }) => shape)];
  if (network.stateful) {
    const problem = {
      failed: `The scores of the network of ${source} depend on earlier images`,
      expected: 'layers that keep no state from image to image',
      received: 'a recurrent layer with stateful: true',
    };
    return refuse('layers', problem, { built: 'Leave out stateful.', file: 'Save it again without stateful.' });
  }
  const batch = inputs[0]?.[0];
  if (isBuilt && typeof batch === 'number') {
    const problem = {
      failed: `The network of ${source} is built for batches of one size`,
      expected: 'an input for any number of images, whose shape begins with null',
      received: describeShapes(inputs),
    };
    return refuse('input', problem, { built: inputAdvice([]) });
  }
  if (!fits(inputs, [input.height, input.width, input.channels])) {
    const problem = {
      failed: `The input of the network of ${source} differs from ${isBuilt ? 'that of the model' : 'its metadata'}`,
      expected: `one input of shape ${describeShapes([[null, input.height, input.width, input.channels]])}`,
      received: describeShapes(inputs),
    };
    return refuse('input', problem, {
      built: inputAdvice(inputs),
      file: 'Give its size in the metadata, under "input".',
    });
  }
  if (!fits(outputs, [labels.length])) {
    const problem = {
      failed: `The number of outputs of the network of ${source} differs from the number of labels`,
      expected: `${labels.length} outputs (${labels.join(', ')}), of shape ${describeShapes([[null, labels.length]])}`,
      received: describeShapes(outputs),
    };
    const built = 'Let build return one output: a last dense layer with { units: labelCount }, and a softmax.';
    return refuse('labels', problem, { built, file: 'Give its labels in their order.' });
  }
  const last = outputLayer(network);
  if (!endsInSoftmax(network) || repeatsSoftmax(network)) {
    const { activation } = last.getConfig();
    const name = `${last.getClassName()} "${last.name}"${typeof activation === 'string' ? ` with ${activation}` : ''}`;
    const isRepeated = endsInSoftmax(network);
    const problem = {
      failed: `The scores of the network of ${source} are no probabilities`,
      expected: 'a network that ends in one softmax',
      received: isRepeated ? `one softmax after another, the last in ${name}` : `one that ends in ${name}`,
    };
    const built = isRepeated
      ? 'Remove one of them.'
      : "End it with tf.layers.activation({ activation: 'softmax' }), as a layer after the logits.";
    return refuse('output', problem, { built, file: isRepeated ? built : 'Add a softmax to it, and save it again.' });
  }
  if (!isBuilt) checkCost(network, input, source);
}

type Shapes = readonly (readonly (number | null)[])[];

/** `null` stands for any size. */
const fits = (shapes: Shapes, expected: readonly number[]): boolean =>
  shapes.length === 1 &&
  shapes[0]!.length === expected.length + 1 &&
  shapes[0]!.slice(1).every((side, axis) => side === null || side === expected[axis]);

const describeShapes = (shapes: Shapes): string => shapes.map((shape) => JSON.stringify(shape)).join(' and ') || 'none';

function inputAdvice([shape, ...others]: Shapes): string {
  if (others.length > 0) return 'Build it with one input, the image: tf.model({ inputs: image, outputs: scores }).';
  const [, height, width, channels] = shape ?? [];
  const own = 'Build it for the input that build receives: { inputShape: [input.height, input.width, input.channels] }';
  const isImage = (channels === 1 || channels === 3) && typeof height === 'number' && typeof width === 'number';
  const size = `width: ${String(width)}, height: ${String(height)}${channels === 3 ? ', channels: 3' : ''}`;
  return isImage ? `${own}, or create the model with { input: { ${size} } }.` : `${own}.`;
}

function describeOther(value: unknown): string {
  if (value instanceof Promise || (isRecord(value) && typeof value.then === 'function')) {
    return 'a promise; build returns its network at once';
  }
  if (value instanceof tf.LayersModel) return 'a tf.sequential network without an input shape';
  if (isRecord(value) && typeof value.execute === 'function') return 'a tf.GraphModel, which has no layers';
  return isRecord(value)
    ? `an object with ${Object.keys(value).slice(0, 8).join(', ') || 'nothing'}`
    : describeValue(value);
}

/** Tolerance of a sum of probabilities: 256 of them, in 16-bit arithmetic of some GPUs. */
const ROUNDING = 0.01;

/** Scores one image, because tfjs checks parts of a network only when it computes. */
async function checkScores(model: FerModel, { source, isBuilt }: Candidate, { signal }: Abortable): Promise<void> {
  const { width, height, channels } = model.metadata.input;
  // All values of a pixel, because a network may divide by the contrast of its image.
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, index) => (index * 7) % 256);
  let scores: Float32Array;
  try {
    scores = await model.predictMatrix([{ pixels, width, height, channels }], { signal, temperature: 1 });
  } catch (error) {
    signal?.throwIfAborted();
    if (isBuilt && isFerError(error, 'MODEL_CORRUPT')) throw scoresUnusable(source, 'NaN or an infinity', error);
    // The same error, with the name of the network.
    if (isFerError(error, 'MODEL_INCOMPATIBLE')) throw networkUnusable('layers', source, error.cause);
    throw error;
  }
  const sum = scores.reduce((total, score) => total + score, 0);
  if (Math.abs(sum - 1) <= ROUNDING && scores.every((score) => score >= 0)) return;
  throw scoresUnusable(source, `scores with the sum ${Number(sum.toPrecision(3))}`);
}

/**
 * Refuses a softmax over probabilities that layers between two softmaxes scale or average: all scores would be similar. Of layers of a
 * user, only the numbers tell; logarithms of probabilities are below 0.
 */
async function checkLogits(model: FerModel, source: string): Promise<void> {
  const { layers, backend } = model;
  if (!isFedBySoftmax(layers)) return;
  const { width, height, channels } = model.metadata.input;
  const lowest = engineOf(backend).run(() => {
    const image = tf.linspace(0, 1, width * height * channels).reshape([1, height, width, channels]);
    const logits = tf.model({ inputs: layers.inputs, outputs: layers.outputs[0]!.inputs }).apply(image) as tf.Tensor;
    return tf.min(logits);
  });
  const [value] = await lowest.data();
  lowest.dispose();
  if (value! < 0) return;
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'output',
    failed: `The scores of the network of ${source} are too similar to tell labels apart`,
    expected: 'a network that ends in one softmax',
    received: `one softmax after another, with no weights between them, the last in "${outputLayer(layers).name}"`,
    next: 'Remove one of them.',
  });
}

function scoresUnusable(source: string, received: string, cause?: unknown): FerError<'MODEL_INCOMPATIBLE'> {
  return new FerError(
    'MODEL_INCOMPATIBLE',
    {
      field: 'output',
      failed: `The scores of the network of ${source} for a test image are no probabilities`,
      expected: 'finite numbers from 0 that sum to 1',
      received,
      next: 'Check its initializers and its own layers.',
    },
    { cause },
  );
}

/** Maximum number of activations per image, over all layers; a VGG-16 for 224 x 224 pixels has 15 million. */
const MAX_ACTIVATIONS = 2 ** 27;

/** Maximum number of floating-point operations per image; that VGG-16 needs 3e10. */
const MAX_OPERATIONS = 1e12;

/**
 * Refuses a network of a file that would exhaust the memory or compute for minutes on a single image.
 * @throws MODEL_INCOMPATIBLE
 */
function checkCost(network: tf.LayersModel, { width, height }: InputShape, source: string): void {
  // Axes of any size are assumed to have the longer side of the input.
  const assumed = Math.max(width, height);
  const sizeOf = (shape: readonly (number | null)[]): number =>
    shape.slice(1).reduce<number>((size, side) => size * (side ?? assumed), 1);
  const shapes = network.layers.flatMap(({ outputShape }) =>
    Array.isArray(outputShape[0]) ? (outputShape as (number | null)[][]) : [outputShape as (number | null)[]],
  );
  const values = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  const { flops } = countCost(network);
  if (values <= MAX_ACTIVATIONS && flops <= MAX_OPERATIONS) return;
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'modelTopology',
    failed: `The network of ${source} is too large`,
    expected: `at most ${MAX_ACTIVATIONS} activations and ${MAX_OPERATIONS} operations per image`,
    received: `${values} activations and ${flops} operations`,
  });
}
