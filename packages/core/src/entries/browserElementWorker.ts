// `@ferkit/core/worker` for the custom element: a chunk of dist/browser, above which the worker lies.
import { provideWorker, startScript } from '../worker/ownWorker';

export * from './worker';

// Written out, so that bundlers find the script too. Its name alone they leave as it is.
const create = (): Worker => new Worker(new URL('../worker.js', import.meta.url), { type: 'module' });
provideWorker(() => startScript('../worker.js', import.meta.url, create));
