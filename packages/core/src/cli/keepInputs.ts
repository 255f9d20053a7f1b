import { stat } from 'node:fs/promises';
import { isImagePath } from '../imagePaths';
import { UsageError } from './failures';
import { isArchiveName } from './inputs/openArchive';

/**
 * Protects what a command reads from its own output, before anything is written.
 * @param inputs - files that the command reads
 * @param flag - that names the output
 * @throws UsageError if the output is one of them, an image or archive that exists, or no file
 */
export async function keepInputs(
  out: string,
  inputs: readonly string[],
  flag: '--out' | '--html' = '--out',
): Promise<void> {
  if (out === '-') {
    throw new UsageError(
      flag === '--out'
        ? '--out takes a file: for standard output leave --out away, and choose a --format.'
        : `${flag} takes a file, not standard output.`,
    );
  }
  const target = await stat(out).catch(() => undefined);
  if (target === undefined) return;
  if (target.isDirectory()) throw new UsageError(`${flag} takes a file, and "${out}" is a folder.`);
  for (const input of inputs) {
    const source = await stat(input).catch(() => undefined);
    if (source?.ino !== target.ino || source.dev !== target.dev) continue;
    throw new UsageError(`${flag} "${out}" is a file that this command reads: choose another name.`);
  }
  if (isImagePath(out) || isArchiveName(out)) {
    throw new UsageError(`${flag} "${out}" is an image or archive that exists: choose another name.`);
  }
}
