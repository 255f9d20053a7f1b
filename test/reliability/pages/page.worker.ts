import { serveWorker } from '@ferkit/core/worker';

// Violations of the content security policy in a worker are reported to the worker only.
const channel = new BroadcastChannel('violations');
self.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  channel.postMessage(`worker: ${effectiveDirective} ${blockedURI}`);
});
// Requests an address for the control test.
self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (typeof data === 'string') void fetch(data).catch(() => undefined);
});
serveWorker();
