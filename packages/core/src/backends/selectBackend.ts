import { backendProviders } from '#backends';
import { type Abortable, untilAborted } from '../abortable';
import { FerError, isFerError, type Refusal } from '../errors';
import { importChunk } from '../importChunk';
import {
  checkOption,
  defaultsOf,
  flagRule,
  optionInvalid,
  type OptionTable,
  resolveOptions,
  signalRule,
  withDefault,
} from '../options';
import { Engine } from '../tfjs/Engine';
import { assertOneVersion, isLost, isStarted } from '../tfjs/engineRegistry';
import { withinLimit } from '../timeLimit';
import type {
  BackendChoice,
  BackendDevice,
  BackendInfo,
  BackendName,
  BackendProvider,
  BackendStatus,
  SelectBackendOptions,
  WasmChoice,
  WasmSettings,
} from './BackendProvider';
import { choiceRule } from './backendRule';
import { refusalOf, unavailable, unavailableOf } from './refusals';

export const selectBackendTable: OptionTable<SelectBackendOptions, 'verify'> = {
  verify: withDefault(true, flagRule),
  signal: signalRule,
};

/** The defaults of {@link SelectBackendOptions}. */
export const selectBackendDefaults: Required<Pick<SelectBackendOptions, 'verify'>> =
  /* @__PURE__ */ defaultsOf(selectBackendTable);

/**
 * Selects a backend, starts it, tests it, and makes it current.
 *
 * A single name selects that backend or throws. `auto` takes the first backend that works, a GPU before the processor; a list takes
 * the first of the list that works. Both give in `refused` the backends that were passed over, with reasons. Each backend is
 * started and tested once per process, however often it is selected.
 *
 * @param choice - `auto`, a name, or names in order of preference; `{ name: 'wasm', paths, threads }` is wasm with files that the page
 * serves, or with a number of threads
 * @throws BACKEND_UNAVAILABLE if no chosen backend can run here; `details.refused` has each reason and, if there is one, the install
 * command
 * @throws BACKEND_UNSOUND if the results of a backend selected by a single name differ from the cpu backend's
 * @throws OPTION_INVALID for a name that this platform does not know, and for settings of wasm if it already runs with others
 *
 * @example
 * ```ts
 * const backend = await selectBackend('auto');
 * console.log(`running on ${backend.name}: ${backend.device}`);
 *
 * const served = await selectBackend(['webgpu', { name: 'wasm', paths: '/assets/wasm/' }]);
 * ```
 */
export function selectBackend(
  choice: BackendChoice = 'auto',
  options: SelectBackendOptions = {},
): Promise<BackendInfo> {
  return selectFrom(backendProviders, choice, options);
}

