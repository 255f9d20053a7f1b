import type { BackendDevice, BackendProvider } from './BackendProvider';

const activations = new WeakMap<BackendProvider, Promise<BackendDevice>>();

/** Activates a provider once per process; a failure is forgotten, so that a later call tries again. */
export function activateProvider(provider: BackendProvider): Promise<BackendDevice> {
  const known = activations.get(provider);
  if (known !== undefined) return known;
  const activation = provider.activate().catch((error: unknown) => {
    activations.delete(provider);
    throw error;
  });
  activations.set(provider, activation);
  return activation;
}
