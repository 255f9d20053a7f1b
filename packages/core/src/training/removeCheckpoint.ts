import { platform } from '#platform';

/**
 * Removes the checkpoint of a run that is over or given up, also where it lies in a browser's IndexedDB. Nothing happens where
 * there is none.
 * @param path - what `train` was given
 * @throws STORAGE_FAILED; STORAGE_BUSY where a run is writing it
 *
 * @example
 * ```ts
 * await train(model, fer, { checkpoint: 'indexeddb:my-run' });
 * await removeCheckpoint('indexeddb:my-run');
 * ```
 */
export async function removeCheckpoint(path: string): Promise<void> {
  const release = await platform.lock(path);
  try {
    await platform.removeFile(path);
  } finally {
    await release();
  }
}
