import { backendProviders } from '#backends';
import type { Abortable } from '../abortable';
import { activateSoundProvider } from './activateProvider';
import type { BackendStatus } from './BackendProvider';
import { refusalOf } from './refusalOf';
import { untilAborted } from './untilAborted';

/**
 * Tries every backend of this platform and tells what works, on which device, and otherwise why not and what to
 * install. The current backend stays as it is.
 *
 * @returns one status per backend, in the order in which `auto` tries them
 *
 * @example
 * ```ts
 * for (const status of await diagnoseBackends()) {
 *   console.log(status.name, status.available ? status.device : status.reason);
 * }
 * ```
 */
export async function diagnoseBackends({ signal }: Abortable = {}): Promise<readonly BackendStatus[]> {
  const statuses: BackendStatus[] = [];
  for (const provider of backendProviders) {
    signal?.throwIfAborted();
    const { name } = provider;
    try {
      const device = await untilAborted(activateSoundProvider(provider), signal);
      statuses.push({ name, available: true, ...device });
    } catch (error) {
      signal?.throwIfAborted();
      statuses.push({ ...refusalOf(name, error), name, available: false });
    }
  }
  return statuses;
}
