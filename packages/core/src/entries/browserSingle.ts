// The public API of `@ferkit/core/browser/single`: `@ferkit/core/browser` without chunks, which service workers may not import on demand. It is
// its own worker.
import { provideWorker, startScript, WORKER_NAME } from '../worker/ownWorker';
import { serveWorker } from '../worker/serveWorker';

export * from '../index';
export * from './exchange';
export * from './worker';
export * as tf from '@tensorflow/tfjs';

const create = (): Worker => new Worker(import.meta.url, { type: 'module', name: WORKER_NAME });
if ('DedicatedWorkerGlobalScope' in globalThis && self.name === WORKER_NAME) serveWorker();
else provideWorker(() => startScript('', import.meta.url, create));
