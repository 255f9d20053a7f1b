import { serveWorker } from '@ferkit/core/worker';
import { loseDevice } from './loseDevice';

// Loses its own device on request, as after a driver crash.
self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (data === 'webgpu' || data === 'webgl') loseDevice[data]();
});
serveWorker();
