import type { Abortable } from '../abortable';
import * as tf from '@tensorflow/tfjs';
import type { ModelFiles } from '../models/openModelSource';
import { parseModelParts, verifyChecksum } from '../models/parseModelFile';
import { decodeWeights, readWeights, type LoadedWeights } from '../models/readWeights';
import { readNetwork, type NamedWeight, type ReadNetworkOptions } from './keras/readNetwork';
import type { Network } from './Network';

/** A network and, if ferkit wrote the file, the unchecked metadata in it. */
export interface TfjsModel {
  readonly network: Network;
  /** The entry `ferkit` of the user-defined metadata. */
  readonly ferkitEntry?: Readonly<Record<string, unknown>>;
}

/**
 * Reads a layers model of tfjs, also one that its converter made from a network of Keras, which names layers differently.
 * @throws SOURCE_UNREADABLE, MODEL_CORRUPT, MODEL_INCOMPATIBLE, LAYER_UNSUPPORTED
 */
export async function readTfjs(
  files: ModelFiles,
  { signal, ...options }: ReadNetworkOptions & Abortable,
): Promise<TfjsModel> {
  const text = new TextDecoder().decode(await files.read(files.modelFile, { signal }));
  const { topology, ferkitEntry, ...parts } = parseModelParts(text, files.name);
  await verifyChecksum(text, files.name, ferkitEntry);
  const loaded = await readWeights(parts, files, { ...(signal === undefined ? {} : { signal }) });
  const weights = await readValues(loaded, files.name);
  const network = readNetwork(
    topology,
    { weightsOf: ({ name }) => weights.filter((weight) => weight.name.startsWith(`${name}/`)) },
    { ...options, hasOldSigmoid: true },
  );
  return { network, ...(ferkitEntry === undefined ? {} : { ferkitEntry }) };
}

/** The values of all weights. tfjs expands quantized ones to 32 bits. */
async function readValues(
  loaded: LoadedWeights,
  source: string,
): Promise<readonly (NamedWeight & { readonly name: string })[]> {
  const tensors = await decodeWeights(loaded, source);
  try {
    return await Promise.all(
      Object.entries(tensors).map(async ([name, tensor]) => {
        const values = Float32Array.from((await tensor.data()) as Float32Array);
        return { name, read: () => ({ shape: tensor.shape, values }) };
      }),
    );
  } finally {
    tf.dispose(tensors);
  }
}
