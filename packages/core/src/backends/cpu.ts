import { skipAdvertisement } from '../tfjs/CpuBackend';
import { startEngine } from '../tfjs/engineRegistry';
import type { BackendProvider } from './BackendProvider';

/** Plain JavaScript: slow, always available, and the reference for the self-test of all other backends. */
export const cpu: BackendProvider = {
  name: 'cpu',
  engine: 'cpu',
  needsGpu: false,
  async activate() {
    skipAdvertisement(await startEngine('cpu'));
    return { device: 'JavaScript, 1 thread', accelerated: false };
  },
};
