import { FerError } from '../../errors';
import { storageFailed } from '../storageFailed';
import { downloadFile, isDownloadTarget } from './downloadFile';
import { listIndexedDb, removeIndexedDb, writeIndexedDb } from './indexedDb';
import { isIndexedDbTarget } from './isIndexedDbTarget';

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
