import type { BackendDevice, BackendProvider } from './BackendProvider';
import { selfTest } from './selfTest';

/** Activates a provider once per process; a failure is forgotten, so that a later call tries again. */
export const activateProvider = oncePerProvider((provider) => provider.activate());

/**
 * Activates a provider and tests it against the cpu backend, once per process; a failure is forgotten, so that a later
 * call tries again.
 *
 * @throws BACKEND_UNSOUND
 */
export const activateSoundProvider = oncePerProvider(async (provider) => {
  const device = await activateProvider(provider);
  await selfTest(provider);
  return device;
});

function oncePerProvider(
  work: (provider: BackendProvider) => Promise<BackendDevice>,
): (provider: BackendProvider) => Promise<BackendDevice> {
  const outcomes = new WeakMap<BackendProvider, Promise<BackendDevice>>();
  return (provider) => {
    const known = outcomes.get(provider);
    if (known !== undefined) return known;
    const outcome = work(provider).catch((error: unknown) => {
      outcomes.delete(provider);
      throw error;
    });
    outcomes.set(provider, outcome);
    return outcome;
  };
}
