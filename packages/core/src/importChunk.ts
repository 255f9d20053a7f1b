import { FerError, isFerError } from './errors';
import { withinLimit } from './timeLimit';

/** Seconds for a chunk over a slow connection: the largest has 1.5 MB after compression. A request may never be answered. */
const LOAD_LIMIT = 120;

/**
 * Loads a chunk of the package on first use.
 * @param part - its name for messages, e.g. "face detector"
 * @param load - its `import()`
 * @param next - the next step if its file is missing
 * @throws SOURCE_UNREADABLE if its file cannot be loaded, or throws when it runs
 */
export async function importChunk<T>(
  part: string,
  load: () => Promise<T>,
  next = "Serve all files of the bundler's output.",
): Promise<T> {
  try {
    return await withinLimit(load(), LOAD_LIMIT, (limit) => new Error(`failed to load within ${limit}`));
  } catch (cause) {
    if (isFerError(cause)) throw cause;
    if ('ServiceWorkerGlobalScope' in globalThis) throw refusedByServiceWorker(part, cause);
    const isMissing = isMissingModule(cause);
    const failed = `${isMissing ? 'Cannot load' : 'Cannot run'} the ${part}, a separate chunk of the package`;
    const details = { source: part, failed, received: nameAndMessage(cause), ...(isMissing ? { next } : {}) };
    throw new FerError('SOURCE_UNREADABLE', details, { cause });
  }
}

/** Service workers may import no module on demand, wherever its file is. */
function refusedByServiceWorker(part: string, cause: unknown): FerError {
  const failed = `Cannot load the ${part}, a separate chunk of the package`;
  const received =
    'a service worker, which may import no chunks: import @ferkit/core/browser/single, which is one file';
  const next =
    'Or let your bundler write one file, or classify in a page, such as the offscreen document of an extension.';
  return new FerError('SOURCE_UNREADABLE', { source: part, failed, received, next }, { cause });
}

/** The messages of browsers, bundlers and Node about a module that they do not find. Any other error was thrown by its code. */
const MISSING =
  /fetch dynamically imported module|error loading dynamically imported|importing a module script failed|loading (css )?chunk|cannot find (package|module)|failed to (resolve|load)|could(n't| not) resolve|bare specifier/i;

/** True if an `import()` failed because a module could not be found or fetched, false if the module itself threw. */
export const isMissingModule = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'ChunkLoadError' || MISSING.test(error.message));

/** The name and the first line of the message of a caught value. */
export function nameAndMessage(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.split('\n', 1)[0]!.trim();
}
