import { platform } from '#platform';
import { serializeError } from '../SerializedError';
import { FerError } from '../errors';
import type { ClassifyVideoOptions } from '../inference/Video';
import { callbackRule, checkOptions, type OptionTable } from '../options';
import { locatePackagedFiles } from '../packagedFiles';
import { isFerkitMessage, PROTOCOL, type WorkerReply, type WorkerRequest } from './protocol';
import { WorkerService } from './WorkerService';

/** Options of {@link serveWorker}. */
export interface ServeWorkerOptions {
  /**
   * Imports the package mediabunny, so that the worker decodes films in browsers by WebCodecs: `() => import('mediabunny')`.
   * @default the page decodes films, and sends their pictures
   */
  readonly decoder?: ClassifyVideoOptions['decoder'];
}

export const serveWorkerTable: OptionTable<ServeWorkerOptions> = { decoder: callbackRule };

/**
 * Serves classification (`createWorkerClassifier`) and training (`trainInWorker`) to the page that started the worker.
 * Call it in the worker's script, which needs no other statement.
 * @throws OPTION_INVALID outside of a worker, or for a wrong option
 *
 * @example
 * ```ts
 * // ferkit.worker.ts
 * import { serveWorker } from '@ferkit/core/worker';
 * serveWorker();
 * ```
 * @example
 * A worker that decodes films:
 * ```ts
 * serveWorker({ decoder: () => import('mediabunny') });
 * ```
 */
export function serveWorker(options: ServeWorkerOptions = {}): void {
  checkOptions(options, serveWorkerTable);
  const isOfPage = 'WorkerGlobalScope' in globalThis;
  const { threads } = platform;
  if (!isOfPage && threads?.isThread !== true) {
    throw new FerError('OPTION_INVALID', {
      option: 'worker',
      failed: 'serveWorker was called outside of a worker',
      expected: 'the script of a worker',
      received: 'a page, or the main thread of Node',
      next: 'Pass this file to new Worker(new URL(...), { type: "module" }) instead of importing it.',
    });
  }
  let reply = (message: WorkerReply, transfer: Transferable[] = []): void => self.postMessage(message, { transfer });
  const service = new WorkerService(options.decoder);
  const calls = new Map<number, Readonly<Record<'abort' | 'stop', AbortController>>>();

  const answer = async (
    request: Exclude<WorkerRequest, { type: 'locate' | 'abort' | 'stop' | 'closeStream' }>,
  ): Promise<void> => {
    const { id } = request;
    const [abort, stop] = [new AbortController(), new AbortController()];
    calls.set(id, { abort, stop });
    reply({ ferkit: PROTOCOL, type: 'received', id });
    try {
      const { result, transfer } = await service.run(
        request,
        { signal: abort.signal, stopSignal: stop.signal },
        (event) => {
          reply({ ferkit: PROTOCOL, type: 'event', id, event });
        },
      );
      reply({ ferkit: PROTOCOL, type: 'result', id, result }, transfer);
    } catch (error) {
      reply({ ferkit: PROTOCOL, type: 'error', id, error: serializeError(error) });
    } finally {
      calls.delete(id);
    }
  };

  const receive = (data: unknown): void => {
    if (!isFerkitMessage(data)) return;
    const request = data as WorkerRequest;
    if (request.type === 'locate') locatePackagedFiles(request.files);
    else if (request.type === 'abort' || request.type === 'stop') calls.get(request.id)?.[request.type].abort();
    else if (request.type === 'closeStream') service.closeStream(request.stream);
    // A call without an id is ignored: the page could not match a reply to it.
    else if (typeof (request.id as unknown) === 'number') void answer(request);
  };
  if (isOfPage) self.addEventListener('message', ({ data }: MessageEvent<unknown>) => receive(data));
  else reply = threads!.serve(receive);
}
