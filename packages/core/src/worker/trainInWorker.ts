import type { AmbientType } from '../AmbientType';
import * as tf from '@tensorflow/tfjs';
import { reviveError } from '../SerializedError';
import type { BackendChoice } from '../backends/BackendProvider';
import { choiceOf, engineOf } from '../backends/selectBackend';
import type { Dataset } from '../datasets/Dataset';
import { copyColumns } from '../datasets/copyColumns';
import type { DatasetColumns } from '../datasets/DatasetColumns';
import { FerError } from '../errors';
import type { FerModel } from '../models/FerModel';
import { encodeModel } from '../models/encodeModel';
import { splitTrainData, type TrainData, type TrainOptions, type TrainResult } from '../training/TrainOptions';
import { WorkerConnection } from './WorkerConnection';
import type { SerializedTraining } from './protocol';
import { serializeBackend } from './serialize';

/** Options of {@link trainInWorker}: the worker, and the options of `train`. */
export interface WorkerTrainOptions extends TrainOptions {
  /** A worker whose script calls `serveWorker`. It is terminated at the end of the run. */
  readonly worker: AmbientType<'Worker'>;
  /** The backend of the worker. Relative URLs of WebAssembly files are relative to the page. @default that of the model */
  readonly backend?: BackendChoice;
}

/**
 * Trains a model in a worker, so that the page stays responsive, with the same result as `train`. The page's model receives
 * the new weights at the end of the run, also of an aborted one; until then it can be used with its old weights.
 * @throws the errors of `train`; WORKER_FAILED if the worker fails, which leaves the model unchanged
 *
 * @example
 * ```ts
 * const { history } = await trainInWorker(model, dataset, {
 *   worker: new Worker(new URL('./ferkit.worker.ts', import.meta.url), { type: 'module' }),
 *   epochs: 10,
 *   onEvent: (event) => event.type === 'epoch' && draw(event),
 *   signal: controller.signal,
 * });
 * ```
 */
export async function trainInWorker(
  model: FerModel,
  data: TrainData | Dataset,
  options: WorkerTrainOptions,
): Promise<TrainResult> {
  const { worker, backend = choiceOf(model.backend), signal, onEvent, ...recipe } = options;
  const connection = new WorkerConnection(worker);
  try {
    signal?.throwIfAborted();
    model.assertUsable();
    const sets = splitTrainData(data);
    const transfer: Transferable[] = [];
    const training: SerializedTraining = {
      model: await serializeModel(model),
      backend: serializeBackend(backend),
      train: serializeDataset(sets.train, transfer),
      ...(sets.validation === undefined ? {} : { validation: serializeDataset(sets.validation, transfer) }),
      options: recipe,
    };
    const { weights, metadata, outcome } = await connection.call(
      'train',
      { training },
      { signal, onEvent, transfer, awaitAborted: true },
    );
    writeWeights(model, weights);
    model.annotate({
      temperature: metadata.temperature,
      ...(metadata.provenance === undefined ? {} : { provenance: metadata.provenance }),
    });
    if ('result' in outcome) return outcome.result;
    signal?.throwIfAborted();
    throw reviveError(outcome.error);
  } finally {
    connection.end(new FerError('DISPOSED', { object: 'Worker', failed: 'The training run in the worker has ended' }));
  }
}

async function serializeModel(model: FerModel): Promise<readonly File[]> {
  const { file, weightsName, bytes } = await encodeModel(model, 'float32');
  return [new File([file], 'model.json'), new File([bytes as Uint8Array<ArrayBuffer>], weightsName)];
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
