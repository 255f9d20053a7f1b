import * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';
import type { ParsedModelFile } from './parseModelFile';
import { decodeWeights, type LoadedWeights } from './readWeights';

/**
 * Builds the network of a model file on the current backend and fills it with its weights.
 * @throws MODEL_INCOMPATIBLE where tfjs cannot build it, or where its input or output does not fit the metadata
 */
export async function buildNetwork(
  file: ParsedModelFile,
  weights: LoadedWeights,
  source: string,
): Promise<tf.LayersModel> {
  const network = await deserialize(file, source);
  const values = decodeWeights(weights);
  try {
    checkShapes(network, file);
    network.loadWeights(values);
    return network;
  } catch (error) {
    network.dispose();
    throw error instanceof FerError ? error : incompatible('weightsManifest', source, error);
  } finally {
    tf.dispose(values);
  }
}

async function deserialize(file: ParsedModelFile, source: string): Promise<tf.LayersModel> {
  try {
    return await tf.models.modelFromJSON(file.topology);
  } catch (error) {
    throw incompatible('modelTopology', source, error);
  }
}

function incompatible(field: string, source: string, cause: unknown): FerError {
  return new FerError(
    'MODEL_INCOMPATIBLE',
    {
      field,
      failed: `The network of ${source} cannot be built`,
      expected: 'layers that tfjs has, each with its weights',
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
      failed: 'The network takes other images than its metadata says',
      expected: describe([[null, height, width, channels]]),
      received: describe(input),
    });
  }
  if (!fits(output, [metadata.labels.length])) {
    throw new FerError('MODEL_INCOMPATIBLE', {
      field: 'labels',
      failed: 'The network has another number of outputs than there are labels',
      expected: `${metadata.labels.length} outputs (${metadata.labels.join(', ')})`,
      received: describe(output),
    });
  }
}
