/** The worker of `@ferkit/core/browser`. It is no import of the package: pages start it. */
import { serveWorker } from '../worker/serveWorker';

serveWorker();
