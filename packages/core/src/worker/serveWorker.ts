import { serializeError } from '../SerializedError';
import { FerError } from '../errors';
import { isProtocol, PROTOCOL, type WorkerReply, type WorkerRequest } from './WorkerMessage';
import { WorkerService } from './WorkerService';

const hasNumber = ({ id }: { readonly id?: unknown }): boolean => typeof id === 'number';

/**
 * Makes a worker serve a classifier, and training runs, to the page that started it. To be called in the worker's own
 * script, which needs no other line.
 * @throws OPTION_INVALID where this is no worker
 *
 * @example
 * ```ts
 * // ferkit.worker.ts
 * import { serveWorker } from '@ferkit/core/worker';
 * serveWorker();
 * ```
 */
export function serveWorker(): void {
  if (!('WorkerGlobalScope' in globalThis)) {
    throw new FerError('OPTION_INVALID', {
      option: 'worker',
      failed: 'Cannot serve a classifier here',
      expected: 'the script of a worker',
      received: 'a page, or Node',
      next: 'Give this file to new Worker(new URL(...), { type: "module" }) instead of importing it.',
    });
  }
  const reply = (message: WorkerReply, transfer: Transferable[] = []): void => self.postMessage(message, { transfer });
  const service = new WorkerService();
  const running = new Map<number, AbortController>();

  const answer = async (request: Exclude<WorkerRequest, { type: 'abort' | 'closeStream' }>): Promise<void> => {
    const { id } = request;
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const { result, transfer } = await service.run(request, controller.signal, (event) => {
        reply({ ferkit: PROTOCOL, type: 'event', id, event });
      });
      reply({ ferkit: PROTOCOL, type: 'result', id, result }, transfer);
    } catch (error) {
      reply({ ferkit: PROTOCOL, type: 'error', id, error: serializeError(error) });
    } finally {
      running.delete(id);
    }
  };

  self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isProtocol(data)) return;
    const request = data as WorkerRequest;
    if (request.type === 'abort') running.get(request.id)?.abort();
    else if (request.type === 'closeStream') service.closeStream(request.stream);
    // To a call without a number nobody could find the answer.
    else if (hasNumber(request)) void answer(request);
  });
}
