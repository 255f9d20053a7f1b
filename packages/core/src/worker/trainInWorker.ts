import type { Dataset } from '../datasets/Dataset';
import { importChunk } from '../importChunk';
import type { FerModel } from '../models/FerModel';
import type { TrainData } from '../training/TrainOptions';
import type { TrainResult } from '../training/TrainEvent';
import type { WorkerTrainOptions } from './WorkerTrainOptions';

/**
 * Trains a model in a worker, so that the page stays responsive, with the same result as `train`. The page's model receives
 * the new weights at the end of the run, also of an aborted or stopped one; until then it can be used with its old weights. The worker
 * does not wait for promises that `onEvent` returns; the events are delivered one after another.
 * @throws the errors of `train`, OPTION_INVALID before the worker is used; WORKER_FAILED if the worker fails, which leaves the model unchanged
 *
 * @example
 * ```ts
 * const { history } = await trainInWorker(model, dataset, {
 *   epochs: 10,
 *   onEvent: (event) => event.type === 'epoch' && draw(event),
 *   signal: controller.signal,
 * });
 * ```
 */
export async function trainInWorker(
  model: FerModel,
  data: TrainData | Dataset,
  options: WorkerTrainOptions = {},
): Promise<TrainResult> {
  const { sendTraining } = await importChunk('training in a worker', () => import('./sendTraining'));
  return sendTraining(model, data, options);
}
