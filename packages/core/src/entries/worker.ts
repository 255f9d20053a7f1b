// The public surface of `@ferkit/core/worker`: one function for the worker's script, the others for the page.
export type { FaceClassifier } from '../worker/WorkerClassifier';
export { createWorkerClassifier, type WorkerClassifierOptions } from '../worker/createWorkerClassifier';
export { serveWorker } from '../worker/serveWorker';
export { trainInWorker, type WorkerTrainOptions } from '../worker/trainInWorker';
export { WorkerClassifier } from '../worker/WorkerClassifier';
