import { serveWorker } from '@ferkit/core/worker';
serveWorker();
