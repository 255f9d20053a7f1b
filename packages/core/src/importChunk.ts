import { FerError, isFerError } from './errors';
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
    // If that chunk does not load either, both have the same reason.
    const { importFailure } = await import('./importFailure').catch(() => {
      const failed = `Cannot load the ${part}, a separate chunk of the package`;
      const reason = 'ServiceWorkerGlobalScope' in globalThis ? IN_SERVICE_WORKER : { received: String(cause) };
      throw new FerError('SOURCE_UNREADABLE', { source: part, failed, ...reason }, { cause });
    });
    throw importFailure(part, cause, next);
  }
}

/** Service workers may import no module on demand, wherever its file is. */
const IN_SERVICE_WORKER = {
  received: 'a service worker, which may import no chunks: import @ferkit/core/browser/single, which is one file',
  next: 'Or let your bundler write one file, or classify in a page, such as the offscreen document of an extension.',
};
