import { FerError } from '../../errors';
import { storageBusy, storageFailed } from '../storageErrors';
import { hasIndexedDb, listIndexedDb, removeIndexedDb, writeIndexedDb } from './indexedDb';
import { isIndexedDbTarget } from './isIndexedDbTarget';

// What keeps files in the browser, in one part of the package: most pages keep none.

export { openIndexedDb } from './indexedDb';

/** `Platform.hasFile` for the browser: only `indexeddb:name` keeps what was written. */
export async function hasFile(target: string): Promise<boolean> {
  return isIndexedDbTarget(target) && (await hasIndexedDb(target));
}

function noSuchPlace(failed: string, target: string): FerError<'STORAGE_FAILED'> {
  return new FerError('STORAGE_FAILED', {
    failed: `Cannot ${failed} "${target}"`,
    expected: '"indexeddb:name" or "download:name"',
    received: 'a path, and a browser has none',
    target,
  });
}

/** `Platform.writeFile` for the browser: `indexeddb:name` keeps, `download:name` hands to the user. */
export async function writeFile(target: string, bytes: Uint8Array): Promise<void> {
  if (!isIndexedDbTarget(target) && !isDownloadTarget(target)) throw noSuchPlace('write', target);
  try {
    if (isDownloadTarget(target)) downloadFile(target, bytes);
    else await writeIndexedDb(target, bytes);
  } catch (error) {
    throw storageFailed('write', target, error);
  }
}

/** `Platform.removeFile` for the browser. */
export async function removeFile(target: string): Promise<void> {
  if (!isIndexedDbTarget(target)) throw noSuchPlace('remove', target);
  try {
    await removeIndexedDb(target);
  } catch (error) {
    throw storageFailed('remove', target, error);
  }
}

/** `Platform.removeMatching` for the browser. Nothing of what was handed to the user as a download is left to remove. */
export async function removeMatching(folder: string, matches: (name: string) => boolean): Promise<void> {
  if (isDownloadTarget(folder)) return;
  if (!isIndexedDbTarget(folder)) throw noSuchPlace('remove', folder);
  try {
    const prefix = `${folder}/`;
    for (const target of await listIndexedDb()) {
      if (target.startsWith(prefix) && matches(target.slice(prefix.length))) await removeIndexedDb(target);
    }
  } catch (error) {
    throw storageFailed('remove', folder, error);
  }
}

const SCHEME = 'download:';

/** Whether text asks for a download: `download:model.json`. */
export function isDownloadTarget(target: string): boolean {
  return target.startsWith(SCHEME);
}

/**
 * Offers bytes to the user as a download, under the last part of the name: browsers turn a slash into another character, and
 * a model's files are found by their names. Needs a page, a worker has none.
 */
export function downloadFile(target: string, bytes: Uint8Array): void {
  if (typeof document === 'undefined') throw new Error('A download needs a page, and this is a worker');
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const link = document.createElement('a');
  link.href = url;
  link.download = target.slice(Math.max(SCHEME.length, target.lastIndexOf('/') + 1));
  link.click();
  // Safari starts reading only after the click's task has ended.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * `Platform.lock` for the browser: the lock that the browser keeps for all pages and workers of a site, and that ends with the
 * page. Pages that are not served securely have none, and what is handed over as a download needs none.
 */
export async function lockFile(target: string): Promise<() => Promise<void>> {
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined || !isIndexedDbTarget(target)) return () => Promise.resolve();
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  return new Promise((resolve, reject) => {
    const ended = locks.request(`ferkit:${target}`, { ifAvailable: true }, (lock) => {
      if (lock === null) {
        const next = 'Wait for it to end, or choose another name.';
        throw storageBusy(target, 'another page, worker or run of this site', next);
      }
      resolve(() => {
        release();
        return ended;
      });
      return released;
    });
    ended.catch(reject);
  });
}
