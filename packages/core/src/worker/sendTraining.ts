import * as tf from '@tensorflow/tfjs';
import { reviveError } from '../SerializedError';
import { choiceOf, engineOf } from '../backends/selectBackend';
import { Dataset } from '../datasets/Dataset';
import { copyColumns } from '../datasets/copyColumns';
import type { DatasetColumns } from '../datasets/DatasetColumns';
import { FerError } from '../errors';
import { checkModel, type FerModel } from '../models/FerModel';
import { encodeModel } from '../models/encodeModel';
import { notify } from '../notify';
import { checkOptions } from '../options';
import type { TrainData } from '../training/TrainOptions';
import type { TrainEvent, TrainResult } from '../training/TrainEvent';
import { ownPartsOf } from '../training/OwnParts';
import { claimModel } from '../training/claimModel';
import { resolveRecipe } from '../training/resolveRecipe';
import { checkTrainData } from '../training/splitTrainData';
import { openConnection } from './WorkerConnection';
import { type WorkerTrainOptions, workerTrainTable } from './WorkerTrainOptions';
import type { SerializedTraining } from './protocol';
import { serializeBackend } from './serialize';

/** Implements `trainInWorker`; a chunk of its own, because pages that only classify need neither tensors nor datasets. */
export async function sendTraining(
  model: FerModel,
  data: TrainData | Dataset,
  options: WorkerTrainOptions,
): Promise<TrainResult> {
  const check = (): void => {
    checkOptions(options, workerTrainTable);
    checkSendable(options);
  };
  const connection = openConnection(options, check);
  let release: (() => void) | undefined;
  try {
    check();
    checkModel(model);
    const { worker: _, backend = choiceOf(model.backend), signal, stopSignal, onEvent, ...given } = options;
    const { checkpoint: __, workers: ___, callbacks: ____, ...recipe } = given;
    // Found here, wrong options need no worker.
    resolveRecipe(recipe, model.labels);
    const checked = checkTrainData(data);
    signal?.throwIfAborted();
    release = claimModel(model);
    const transfer: Transferable[] = [];
    const training: SerializedTraining = {
      model: await serializeModel(model),
      backend: serializeBackend(backend),
      data: serializeData(checked, transfer),
      options: given,
    };
    let failure: { readonly error: unknown } | undefined;
    const listen = async (event: TrainEvent): Promise<void> => {
      try {
        await notify(onEvent, event, { signal });
      } catch (error) {
        failure = { error };
        throw error;
      }
    };
    const call = { signal, stopSignal, onEvent: listen, transfer, awaitAborted: true };
    const { weights, metadata, outcome } = await connection.call('train', { training }, call);
    writeWeights(model, weights);
    model.annotate({
      temperature: metadata.temperature,
      ...(metadata.provenance === undefined ? {} : { provenance: metadata.provenance }),
    });
    throwFailure(failure);
    if ('result' in outcome) return outcome.result;
    signal?.throwIfAborted();
    throw reviveError(outcome.error);
  } finally {
    release?.();
    connection.end(new FerError('DISPOSED', { object: 'Worker', failed: 'The training run in the worker has ended' }));
  }
}

/** @throws OPTION_INVALID for own parts */
function checkSendable({ callbacks = [], ...recipe }: WorkerTrainOptions): void {
  const [own] = [...ownPartsOf(recipe), ...callbacks.map(({ name }) => ({ option: 'callbacks', name }))];
  if (own === undefined) return;
  throw new FerError('OPTION_INVALID', {
    option: own.option,
    failed: `Cannot train in a worker: "${own.name}" of the option "${own.option}" has functions, which cannot be sent to one`,
    expected: 'built-in parts',
    received: 'one of your own',
    next:
      own.option === 'callbacks'
        ? 'Watch the run with onEvent.'
        : 'Call train on this thread, or in a worker script of your own.',
  });
}

function throwFailure(failure: { readonly error: unknown } | undefined): void {
  if (failure !== undefined) throw failure.error;
}

/** Of one dataset, all samples but those of the test split, which training does not use. */
function serializeData(data: TrainData | Dataset, transfer: Transferable[]): SerializedTraining['data'] {
  if (data instanceof Dataset) {
    // Without training samples, this throws the error of `train`.
    data.selectSplit('train');
    return serializeDataset(
      data.filter(({ split }) => split !== 'test'),
      transfer,
    );
  }
  const { train, validation } = data;
  return {
    train: serializeDataset(train, transfer),
    ...(validation === undefined ? {} : { validation: serializeDataset(validation, transfer) }),
  };
}

async function serializeModel(model: FerModel): Promise<SerializedTraining['model']> {
  const { file, weightsName, bytes } = await encodeModel(model, 'float32');
  return [
    { name: 'model.json', content: file },
    { name: weightsName, content: bytes as Uint8Array<ArrayBuffer> },
  ];
}

/**
 * Copies the columns of a dataset for `postMessage`.
 * @param transfer - collects the objects to transfer
 */
function serializeDataset(dataset: Dataset, transfer: Transferable[]): DatasetColumns {
  return copyColumns(dataset, (bytes) => {
    const buffer = new ArrayBuffer(bytes);
    transfer.push(buffer);
    return buffer;
  });
}

function writeWeights(model: FerModel, bytes: Uint8Array): void {
  model.assertUsable();
  const expected =
    4 * model.layers.weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
  if (bytes.byteLength !== expected) {
    throw new FerError('WORKER_FAILED', {
      reason: 'it returned the weights of another network',
      failed: 'The worker returned weights that do not fit the model',
      expected: `${expected} bytes`,
      received: `${bytes.byteLength} bytes`,
      next: 'Use the same version of @ferkit/core in page and worker.',
    });
  }
  engineOf(model.backend).run(() => {
    let offset = bytes.byteOffset;
    for (const weight of model.layers.weights) {
      const size = tf.util.sizeFromShape(weight.shape as number[]);
      const values = new Float32Array(bytes.buffer, offset, size);
      weight.write(tf.tensor(values.slice(), weight.shape as number[]));
      offset += values.byteLength;
    }
  });
}
