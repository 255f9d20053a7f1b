import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FerError } from '../../errors';
import { storageFailed } from '../storageErrors';
import { reasonOf } from '../readErrors';
import { describeContent } from '../../textContent';
import { toPath } from './openBytes';

/**
 * The path of a file to write or to look for.
 * @throws STORAGE_FAILED for content, URLs, and names in a browser's storage, which would become files of such names
 */
export function toTarget(verb: string, target: string): string {
  const isUrl = /^((?!file:)[a-z][a-z\d+.-]+:\/\/|(blob|indexeddb|download):)/i.test(target);
  const received = describeContent(target) ?? (isUrl ? `"${target}"` : undefined);
  if (received === undefined) return toPath(target) ?? target;
  const failed = `Cannot ${verb} a file there`;
  throw new FerError('STORAGE_FAILED', { failed, expected: 'a path', received, target: received });
}

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
    const path = toTarget('write', target);
    const folder = dirname(path);
    await mkdir(folder, { recursive: true });
    temporary = temporaryFor(path);
    await flushToDisk(temporary, 'wx', bytes);
    await rename(temporary, path);
    // Flushes the rename. Some systems cannot open a folder; the content is safe without it.
    await flushToDisk(folder, 'r').catch(() => undefined);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
    throw storageFailed('write', target, error);
  }
}

/** `Platform.appendFile` for Node. */
export async function appendFile(target: string, bytes: Uint8Array): Promise<void> {
  try {
    await flushToDisk(toTarget('write', target), 'a', bytes);
  } catch (error) {
    throw storageFailed('write', target, error);
  }
}

/** `Platform.hasFile` for Node. */
export async function hasFile(target: string): Promise<boolean> {
  return stat(toTarget('read', target)).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** `Platform.removeFile` for Node. */
export async function removeFile(target: string): Promise<void> {
  try {
    await unlink(toTarget('remove', target));
  } catch (error) {
    if (reasonOf(error) !== 'ENOENT') throw storageFailed('remove', target, error);
  }
}

/** `Platform.removeMatching` for Node. */
export async function removeMatching(folder: string, matches: (name: string) => boolean): Promise<void> {
  try {
    const path = toTarget('remove', folder);
    for (const name of await readdir(path)) {
      if (matches(name)) await rm(join(path, name), { force: true });
    }
  } catch (error) {
    throw storageFailed('remove', folder, error);
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const prefixOf = (path: string): string => `.${basename(path)}.`;

/** A unique temporary name beside a file. */
export const temporaryFor = (path: string): string => join(dirname(path), `${prefixOf(path)}${randomUUID()}.tmp`);

/** Removes temporary files of killed writers. Call it only while no other process writes the file. */
export function removeTemporaries(path: string): void {
  const prefix = prefixOf(path);
  for (const name of readdirSync(dirname(path))) {
    const isOurs = name.startsWith(prefix) && name.endsWith('.tmp') && UUID.test(name.slice(prefix.length, -4));
    if (isOurs) rmSync(join(dirname(path), name), { force: true });
  }
}
