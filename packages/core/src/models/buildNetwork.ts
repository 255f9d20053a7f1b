import * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';
import { deserializeNetwork } from '../tfjs/deserializeNetwork';
import { endsInSoftmax } from '../tfjs/layers';
import type { InputShape } from './ModelMetadata';
import { countCost } from './countCost';
import type { ParsedModelFile } from './parseModelFile';
import { countValues, decodeWeights, type LoadedWeights } from './readWeights';

/**
 * Builds the network of a model file on the current backend and loads its weights.
 * @throws MODEL_INCOMPATIBLE if tfjs cannot build it, if it is too large, or if its input or output does not fit the metadata;
 * MODEL_CORRUPT if a weight is not finite
 */
export async function buildNetwork(
  file: ParsedModelFile,
  weights: LoadedWeights,
  source: string,
): Promise<tf.LayersModel> {
  const network = await deserialize(file, weights, source);
  try {
    checkShapes(network, file);
    checkCost(network, file.metadata.input, source);
    await fill(network, weights, source);
    return network;
  } catch (error) {
    network.dispose();
    throw error instanceof FerError ? error : networkUnusable('weightsManifest', source, error);
  }
}

async function fill(network: tf.LayersModel, weights: LoadedWeights, source: string): Promise<void> {
  const values = await decodeWeights(weights, source);
  try {
    network.loadWeights(values);
  } finally {
    tf.dispose(values);
  }
}

async function deserialize(file: ParsedModelFile, weights: LoadedWeights, source: string): Promise<tf.LayersModel> {
  try {
    return await deserializeNetwork(file.topology, countValues(weights));
  } catch (error) {
    throw networkUnusable('modelTopology', source, error);
  }
}

/** Composes the error about a network that tfjs refuses. */
export function networkUnusable(field: string, source: string, cause: unknown): FerError {
  return new FerError(
    'MODEL_INCOMPATIBLE',
    {
      field,
      failed: `The network of ${source} cannot be used`,
      expected: 'layers of tfjs, each with its weights',
      received: cause instanceof Error ? cause.message : String(cause),
    },
    { cause },
  );
}

function checkShapes(network: tf.LayersModel, { metadata }: ParsedModelFile): void {
  const { height, width, channels } = metadata.input;
  const describe = (shapes: unknown): string => JSON.stringify(shapes);
  const [input, output] = [network.inputs.map(({ shape }) => shape), network.outputs.map(({ shape }) => shape)];
  const fits = (shapes: readonly (readonly (number | null)[])[], expected: readonly number[]): boolean =>
    shapes.length === 1 &&
    shapes[0]!.length === expected.length + 1 &&
    shapes[0]!.slice(1).every((side, axis) => side === null || side === expected[axis]);
  if (!fits(input, [height, width, channels])) {
    throw new FerError('MODEL_INCOMPATIBLE', {
      field: 'input',
      failed: 'The input of the network differs from its metadata',
      expected: describe([[null, height, width, channels]]),
      received: describe(input),
    });
  }
  if (!fits(output, [metadata.labels.length])) {
    throw new FerError('MODEL_INCOMPATIBLE', {
      field: 'labels',
      failed: 'The number of outputs differs from the number of labels',
      expected: `${metadata.labels.length} outputs (${metadata.labels.join(', ')})`,
      received: describe(output),
    });
  }
  if (endsInSoftmax(network)) return;
  const last = network.outputs[0]!.sourceLayer;
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'output',
    failed: 'The scores of the network are no probabilities',
    expected: 'a network that ends in a softmax',
    received: `one that ends in ${last.getClassName()} "${last.name}"`,
  });
}

/** Maximum number of activations per image, over all layers; a VGG-16 for 224 x 224 pixels has 15 million. */
const MAX_ACTIVATIONS = 2 ** 27;

/** Maximum number of floating-point operations per image; that VGG-16 needs 3e10. */
const MAX_OPERATIONS = 1e12;

/**
 * Refuses a network that would exhaust the memory or compute for minutes on a single image.
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
