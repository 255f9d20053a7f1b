import { serveWorker } from '@ferkit/core/worker';
serveWorker({ decoder: () => import('mediabunny') });
