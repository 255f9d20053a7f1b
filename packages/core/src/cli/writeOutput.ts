import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from './failures';

/**
 * Writes an output file, and creates missing folders above it.
 * @throws Failure
 */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (error) {
    throw new Failure(`Cannot write ${path}: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
}
