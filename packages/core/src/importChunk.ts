import { FerError, isFerError, nameAndMessage } from './errors';
import { withinLimit } from './timeLimit';

/** Seconds for a chunk over a slow connection: the largest has 1.5 MB after compression. A request may never be answered. */
const LOAD_LIMIT = 120;

/**
 * Loads a chunk of the package on first use.
 * @param part - its name for messages, e.g. "face detector"
 * @param load - its `import()`
 * @param next - the next step if its file is missing
 * @throws SOURCE_UNREADABLE if its file cannot be loaded, or throws when it runs; PEER_MISSING if it imports a package that is not installed
 */
export async function importChunk<T>(part: string, load: () => Promise<T>, next?: string): Promise<T> {
  try {
    return await withinLimit(load(), LOAD_LIMIT, (limit) => new Error(`failed to load within ${limit}`));
  } catch (cause) {
    if (isFerError(cause)) throw cause;
    const explained = await import('./importFailure').catch(() => undefined);
    if (explained !== undefined) throw explained.importFailure(part, cause, next);
    if ('ServiceWorkerGlobalScope' in globalThis) throw refusedByServiceWorker(part, cause);
    // Nor does that chunk load: its reason is the same.
    const failed = `Cannot load the ${part}, a separate chunk of the package`;
    throw new FerError('SOURCE_UNREADABLE', { source: part, failed, received: nameAndMessage(cause) }, { cause });
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
