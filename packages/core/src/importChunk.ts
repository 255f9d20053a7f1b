import { FerError, isFerError } from './errors';
import { withinLimit } from './timeLimit';

/** Seconds for a chunk over a slow connection: the largest has 1.5 MB after compression. A request may never be answered. */
const LOAD_LIMIT = 120;
/** Seconds for the chunk that explains a failure, which the same connection may not give. */
const EXPLAIN_LIMIT = 10;

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
    // If that chunk does not load either, both have the same reason.
    const explain = withinLimit(import('./importFailure'), EXPLAIN_LIMIT, () => new Error());
    const { importFailure } = await explain.catch(() => {
      const failed = `Cannot load the ${part}, a separate chunk of the package`;
      const received = 'ServiceWorkerGlobalScope' in globalThis ? IN_SERVICE_WORKER : String(cause);
      throw new FerError('SOURCE_UNREADABLE', { source: part, isOwnPart: true, failed, received }, { cause });
    });
    throw importFailure(part, cause, next);
  }
}

/** Service workers may import no module on demand, wherever its file is. */
const IN_SERVICE_WORKER = 'a service worker, which may import no chunks; @ferkit/core/browser/single is one file';
