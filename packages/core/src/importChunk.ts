import { FerError } from './errors';

/**
 * Loads a part of the package that only some programs need.
 * @param part - for messages: "face detector"
 * @param load - an `import()` of it
 * @param next - what to do where it is missing
 * @throws SOURCE_UNREADABLE where its file cannot be loaded
 */
export async function importChunk<T>(
  part: string,
  load: () => Promise<T>,
  next = "Serve all files of the bundler's output.",
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const failed = `Cannot load the ${part}, which is a part of the package of its own`;
    throw new FerError('SOURCE_UNREADABLE', { source: part, failed, next }, { cause });
  }
}
