// The public API of `@ferkit/core/worker`: `serveWorker` for the worker's script, the rest for the page.
export type { AmbientType } from '../AmbientType';
export {
  createWorkerClassifier,
  type ThreadWorker,
  type WorkerClassifierOptions,
} from '../worker/createWorkerClassifier';
export { serveWorker, type ServeWorkerOptions } from '../worker/serveWorker';
export { trainInWorker } from '../worker/trainInWorker';
export type { WorkerTrainOptions } from '../worker/WorkerTrainOptions';
