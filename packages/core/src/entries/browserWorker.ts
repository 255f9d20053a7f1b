/** The worker of `@ferkit/core/browser`, and of `createWorkerClassifier` in Node. It is no import of the package: both start it. */
import { serveWorker } from '../worker/serveWorker';

serveWorker();
