import { serveWorker } from '@ferkit/core/worker';

// A policy that forbids something to a worker tells nobody but the worker.
const channel = new BroadcastChannel('violations');
self.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  channel.postMessage(`worker: ${effectiveDirective} ${blockedURI}`);
});
// What the test of the watching asks for.
self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (typeof data === 'string') void fetch(data).catch(() => undefined);
});
serveWorker();
