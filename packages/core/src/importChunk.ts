import { FerError } from './errors';

/**
 * Loads a chunk of the package on first use.
 * @param part - its name for messages, e.g. "face detector"
 * @param load - its `import()`
 * @param next - the next step if it is missing
 * @throws SOURCE_UNREADABLE if its file cannot be loaded
 */
export async function importChunk<T>(
  part: string,
  load: () => Promise<T>,
  next = "Serve all files of the bundler's output.",
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const failed = `Cannot load the ${part}, a separate chunk of the package`;
    throw new FerError('SOURCE_UNREADABLE', { source: part, failed, next }, { cause });
  }
}
