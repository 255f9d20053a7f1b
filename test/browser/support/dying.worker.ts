import { serveWorker } from '@ferkit/core/worker';

// Simulates a bug in the worker's own code during a call.
self.addEventListener('message', (event: MessageEvent<{ type: string }>) => {
  if (event.data.type !== 'classify') return;
  event.stopImmediatePropagation();
  throw new Error('a bug in the worker');
});
serveWorker();
