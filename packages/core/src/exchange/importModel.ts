import type * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../abortable';
import type { BackendChoice } from '../backends/BackendProvider';
import { backendRule } from '../backends/backendRule';
import { engineOf, selectBackend } from '../backends/selectBackend';
import { isFerError } from '../errors';
import type { Channels } from '../images/GrayImage';
import { EXPRESSIONS, labelsRule } from '../labels';
import type { FerModel } from '../models/FerModel';
import { inputRule, type ModelMetadata } from '../models/ModelMetadata';
import { admitNetwork } from '../models/admitNetwork';
import { networkUnusable } from '../models/networkUnusable';
import type { ByteSource } from '../platform/Platform';
import { custom, either, flagRule, oneOf, type OptionTable, resolveOptions, signalRule, withDefault } from '../options';
import type { Engine } from '../tfjs/Engine';
import { freeName, incompatible, type Network, type Operation, outputOf } from './Network';
import { buildLayers } from './buildLayers';
import { checkSource, type ExchangeSource, type OpenedExchange, openExchange } from './openExchange';
import {
  foldScaling,
  type MeanAndDeviation,
  resolveNormalization,
  type Scaling,
  scalingRule,
  toMeanAndDeviation,
} from './scaling';
import { endsInSoftmaxLayer, foldTemperature, separateSoftmax } from './temperature';

/** Options of {@link importModel}. */
export interface ImportModelOptions extends Abortable {
  /**
   * Names of the outputs, in their order; or for the seven expressions of FER2013 the name of their order. `fer2013` is that of its
   * numbers: {@link EXPRESSIONS}. `alphabetical` is that of networks trained on folders, as Keras, PyTorch and FastAI number them:
   * angry, disgust, fear, happy, neutral, sad, surprise. A wrong order gives wrong labels without an error; `evaluate` shows it.
   * @default those in a file that ferkit or Teachable Machine exported
   */
  readonly labels?: readonly string[] | 'fer2013' | 'alphabetical';
  /**
   * The pixel values that the network expects. A network whose first layer scales them expects `0..255`.
   * @default that in a file that ferkit or Teachable Machine exported
   */
  readonly scaling?: Scaling;
  /** Size of the input in pixels, and its channels, for networks that accept any size. @default that of the network */
  readonly input?: { readonly width: number; readonly height: number; readonly channels?: Channels };
  /** Of an `.h5` file with weights alone: the JSON of their network, which Keras' `model.to_json()` returns. */
  readonly architecture?: ByteSource;
  /**
   * Adds a softmax to a network that ends in logits. Without it such a network is refused, as its scores are no probabilities.
   * @default false
   */
  readonly addSoftmax?: boolean;
  /** @default 'auto' */
  readonly backend?: BackendChoice;
}

export const importModelTable: OptionTable<ImportModelOptions, 'backend' | 'addSoftmax'> = {
  labels: either(labelsRule(2), oneOf('fer2013', 'alphabetical')),
  scaling: scalingRule,
  input: inputRule(1),
  architecture: custom('a file as a path, URL, bytes or File', (value) => value !== null && value !== ''),
  addSoftmax: withDefault(false, flagRule),
  backend: withDefault('auto', backendRule),
  signal: signalRule,
};

/** The orders of the seven expressions of FER2013. */
const ORDERS = { fer2013: EXPRESSIONS, alphabetical: /* @__PURE__ */ EXPRESSIONS.toSorted() } as const;

/**
 * Imports a network of another library: a `.keras` file, an `.h5` file of Keras 2 or 3 with the whole model, or with weights alone beside
 * the JSON of their network, an `.onnx` file, or a folder with the `model.json` of tfjs. Sequential and functional networks of the layers that
 * `docs/exchange.md` lists, with one input of one channel of grey or three of red, green and blue, and a softmax at the end.
 *
 * Scaling layers at its start, and a layer before the softmax that divides the logits, become the model's preprocessing and
 * temperature. Initializers, regularizers and optimizers are not imported. `metadata.assumedOrder` of the model names the order of
 * labels that were given and not read from the file.
 *
 * @param source - the file or the folder, as a path, URL, bytes or `File`; of a tfjs model also its files together
 *
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
  const resolved = resolveOptions(options, importModelTable);
  const { signal } = resolved;
  checkSource(source);
  const scaling = resolved.scaling === undefined ? undefined : toMeanAndDeviation(resolved.scaling);
  const backend = await selectBackend(resolved.backend, { signal });
  const engine = engineOf(backend);
  const file = await engine.runAsync(() => openExchange(source, resolved));
  signal?.throwIfAborted();
  const { ferkitMetadata } = file;
  const given = scaling ?? file.scaling;
  const chosen = typeof resolved.labels === 'string' ? ORDERS[resolved.labels] : resolved.labels;
  const labels = chosen ?? ferkitMetadata?.labels ?? file.labels;
  if (labels === undefined) throw labelsUnknown(file);
  if (given === undefined) throw scalingUnknown(file.name);

  const assumedOrder = chosen === undefined ? ferkitMetadata?.assumedOrder : orderOf(chosen);

  const completed = resolved.addSoftmax ? { ...file, network: appendSoftmax(file) } : file;
  const { network, metadata } = foldPreprocessing(completed, labels, given);
  checkOutput(network, labels, file.name);
  return admitNetwork(
    {
      network: await build(network, file.name, engine),
      metadata: {
        ...metadata,
        architecture: ferkitMetadata?.architecture ?? { id: 'imported', options: {} },
        ...(ferkitMetadata?.provenance === undefined ? {} : { provenance: ferkitMetadata.provenance }),
        ...(assumedOrder === undefined ? {} : { assumedOrder }),
      },
      backend,
      source: file.name,
      isBuilt: false,
    },
    { signal },
  );
}

/** Names the order of labels. */
function orderOf(labels: readonly string[]): NonNullable<ModelMetadata['assumedOrder']> {
  if (labels.join() === EXPRESSIONS.join()) return 'fer2013';
  return labels.every((label, index) => index === 0 || labels[index - 1]! < label) ? 'alphabetical' : 'other';
}

