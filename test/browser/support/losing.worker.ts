import { serveWorker } from '@ferkit/core/worker';
import { loseDevice } from './loseDevice';

// Takes its own device away when it is told to, as a driver does that breaks down.
self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (data === 'webgpu' || data === 'webgl') loseDevice[data]();
});
serveWorker();
