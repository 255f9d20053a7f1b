import { startEngine } from '../tfjs/engineRegistry';
import type { BackendProvider } from './BackendProvider';

/** Plain JavaScript: slow, always there, and the reference that the others are tested against. */
export const cpu: BackendProvider = {
  name: 'cpu',
  engine: 'cpu',
  needsGpu: false,
  async activate() {
    const instance: unknown = await startEngine('cpu');
    // The engine prints an advertisement for tfjs-node at its first tensor unless it believes that it had one.
    (instance as { firstUse: boolean }).firstUse = false;
    return { device: 'JavaScript, 1 thread', accelerated: false };
  },
};
