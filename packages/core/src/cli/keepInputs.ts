import { stat } from 'node:fs/promises';
import { isImagePath } from '../imagePaths';
import { UsageError } from './failures';
import { isArchiveName } from './inputs/openArchive';

/**
 * Protects what a command reads from its own `--out`, before anything is written.
 * @param inputs - files that the command reads
 * @throws UsageError if the output is one of them, an image or archive that exists, or no file
 */
export async function keepInputs(out: string, inputs: readonly string[]): Promise<void> {
  if (out === '-') {
    throw new UsageError('--out takes a file: for standard output leave --out away, and choose a --format.');
  }
  const target = await stat(out).catch(() => undefined);
  if (target === undefined) return;
  if (target.isDirectory()) throw new UsageError(`--out takes a file, and "${out}" is a folder.`);
  for (const input of inputs) {
    const source = await stat(input).catch(() => undefined);
    if (source?.ino !== target.ino || source.dev !== target.dev) continue;
    throw new UsageError(`--out "${out}" is a file that this command reads: choose another name.`);
  }
  if (isImagePath(out) || isArchiveName(out)) {
    throw new UsageError(`--out "${out}" is an image or archive that exists: choose another name.`);
  }
}
