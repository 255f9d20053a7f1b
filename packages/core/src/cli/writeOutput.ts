import { type FileHandle, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from './failures';

/**
 * Writes an output file, which appears when it is complete, and creates missing folders above it.
 * @throws Failure
 */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  await explainFailure(path, async () => {
    const target = await stat(path).catch(() => undefined);
    // A pipe or a device, such as /dev/stdout, cannot be replaced.
    if (target?.isFile() === false) return writeFile(path, content);
    const part = `${path}.part`;
    try {
      await writeFile(part, content);
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  });
}

/**
 * Creates an output file that is written piece by piece, and missing folders above it.
 * @throws Failure
 */
export async function openOutput(path: string): Promise<FileHandle> {
  return explainFailure(path, () => open(path, 'w'));
}

async function explainFailure<Result>(path: string, write: () => Promise<Result>): Promise<Result> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return await write();
  } catch (error) {
    throw new Failure(`Cannot write ${path}: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
}
