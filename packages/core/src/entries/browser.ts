// The public API of `@ferkit/core/browser`: all other subpaths and tfjs as one module with its chunks, for pages without a bundler.
import { provideWorker, startScript } from '../worker/ownWorker';

export * from '../index';
export * from './exchange';
export * from './worker';
export * as tf from '@tensorflow/tfjs';

// Written out, so that bundlers find the script too. Its name alone they leave as it is.
const create = (): Worker => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
provideWorker(() => startScript('worker.js', import.meta.url, create));
