/** The worker of bundles: one script, which the build makes of all its code, and whose files are fetched. */
import { countArrived } from '../packagedArrival';
import { serveWorker } from '../worker/serveWorker';

countArrived('code');
serveWorker();
