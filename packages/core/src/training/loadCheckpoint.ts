import * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../abortable';
import type { BackendChoice } from '../backends/BackendProvider';
import { backendRule } from '../backends/backendRule';
import { engineOf, selectBackend } from '../backends/selectBackend';
import { type FerError, isFerError } from '../errors';
import { importChunk } from '../importChunk';
import type { FerModel } from '../models/FerModel';
import { parseMetadata } from '../models/parseModelFile';
import {
  checkOption,
  defaultsOf,
  oneOf,
  optionInvalid,
  type OptionTable,
  pathRule,
  resolveOptions,
  signalRule,
  withDefault,
} from '../options';
import { readBytes } from '../platform/readBytes';
import { assertStored, decodeCheckpoint } from './checkpoint';
import type { Safetensors } from './safetensors';
import { unflattenTensors } from './steps/weightGroups';

/**
 * Weights of a checkpoint: `best`, those of the best epoch so far, averaged where the run averages; `average`, the moving average of
 * `averageWeights`; `last`, those of the last step, not averaged.
 */
export type StoredWeights = 'best' | 'average' | 'last';

/** Options of {@link loadCheckpoint}. */
export interface LoadCheckpointOptions extends Abortable {
  /**
   * The weights that the model gets; `result` those with which the run would have ended here: `best` if the file has them, else `average`,
   * else `last`.
   * @default 'result'
   */
  readonly weights?: StoredWeights | 'result';
  /** @default 'auto' */
  readonly backend?: BackendChoice;
}

export const loadCheckpointTable: OptionTable<LoadCheckpointOptions, 'weights' | 'backend'> = {
  weights: withDefault('result', oneOf('result', 'best', 'average', 'last')),
  backend: withDefault('auto', backendRule),
  signal: signalRule,
};

/** The defaults of {@link LoadCheckpointOptions}. */
export const loadCheckpointDefaults: Required<Pick<LoadCheckpointOptions, 'weights' | 'backend'>> =
  /* @__PURE__ */ defaultsOf(loadCheckpointTable);

/** The result of {@link loadCheckpoint}. */
export interface LoadedCheckpoint {
  /** A new model, which is the caller's to train, save and dispose of. */
  readonly model: FerModel;
  /** The weights that it has. */
  readonly weights: StoredWeights;
  /** Finished epochs of the run. */
  readonly epochs: number;
}

const rule = /* @__PURE__ */ pathRule('the path of a checkpoint, or indexeddb:name');

/**
 * Makes a model of a checkpoint that `train` or `finetune` wrote, of a finished run or an unfinished one, whose file stays as it is. Its
 * weights begin a new run with options of its own, a fresh optimizer and a fresh schedule (a warm restart); to resume the old run exactly,
 * give `checkpoint` to `train` instead.
 * @param path - as it was given to `train`
 * @throws OPTION_INVALID, also for weights that it does not have; SOURCE_UNREADABLE where there is no such file; CHECKPOINT_CORRUPT if it
 * is damaged; MODEL_INCOMPATIBLE if it has layers of your own that are not registered; BACKEND_UNAVAILABLE
 *
 * @example
 * ```ts
 * const { model, weights, epochs } = await loadCheckpoint('run/checkpoint.safetensors', { weights: 'average' });
 * console.log(`${weights} weights after ${epochs} epochs`);
 * await train(model, fer, { epochs: 10, learningRate: 0.0005, schedule: 'one-cycle' });
 * ```
 */
export async function loadCheckpoint(path: string, options: LoadCheckpointOptions = {}): Promise<LoadedCheckpoint> {
  const { weights: wanted, backend: choice, signal } = resolveOptions(options, loadCheckpointTable);
  checkOption('path', path, rule);
  const { header, model: described, tensors } = await decodeCheckpoint(await readBytes(path, { signal }), path);
  const weights = wanted === 'result' ? resultOf(tensors) : wanted;
  if (!hasWeights(tensors, weights)) throw lacking(path, weights, tensors);
  const { topology, metadata } = JSON.parse(described) as {
    readonly topology: tf.io.ModelJSON['modelTopology'];
    readonly metadata: Readonly<Record<string, unknown>>;
  };
  const { provenance: _, ...kept } = parseMetadata({ ...metadata, temperature: 1 });
  const backend = await selectBackend(choice, { signal });
  const [{ deserializeNetwork }, { admitNetwork }, { networkUnusable }] = await importChunk('reader of networks', () =>
    Promise.all([
      import('../tfjs/deserializeNetwork'),
      import('../models/admitNetwork'),
      import('../models/networkUnusable'),
    ]),
  );
  const values = Object.entries(tensors).reduce(
    (
      sum,
      [
        name,
        {
          values: { length },
        },
      ],
    ) => sum + (name.startsWith('weight.') ? length : 0),
    0,
  );
  const engine = engineOf(backend);
  const network = await engine.runAsync(async () => {
    const built = await deserializeNetwork(topology, values).catch(async (cause: unknown) => {
      const error = await engine.toError(cause);
      throw isFerError(error) ? error : networkUnusable('modelTopology', path, error);
    });
    try {
      fill(built.weights, tensors, weights, path);
      return built;
    } catch (error) {
      built.dispose();
      throw error;
    }
  });
  const model = await admitNetwork({ network, metadata: kept, backend, source: path, isBuilt: false }, { signal });
  return { model, weights, epochs: header.position.epoch };
}

/** The weights with which a run ends. */
const resultOf = (tensors: Safetensors['tensors']): StoredWeights =>
  (['best', 'average'] as const).find((weights) => hasWeights(tensors, weights)) ?? 'last';

/** The names of the tensors in the file, in the order of the network's weights; the average is one flat tensor. */
const nameOf = (weights: StoredWeights, index: number): string =>
  weights === 'average' ? 'average' : `${weights === 'last' ? 'weight' : 'best'}.${index}`;

const hasWeights = (tensors: Safetensors['tensors'], weights: StoredWeights): boolean =>
  Object.hasOwn(tensors, nameOf(weights, 0));

function lacking(path: string, weights: StoredWeights, tensors: Safetensors['tensors']): FerError {
  const found = (['best', 'average', 'last'] as const).filter((name) => hasWeights(tensors, name));
  const why =
    weights === 'best'
      ? 'its run has finished no epoch with validation samples, or keeps the last weights'
      : 'its run has no averageWeights';
  return optionInvalid('weights', found.join(' or '), weights, `The checkpoint ${path} has none of these: ${why}.`);
}

/** The weights of a network come in the order in which the run wrote them, because the topology says which layers are frozen. */
function fill(
  targets: readonly tf.LayerVariable[],
  tensors: Safetensors['tensors'],
  weights: StoredWeights,
  path: string,
): void {
  const shapes = targets.map(({ shape }) => shape as number[]);
  if (weights === 'average') {
    assertStored(tensors, 'average', [shapes.reduce((sum, shape) => sum + tf.util.sizeFromShape(shape), 0)], path);
  } else {
    shapes.forEach((shape, index) => assertStored(tensors, nameOf(weights, index), shape, path));
  }
  tf.tidy(() => {
    const read = (name: string): tf.Tensor => {
      const { values, shape } = tensors[name]!;
      return tf.tensor(values, [...shape]);
    };
    const values =
      weights === 'average'
        ? unflattenTensors(read('average') as tf.Tensor1D, shapes)
        : shapes.map((_, index) => read(nameOf(weights, index)));
    targets.forEach((target, index) => target.write(values[index]!));
  });
}
