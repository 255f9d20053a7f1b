import { backendProviders } from '#backends';
import { type Abortable, untilAborted } from '../abortable';
import { FerError, isFerError, type Refusal } from '../errors';
import { importChunk } from '../importChunk';
import { Engine } from '../tfjs/Engine';
import { isLost } from '../tfjs/engineRegistry';
import type {
  BackendChoice,
  BackendDevice,
  BackendInfo,
  BackendProvider,
  BackendStatus,
  SelectBackendOptions,
} from './BackendProvider';
import { refusalOf, unavailableOf } from './refusals';

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
      const info: BackendInfo = { name: provider.name, ...found, refused };
      const engine = new Engine(provider.name, provider.engine);
      engine.use();
      engines.set(info, engine);
      return info;
    } catch (error) {
      signal?.throwIfAborted();
      if (typeof choice === 'string' && choice !== 'auto' && isFerError(error, 'BACKEND_UNSOUND')) throw error;
      refused.push(refusalOf(provider.name, error));
    }
  }
  throw unavailableOf(refused);
}

/** The engine of each selected backend; the info itself stays plain data. */
const engines = new WeakMap<BackendInfo, Engine>();

/**
 * The engine of a selected backend, which tensor work on that backend runs on.
 * @throws BACKEND_UNAVAILABLE for an info that `selectBackend` did not return in this thread, such as one from another thread
 */
export function engineOf(info: BackendInfo): Engine {
  const engine = engines.get(info);
  if (engine !== undefined) return engine;
  throw new FerError('BACKEND_UNAVAILABLE', {
    failed: `The backend "${info.name}" was not selected in this thread`,
    next: 'Call selectBackend first.',
    refused: [{ name: info.name, reason: 'not selected in this thread' }],
  });
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

/** Activates a provider once per process; a failure or a lost device is forgotten, so that a later call tries again. */
const activateProvider = oncePerProvider((provider) => provider.activate());

/**
 * Activates a provider and tests it against the cpu backend, once per process; a failure is forgotten, so that a later
 * call tries again.
 *
 * @throws BACKEND_UNSOUND, SOURCE_UNREADABLE where the test cannot be loaded
 */
const activateSoundProvider = oncePerProvider(async (provider) => {
  const device = await activateProvider(provider);
  // Comes after the engine, which a page waits for far longer.
  const { selfTest } = await importChunk('self-test of backends', () => import('./selfTest'));
  await selfTest(provider);
  return device;
});

function oncePerProvider(
  work: (provider: BackendProvider) => Promise<BackendDevice>,
): (provider: BackendProvider) => Promise<BackendDevice> {
  const outcomes = new WeakMap<BackendProvider, Promise<BackendDevice>>();
  return (provider) => {
    const known = outcomes.get(provider);
    if (known !== undefined && !isLost(provider.engine)) return known;
    const outcome = work(provider).catch((error: unknown) => {
      outcomes.delete(provider);
      throw error;
    });
    outcomes.set(provider, outcome);
    return outcome;
  };
}

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
