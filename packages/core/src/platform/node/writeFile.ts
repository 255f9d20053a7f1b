import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { storageFailed } from '../storageFailed';
import { temporaryFor } from './temporaryFile';
import { toPath } from './toPath';

async function flushToDisk(path: string, flags: string, bytes?: Uint8Array): Promise<void> {
  const file = await open(path, flags);
  try {
    if (bytes !== undefined) await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** `Platform.writeFile` for Node: temporary file in the same folder, flush, rename. */
export async function writeFile(target: string, bytes: Uint8Array): Promise<void> {
  let temporary: string | undefined;
  try {
    const path = toPath(target) ?? target;
    const folder = dirname(path);
    await mkdir(folder, { recursive: true });
    temporary = temporaryFor(path);
    await flushToDisk(temporary, 'wx', bytes);
    await rename(temporary, path);
    // Flushes the rename itself; some systems do not let a folder be opened, and the content is safe without it.
    await flushToDisk(folder, 'r').catch(() => undefined);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
    throw storageFailed('write', target, error);
  }
}
