import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** A file, or a folder that cannot be read. */
export interface WalkedPath {
  readonly path: string;
  readonly error?: Error;
}

/**
 * The files below a folder, in the order of their whole paths, whatever order the file system has. Holds the names of one
 * folder at a time, and of those around it.
 * @param wants - which files are meant, by their paths; of the others not even the names are held
 * @throws the signal's reason
 */
export async function* walkFolder(
  folder: string,
  wants: (path: string) => boolean,
  signal: AbortSignal,
): AsyncGenerator<WalkedPath, void, undefined> {
  let names: readonly string[];
  try {
    names = await listNames(folder, wants, signal);
  } catch (error) {
    signal.throwIfAborted();
    // It went away, or may not be entered; those beside it may.
    yield { path: folder, error: error as Error };
    return;
  }
  for (const name of names) {
    if (name.endsWith('/')) yield* walkFolder(join(folder, name.slice(0, -1)), wants, signal);
    else yield { path: join(folder, name) };
  }
}

async function listNames(folder: string, wants: (path: string) => boolean, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of await opendir(folder)) {
    // Somebody may name a whole disk, in which next to nothing is wanted.
    signal.throwIfAborted();
    // With its slash a folder stands where the paths of its files do: "a-b.png" is before "a/b.png".
    if (entry.isDirectory()) names.push(`${entry.name}/`);
    else if (entry.isFile() && wants(join(folder, entry.name))) names.push(entry.name);
  }
  return names.sort();
}