/** {@link selectBackend} over a given table of providers. */
export async function selectFrom(
  providers: readonly BackendProvider[],
  choice: BackendChoice,
  options: SelectBackendOptions,
): Promise<BackendInfo> {
  const { signal, verify } = resolveOptions(options, selectBackendTable);
  const candidates = candidatesOf(providers, choice);
  // Here, because no other backend would help, and to install one neither.
  assertOneVersion(candidates.map(({ provider }) => provider.name));
  const refused: Refusal[] = [];
  const causes: unknown[] = [];
  for (const { provider, settings } of candidates) {
    signal?.throwIfAborted();
    try {
      const found = await untilAborted(activate(provider, settings), signal);
      if (choice === 'auto' && provider.needsGpu && !found.accelerated) {
        refused.push({ name: provider.name, reason: `no GPU does the work, only ${found.device}` });
        continue;
      }
      if (verify) await untilAborted(verifySound(provider), signal);
      const info: BackendInfo = { name: provider.name, ...found, refused };
      const engine = new Engine(provider.name, provider.engine);
      engine.use();
      engines.set(info, engine);
      if (choice === 'auto' && provider.name === 'cpu') {
        // A warning that cannot be loaded is no reason to refuse the backend; the info tells the same.
        await import('./warnOfCpu').then(
          ({ warnOfCpu }) => warnOfCpu(refused),
          () => undefined,
        );
      }
      return info;
    } catch (error) {
      signal?.throwIfAborted();
      // No other backend would help.
      if (isFerError(error, 'OPTION_INVALID') || isFerError(error, 'WORKER_FAILED')) throw error;
      if (choice !== 'auto' && !Array.isArray(choice) && isFerError(error, 'BACKEND_UNSOUND')) throw error;
      refused.push(refusalOf(provider.name, error));
      causes.push(error);
    }
  }
  throw unavailableOf(refused, causes.length === 1 ? causes[0] : new AggregateError(causes));
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

/** The choice that selects the same backend in another thread. */
export function choiceOf({ name }: BackendInfo): BackendName | WasmChoice {
  const provider = backendProviders.find((candidate) => candidate.name === name);
  const paths = provider && activations.get(provider)?.settings.paths;
  return name === 'wasm' && paths !== undefined ? { name, paths } : name;
}

interface Candidate {
  readonly provider: BackendProvider;
  readonly settings?: WasmSettings;
}

function candidatesOf(providers: readonly BackendProvider[], choice: BackendChoice): readonly Candidate[] {
  checkOption('backend', choice, choiceRule(providers));
  if (choice === 'auto') return providers.map((provider) => ({ provider }));
  return [choice].flat().map((chosen) => {
    const { name: wanted, ...settings } = typeof chosen === 'string' ? { name: chosen } : chosen;
    return { provider: providers.find(({ name }) => name === wanted)!, settings };
  });
}

/** A provider that was activated, or is about to be. */
interface Activation {
  readonly device: Promise<BackendDevice>;
  readonly settings: WasmSettings;
  /** Resolves if the engine passed the self-test; absent before its first test. */
  sound?: Promise<void>;
}

const activations = new WeakMap<BackendProvider, Activation>();

/**
 * Seconds that an engine may take. Each wait for a device is shorter, where it is known; these end waits of any other kind, such as a
 * driver that hangs at the first program of the self-test.
 */
const LIMITS = { start: 180, selfTest: 90 };

/**
 * Activates a provider once per process. A failure or a lost device is forgotten, so that a later call tries again.
 * @throws OPTION_INVALID if wasm already runs with other settings, and the errors of the provider
 */
function activate(provider: BackendProvider, settings: WasmSettings = {}): Promise<BackendDevice> {
  const running = isLost(provider.engine) ? undefined : activations.get(provider);
  const isFixed = running !== undefined || isStarted(provider.engine);
  const other = (['paths', 'threads'] as const).find(
    (name) =>
      settings[name] !== undefined && JSON.stringify(settings[name]) !== JSON.stringify(running?.settings[name]),
  );
  if (isFixed && other !== undefined) {
    throw optionInvalid(
      'backend',
      `the ${other} with which wasm was first started`,
      `other ${other}, while wasm runs`,
      `Select wasm with its ${other} before anything else uses it.`,
    );
  }
  if (running !== undefined) return running.device;
  const device = withinLimit(provider.activate(settings), LIMITS.start, (limit) =>
    unavailable(provider.name, `it did not start within ${limit}`),
  ).catch((error: unknown) => {
    activations.delete(provider);
    throw error;
  });
  activations.set(provider, { device, settings });
  return device;
}

/**
 * Tests an activated provider against the cpu backend, once per process. A failure is forgotten, so that a later call tries again.
 * @throws BACKEND_UNSOUND, SOURCE_UNREADABLE if the test cannot be loaded
 */
async function verifySound(provider: BackendProvider): Promise<void> {
  const activation = activations.get(provider)!;
  const test = async (): Promise<void> => {
    // Loaded after the engine, which is much larger, so that it does not delay it.
    const { selfTest } = await importChunk('self-test of backends', () => import('./selfTest'));
    await withinLimit(selfTest(provider), LIMITS.selfTest, (limit) =>
      unavailable(provider.name, `its self-test did not end within ${limit}`),
    );
  };
  activation.sound ??= test().catch((error: unknown) => {
    delete activation.sound;
    throw error;
  });
  await activation.sound;
}

export const diagnoseBackendsTable: OptionTable<Abortable> = { signal: signalRule };

/**
 * Tries every backend of this platform. Reports for each the device it runs on, or the reason why it does not run and the command to
 * install it. The current backend does not change.
 *
 * @returns one status per backend, in the order in which `auto` tries them
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * for (const status of await diagnoseBackends()) {
 *   console.log(status.name, status.available ? status.device : status.reason);
 * }
 * ```
 */
export async function diagnoseBackends(options: Abortable = {}): Promise<readonly BackendStatus[]> {
  const { signal } = resolveOptions(options, diagnoseBackendsTable);
  const statuses: BackendStatus[] = [];
  for (const provider of backendProviders) {
    signal?.throwIfAborted();
    const { name } = provider;
    try {
      const device = await untilAborted(activate(provider), signal);
      await untilAborted(verifySound(provider), signal);
      statuses.push({ name, available: true, ...device });
    } catch (error) {
      signal?.throwIfAborted();
      statuses.push({ ...refusalOf(name, error), name, available: false });
    }
  }
  return statuses;
}
