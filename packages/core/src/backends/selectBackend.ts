import * as tf from '@tensorflow/tfjs';
import { backendProviders } from '#backends';
import type { Abortable } from '../abortable';
import { FerError, isFerError, type Refusal } from '../errors';
import { activateProvider, activateSoundProvider } from './activateProvider';
import type { BackendChoice, BackendInfo, BackendProvider, SelectBackendOptions } from './BackendProvider';
import { bindEngine } from './engineHealth';
import { refusalOf } from './refusalOf';
import { unavailableOf } from './unavailable';
import { untilAborted } from './untilAborted';
import { useEngine } from './useEngine';

/** The defaults of {@link SelectBackendOptions}. */
export const selectBackendDefaults: SelectBackendOptions = { verify: true };

/**
 * Chooses what tensors run on, starts it, tests it, and makes it current.
 *
 * One name is that backend or an error. `auto` takes the first that works, a GPU before the processor; a list takes the
 * first of the list that works; both tell in `refused` what they passed over and why. Each backend is started and
 * tested once per process, whoever asks and how often.
 *
 * @param choice - `auto`, a name, or names in order of preference
 * @throws BACKEND_UNAVAILABLE where none of the choice can run here; `details.refused` has each reason and, where there
 * is one, the install command
 * @throws BACKEND_UNSOUND where a named backend computes something other than the cpu backend does
 * @throws OPTION_INVALID for a name that this platform does not know
 *
 * @example
 * ```ts
 * const backend = await selectBackend('auto');
 * console.log(`running on ${backend.name}: ${backend.device}`);
 * ```
 */
export function selectBackend(
  choice: BackendChoice = 'auto',
  options: Partial<SelectBackendOptions> & Abortable = {},
): Promise<BackendInfo> {
  return selectFrom(backendProviders, choice, options);
}

/** {@link selectBackend} over a given table of providers. */
export async function selectFrom(
  providers: readonly BackendProvider[],
  choice: BackendChoice,
  { signal, verify = selectBackendDefaults.verify }: Partial<SelectBackendOptions> & Abortable,
): Promise<BackendInfo> {
  const candidates = candidatesOf(providers, choice);
  const refused: Refusal[] = [];
  for (const provider of candidates) {
    signal?.throwIfAborted();
    try {
      const found = await untilAborted(activateProvider(provider), signal);
      if (choice === 'auto' && provider.needsGpu && !found.accelerated) {
        refused.push({ name: provider.name, reason: `no GPU does the work, only ${found.device}` });
        continue;
      }
      if (verify) await untilAborted(activateSoundProvider(provider), signal);
      useEngine(provider.engine);
      const info: BackendInfo = { name: provider.name, ...found, refused };
      bindEngine(info, tf.backend());
      return info;
    } catch (error) {
      signal?.throwIfAborted();
      if (typeof choice === 'string' && choice !== 'auto' && isFerError(error, 'BACKEND_UNSOUND')) throw error;
      refused.push(refusalOf(provider.name, error));
    }
  }
  throw unavailableOf(refused);
}

function candidatesOf(providers: readonly BackendProvider[], choice: BackendChoice): readonly BackendProvider[] {
  if (choice === 'auto') return providers;
  const names: readonly unknown[] = Array.isArray(choice) ? choice : [choice];
  const expected = `"auto", or any of ${providers.map(({ name }) => `"${name}"`).join(', ')}`;
  const invalid = (received: string): FerError =>
    new FerError('OPTION_INVALID', { failed: 'The backend is not known here', expected, received, option: 'backend' });
  if (names.length === 0) throw invalid('an empty list');
  return names.map((wanted) => {
    const provider = providers.find(({ name }) => name === wanted);
    if (provider === undefined) throw invalid(typeof wanted === 'string' ? `"${wanted}"` : typeof wanted);
    return provider;
  });
}
