import type { AmbientType } from '../AmbientType';
import type { BackendChoice } from '../backends/BackendProvider';
import type { OptionTable } from '../options';
import { trainTable, type TrainOptions, type TrainRecipe } from '../training/TrainOptions';
import type { ThreadWorker } from './createWorkerClassifier';
import { workerRule } from './WorkerConnection';
import { backendRule } from './serialize';

/** Options of `trainInWorker`: the worker, and the options of `train`. */
export interface WorkerTrainOptions extends TrainOptions {
  /**
   * A worker whose script calls `serveWorker`. It is terminated at the end of the run.
   * @default a worker of its own
   */
  readonly worker?: AmbientType<'Worker'> | ThreadWorker | undefined;
  /** The backend of the worker. Relative URLs of WebAssembly files are relative to the page. @default that of the model */
  readonly backend?: BackendChoice;
}

export const workerTrainTable: OptionTable<WorkerTrainOptions, keyof TrainRecipe | 'workers'> = {
  ...trainTable,
  worker: workerRule,
  backend: backendRule,
};
