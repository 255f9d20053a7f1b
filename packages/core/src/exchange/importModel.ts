import type { Abortable } from '../abortable';
import type { BackendChoice } from '../backends/BackendProvider';
import { engineOf, selectBackend } from '../backends/selectBackend';
import { FerError } from '../errors';
import { FerModel } from '../models/FerModel';
import { checkLabels, type ModelMetadata } from '../models/ModelMetadata';
import { incompatible, type Network, outputOf } from './Network';
import { buildLayers } from './buildLayers';
import { type ExchangeSource, type OpenedExchange, openExchange } from './openExchange';
import { foldScaling, type MeanAndDeviation, resolveNormalization, type Scaling, toMeanAndDeviation } from './scaling';
import { endsInSoftmaxLayer, foldTemperature, separateSoftmax } from './temperature';

/** Options of {@link importModel}. */
export interface ImportModelOptions extends Abortable {
  /** Names of the outputs, in their order. @default those in a file that ferkit exported */
  readonly labels?: readonly string[];
  /**
   * The pixel values that the network expects. A network whose first layer scales them expects `0..255`.
   * @default that in a file that ferkit exported
   */
  readonly scaling?: Scaling;
  /** Size of the input in pixels, for networks that accept any size. @default that of the network */
  readonly input?: { readonly width: number; readonly height: number };
  /** @default 'auto' */
  readonly backend?: BackendChoice;
}

/**
 * Imports a network of another library: a `.keras` file, an `.h5` file of Keras 2 or 3 with the whole model, or a folder
 * with the `model.json` of tfjs. Sequential and functional networks of the layers that `docs/exchange.md` lists, with one
 * input of one channel and a softmax at the end.
 *
 * Scaling layers at its start, and a layer before the softmax that divides the logits, become the model's preprocessing and
 * temperature. Initializers, regularizers and optimizers are not imported.
 *
 * @param source - the file or the folder, as a path, URL, bytes or `File`; of a tfjs model also its files together
 * @throws SOURCE_UNREADABLE; MODEL_CORRUPT for damaged files; LAYER_UNSUPPORTED with the name of each layer that cannot be
 * exchanged; MODEL_INCOMPATIBLE for a network that does not fit, or whose labels or scaling are unknown; OPTION_INVALID,
 * PEER_MISSING, BACKEND_UNAVAILABLE
 *
 * @example
 * ```ts
 * import { EXPRESSIONS, saveModel } from '@ferkit/core';
 * import { importModel } from '@ferkit/core/exchange';
 *
 * const model = await importModel('emotion_model.hdf5', { labels: EXPRESSIONS, scaling: '-1..1' });
 * await saveModel(model, './mini-xception');
 * ```
 */
export async function importModel(source: ExchangeSource, options: ImportModelOptions = {}): Promise<FerModel> {
  const { signal } = options;
  if (options.labels !== undefined) checkLabels(options.labels);
  const scaling = options.scaling === undefined ? undefined : toMeanAndDeviation(options.scaling);
  const backend = await selectBackend(options.backend ?? 'auto', { signal });
  const engine = engineOf(backend);
  const file = await engine.runAsync(() => openExchange(source, options));
  signal?.throwIfAborted();
  const { ferkitMetadata } = file;
  const given = scaling ?? file.scaling;
  const labels = options.labels ?? ferkitMetadata?.labels;
  if (labels === undefined) throw metadataUnknown('labels', file.name, 'labels: ["angry", "happy"]');
  if (given === undefined) throw metadataUnknown('scaling', file.name, 'scaling: "0..1"');

  const { network, metadata } = foldPreprocessing(file, labels, given);
  checkOutput(network, labels, file.name);
  engine.use();
  return FerModel.create(
    build(network, file.name),
    {
      ...metadata,
      architecture: ferkitMetadata?.architecture ?? { id: 'imported', options: {} },
      ...(ferkitMetadata?.provenance === undefined ? {} : { provenance: ferkitMetadata.provenance }),
    },
    backend,
  );
}

/** Returns the number in the metadata if it equals the one found in the layers, which is rounded to 32 bits. */
const unrounded = (found: number, written: number | undefined): number =>
  written !== undefined && Math.abs(found - written) < 1e-9 ? written : found;

/** Turns the scaling and temperature layers of a network into metadata. */
function foldPreprocessing(
  { network: whole, ferkitMetadata, temperature }: OpenedExchange,
  labels: readonly string[],
  inputScaling: MeanAndDeviation,
): { readonly network: Network; readonly metadata: Omit<ModelMetadata, 'architecture'> } {
  const scaled = foldScaling(resolveNormalization(whole), inputScaling);
  const calibrated = foldTemperature(separateSoftmax(scaled.network));
  const [height, width] = calibrated.network[0]!.shape;
  return {
    network: calibrated.network,
    metadata: {
      schema: 1,
      labels: [...labels],
      input: { width: width!, height: height!, channels: 1 },
      preprocessing: {
        gray: 'rec601',
        resize: 'area',
        mean: unrounded(scaled.scaling.mean, ferkitMetadata?.preprocessing.mean),
        std: unrounded(scaled.scaling.std, ferkitMetadata?.preprocessing.std),
      },
      temperature: unrounded(calibrated.temperature * temperature, ferkitMetadata?.temperature),
    },
  };
}

function metadataUnknown(field: string, source: string, example: string): Error {
  return incompatible(field, {
    failed: `The ${field} of ${source} ${field === 'labels' ? 'are' : 'is'} unknown`,
    expected: `${field} in the file or in the options`,
    received: 'nothing',
    next: `Pass it to importModel: { ${example} }.`,
  });
}

function checkOutput(network: Network, labels: readonly string[], source: string): void {
  const { shape, operation } = outputOf(network);
  if (shape.length !== 1 || shape[0] !== labels.length) {
    throw incompatible('labels', {
      failed: `The number of outputs of the network of ${source} differs from the number of labels`,
      expected: `${labels.length} outputs (${labels.join(', ')})`,
      received: shape.join(' x '),
    });
  }
  if (endsInSoftmaxLayer(network)) return;
  throw incompatible('output', {
    failed: `The scores of ${source} are no probabilities`,
    expected: 'a network that ends in a softmax',
    received: `one that ends in ${operation.type}${'activation' in operation ? ` with ${operation.activation}` : ''}`,
    next: 'Add a Softmax layer at its end in Keras, as a layer of the same network: a network inside another is not supported.',
  });
}

function build(network: Network, source: string) {
  try {
    return buildLayers(network);
  } catch (cause) {
    throw new FerError(
      'MODEL_INCOMPATIBLE',
      {
        field: 'layers',
        failed: `The network of ${source} cannot be built`,
        expected: 'layers and settings that tfjs has',
        received: cause instanceof Error ? cause.message : String(cause),
      },
      { cause },
    );
  }
}
