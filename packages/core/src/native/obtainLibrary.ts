import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LibraryChoice } from './chooseLibrary';
import { hashFile } from './hashFile';
import { indexAddress } from './indexAddress';
import type { InstallNativeOptions } from './installNative';
import type { NativeTarget } from './NativeTarget';
import { obtainWheel, type Wheel } from './obtainWheel';

/** A TensorFlow that lies on the disk. */
export interface ObtainedLibrary {
  readonly library: ({ readonly kind: 'wheel' } & Wheel) | { readonly kind: 'folder'; readonly path: string };
  /** Takes away what was downloaded and nobody asked to keep. To be called when it has been used: after a failure it saves a second download. */
  readonly release: () => Promise<void>;
}

/**
 * Gets the chosen TensorFlow onto the disk.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export async function obtainLibrary(
  choice: LibraryChoice,
  { gpu, index, cache, environment, report, signal }: InstallNativeOptions,
  target: NativeTarget,
): Promise<ObtainedLibrary> {
  const nothing = (): Promise<void> => Promise.resolve();
  if (choice.kind === 'folder') return { library: choice, release: nothing };
  if (choice.kind === 'wheel') {
    return { library: { ...choice, sha256: await hashFile(choice.path, signal) }, release: nothing };
  }
  const place = {
    index: await indexAddress(index, environment),
    folder: cache ?? join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ferkit'),
    gpu,
  };
  const wheel = await obtainWheel(choice.version, place, target, report, signal);
  return {
    library: { kind: 'wheel', ...wheel },
    release: () => (cache === undefined ? rm(wheel.path, { force: true }) : nothing()),
  };
}