/** Returns the number in the metadata if it equals the one found in the layers, which is rounded to 32 bits. */
const unrounded = (found: number, written: number | undefined): number =>
  written !== undefined && Math.abs(found - written) <= 1e-6 * Math.max(Math.abs(written), 0.01) ? written : found;

/** Turns the scaling and temperature layers of a network into metadata. */
function foldPreprocessing(
  { network: whole, ferkitMetadata, temperature }: OpenedExchange,
  labels: readonly string[],
  inputScaling: MeanAndDeviation,
): { readonly network: Network; readonly metadata: Omit<ModelMetadata, 'architecture'> } {
  const scaled = foldScaling(resolveNormalization(whole), inputScaling);
  const calibrated = foldTemperature(separateSoftmax(scaled.network));
  const [height, width, channels] = calibrated.network[0]!.shape;
  return {
    network: calibrated.network,
    metadata: {
      schema: 1,
      labels: [...labels],
      input: { width: width!, height: height!, channels: channels === 3 ? 3 : 1 },
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

/** The order of outputs is in no file but those of ferkit, and a guess would give wrong labels without an error. */
function labelsUnknown({ name, network }: OpenedExchange): Error {
  const outputs = outputOf(network).shape.join(' x ');
  const orders =
    outputs === String(EXPRESSIONS.length)
      ? `{ labels: 'alphabetical' } for a network that was trained on folders of images, { labels: 'fer2013' } for one trained on fer2013.csv, or `
      : '';
  return incompatible('labels', {
    failed: `The labels of ${name} are unknown`,
    expected: 'labels in the file or in the options',
    received: `a network of ${outputs} outputs without names`,
    next: `Pass to importModel ${orders}the names of its outputs in their order: { labels: ['angry', 'happy'] }.`,
  });
}

function scalingUnknown(name: string): Error {
  return incompatible('scaling', {
    failed: `The scaling of ${name} is unknown`,
    expected: 'scaling in the file or in the options',
    received: 'nothing',
    next: 'Pass it to importModel: { scaling: "0..1" }.',
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
    received: `one that ends in ${describeEnd(operation)}`,
    ...(hasLogits(network) ? { next: 'If these are logits, add a softmax with the option { addSoftmax: true }.' } : {}),
  });
}

/** True if nothing that bounds numbers is known to come last. */
function hasLogits(network: Network): boolean {
  const { operation } = outputOf(network);
  return !('activation' in operation) || operation.activation === 'linear';
}

/** @throws MODEL_INCOMPATIBLE if the network ends in an activation: a softmax of probabilities makes all scores similar. */
function appendSoftmax({ network, name }: OpenedExchange): Network {
  const last = outputOf(network);
  if (hasLogits(network)) {
    const operation = { type: 'Activation', activation: 'softmax' } as const;
    return [...network, { ...last, name: freeName(network, 'softmax'), operation, inputs: [last.name], weights: {} }];
  }
  throw incompatible('output', {
    failed: `No softmax can be added to ${name}`,
    expected: 'a network that ends in logits',
    received: `one that ends in ${describeEnd(last.operation)}`,
    next: 'Leave out the option addSoftmax.',
  });
}

const describeEnd = (operation: Operation): string =>
  `${operation.type}${'activation' in operation ? ` with ${operation.activation}` : ''}`;

async function build(network: Network, source: string, engine: Engine): Promise<tf.LayersModel> {
  try {
    engine.use();
    return buildLayers(network);
  } catch (cause) {
    // First, because an engine without memory throws plain errors, too.
    const error = await engine.toError(cause);
    throw isFerError(error) ? error : networkUnusable('layers', source, error);
  }
}
