import * as tf from '@tensorflow/tfjs';
import { loadPart } from '../loadPart';
import type { BackendDevice, BackendProvider } from './BackendProvider';
import { lossOf } from './engineHealth';

/** Activates a provider once per process; a failure or a lost device is forgotten, so that a later call tries again. */
export const activateProvider = oncePerProvider((provider) => provider.activate());

/**
 * Activates a provider and tests it against the cpu backend, once per process; a failure is forgotten, so that a later
 * call tries again.
 *
 * @throws BACKEND_UNSOUND, SOURCE_UNREADABLE where the test cannot be loaded
 */
export const activateSoundProvider = oncePerProvider(async (provider) => {
  const device = await activateProvider(provider);
  // Comes after the engine, which a page waits for far longer.
  const { selfTest } = await loadPart('self-test of backends', () => import('./selfTest'));
  await selfTest(provider);
  return device;
});

function oncePerProvider(
  work: (provider: BackendProvider) => Promise<BackendDevice>,
): (provider: BackendProvider) => Promise<BackendDevice> {
  const outcomes = new WeakMap<BackendProvider, Promise<BackendDevice>>();
  return (provider) => {
    const known = outcomes.get(provider);
    if (known !== undefined && !isLost(provider)) return known;
    const outcome = work(provider).catch((error: unknown) => {
      outcomes.delete(provider);
      throw error;
    });
    outcomes.set(provider, outcome);
    return outcome;
  };
}

/** Whether what was activated has lost its device since. */
function isLost({ engine }: BackendProvider): boolean {
  const running = tf.engine().registry[engine];
  return running !== undefined && lossOf(running) !== undefined;
}
