import * as tf from '@tensorflow/tfjs';
import { reviveError } from '../SerializedError';
import type { WasmOptions } from '../backends/locateWasm';
import { engineOf } from '../backends/selectBackend';
import { Dataset } from '../datasets/Dataset';
import { FerError } from '../errors';
import type { FerModel } from '../models/FerModel';
import { encodeModel } from '../models/encodeModel';
import type { TrainData, TrainOptions, TrainResult } from '../training/TrainOptions';
import { splitsOf } from '../training/checkTrainOptions';
import { WorkerConnection } from './WorkerConnection';
import { sendDataset, sendWasm, type SentTraining } from './WorkerMessage';

/** Options of {@link trainInWorker}: those of `train`, and the worker. */
export interface WorkerTrainOptions extends TrainOptions {
  /** A worker whose script calls `serveWorker`. It ends with the run. */
  readonly worker: Worker;
  /** Where the WebAssembly files are served, as for `configureWasm`. @default none is needed */
  readonly wasm?: WasmOptions;
}

/**
 * Trains a model as `train` does, in a worker, so that the page stays smooth meanwhile. The model of the page is given the
 * new weights when the run ends, however it does, and can be used in the meantime as it was.
 * @throws what `train` throws; WORKER_FAILED where the worker breaks off, which leaves the model as it was
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
  call: WorkerTrainOptions,
): Promise<TrainResult> {
  const { worker, wasm, signal, onEvent, ...options } = call;
  const connection = new WorkerConnection(worker);
  try {
    signal?.throwIfAborted();
    model.assertUsable();
    const sets = data instanceof Dataset ? splitsOf(data) : data;
    const transfer: Transferable[] = [];
    const training: SentTraining = {
      model: await sendModel(model),
      backend: model.backend.name,
      train: sendDataset(sets.train, transfer),
      ...(sets.validation === undefined ? {} : { validation: sendDataset(sets.validation, transfer) }),
      ...(wasm === undefined ? {} : { wasm: sendWasm(wasm) }),
      options,
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
    connection.end(new FerError('DISPOSED', { object: 'Worker', failed: 'The run in the worker is over' }));
  }
}

async function sendModel(model: FerModel): Promise<readonly File[]> {
  const { file, weightsName, bytes } = await encodeModel(model, 'float32');
  return [new File([file], 'model.json'), new File([bytes as Uint8Array<ArrayBuffer>], weightsName)];
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
