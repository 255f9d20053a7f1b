import { FerError } from '../../errors';
import { storageBusy, storageFailed } from '../storageErrors';
import { hasIndexedDb, listIndexedDb, removeIndexedDb, writeIndexedDb } from './indexedDb';
import { isIndexedDbTarget } from './isIndexedDbTarget';

// The file storage of the browser: one chunk of the package, loaded on first use, because most pages store no files.

export { openIndexedDb } from './indexedDb';

/** `Platform.hasFile` for the browser: only `indexeddb:name` is stored. */
export async function hasFile(target: string): Promise<boolean> {
  return isIndexedDbTarget(target) && (await hasIndexedDb(target));
}

function targetUnsupported(failed: string, target: string): FerError<'STORAGE_FAILED'> {
  return new FerError('STORAGE_FAILED', {
    failed: `Cannot ${failed} "${target}"`,
    expected: '"indexeddb:name" or "download:name"',
    received: 'a path, and a browser has none',
    target,
  });
}

/** `Platform.writeFile` for the browser: `indexeddb:name` is stored, `download:name` is offered as a download. */
export async function writeFile(target: string, bytes: Uint8Array): Promise<void> {
  if (!isIndexedDbTarget(target) && !isDownloadTarget(target)) throw targetUnsupported('write', target);
  try {
    if (isDownloadTarget(target)) downloadFile(target, bytes);
    else await writeIndexedDb(target, bytes);
  } catch (error) {
    throw storageFailed('write', target, error);
  }
}

/** `Platform.removeFile` for the browser. */
export async function removeFile(target: string): Promise<void> {
  if (!isIndexedDbTarget(target)) throw targetUnsupported('remove', target);
  try {
    await removeIndexedDb(target);
  } catch (error) {
    throw storageFailed('remove', target, error);
  }
}

/** `Platform.removeMatching` for the browser. Downloads cannot be removed. */
export async function removeMatching(folder: string, matches: (name: string) => boolean): Promise<void> {
  if (isDownloadTarget(folder)) return;
  if (!isIndexedDbTarget(folder)) throw targetUnsupported('remove', folder);
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

/** True for a download, e.g. `download:model.json`. */
function isDownloadTarget(target: string): boolean {
  return target.startsWith(SCHEME);
}

/**
 * Offers bytes to the user as a download, named by the last part of the target: browsers replace slashes, and the files of a
 * model are found by their names. Requires a page; workers have no downloads.
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
 * `Platform.lock` for the browser: a Web Lock, which all pages and workers of a site share, and which ends with the page. Does
 * nothing for downloads, and on insecure pages, which have no Web Locks.
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
