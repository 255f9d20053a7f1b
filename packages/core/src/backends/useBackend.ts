import { backendProviders } from '#backends';
import type { BackendInfo } from './BackendProvider';
import { assertNotLost } from './engineHealth';
import { useEngine } from './useEngine';

/**
 * Makes a selected backend the current one of tfjs, at once and without waiting. tfjs has one current backend per
 * process, so whoever owns tensors calls this before each synchronous stretch of tensor work; between two such
 * stretches another model may have switched.
 *
 * @throws BACKEND_UNAVAILABLE where the backend was not selected in this process; BACKEND_LOST where its device is gone
 */
export function useBackend(info: Pick<BackendInfo, 'name'>): void {
  assertNotLost(info);
  const provider = backendProviders.find(({ name }) => name === info.name);
  useEngine(provider?.engine ?? info.name);
}
