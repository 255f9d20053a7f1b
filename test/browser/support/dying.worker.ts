import { serveWorker } from '@ferkit/core/worker';

// What a bug in a page's own worker code does, while a call is under way.
self.addEventListener('message', (event: MessageEvent<{ type: string }>) => {
  if (event.data.type !== 'classify') return;
  event.stopImmediatePropagation();
  throw new Error('a bug in the worker');
});
serveWorker();
