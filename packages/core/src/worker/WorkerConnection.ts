import { isSerializedError, reviveError } from '../SerializedError';
import type { Abortable } from '../abortable';
import { FerError } from '../errors';
import {
  type CallType,
  isProtocol,
  PROTOCOL,
  type WorkerCalls,
  type WorkerReply,
  type WorkerRequest,
} from './WorkerMessage';

/** What accompanies a call. */
export interface CallOptions<Type extends CallType> extends Abortable {
  readonly onEvent?: ((event: WorkerCalls[Type]['event']) => void) | undefined;
  readonly transfer?: readonly Transferable[];
  /** Whether an aborted call is still waited for, since the worker has something to give back. @default false */
  readonly awaitAborted?: boolean;
}

interface PendingCall {
  readonly resolve: (result: WorkerCalls[CallType]['result']) => void;
  readonly reject: (error: unknown) => void;
  readonly onEvent: (event: WorkerCalls[CallType]['event']) => void;
}

/** The page's end of the line to a worker that serves ferkit: calls, their answers, and what goes wrong on the way. */
export class WorkerConnection {
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingCall>();
  #calls = 0;
  #broken: FerError | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', this.#receive);
    worker.addEventListener('error', this.#break);
    worker.addEventListener('messageerror', this.#break);
  }

  /**
   * Asks the worker for something. An abort rejects at once with the signal's reason, and the worker stops in its own time.
   * @throws WORKER_FAILED, DISPOSED, and what the worker threw, as the error that it was
   */
  async call<Type extends CallType>(
    type: Type,
    request: WorkerCalls[Type]['request'],
    { signal, onEvent, transfer = [], awaitAborted = false }: CallOptions<Type> = {},
  ): Promise<WorkerCalls[Type]['result']> {
    signal?.throwIfAborted();
    if (this.#broken !== undefined) throw this.#broken;
    const id = ++this.#calls;
    let stopListening = (): void => undefined;
    try {
      return await new Promise<WorkerCalls[Type]['result']>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject, onEvent: (event) => onEvent?.(event) });
        const onAbort = (): void => {
          this.#post({ ferkit: PROTOCOL, type: 'abort', id });
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason is passed on as it is
          if (!awaitAborted) reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        stopListening = () => signal?.removeEventListener('abort', onAbort);
        this.#post({ ferkit: PROTOCOL, type, id, ...request } as WorkerRequest, transfer);
      });
    } finally {
      stopListening();
      this.#pending.delete(id);
    }
  }

  /** Tells the worker that no further frame of a stream will come. */
  closeStream(stream: number): void {
    if (this.#broken === undefined) this.#post({ ferkit: PROTOCOL, type: 'closeStream', stream });
  }

  /** Ends the worker. Whatever still waits for it is rejected with the error, and so is every later call. */
  end(error: FerError): void {
    if (this.#broken !== undefined) return;
    this.#broken = error;
    this.#worker.removeEventListener('message', this.#receive);
    this.#worker.removeEventListener('error', this.#break);
    this.#worker.removeEventListener('messageerror', this.#break);
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(error);
  }

  #post(message: WorkerRequest, transfer: readonly Transferable[] = []): void {
    this.#worker.postMessage(message, [...transfer]);
  }

  readonly #receive = ({ data }: MessageEvent<unknown>): void => {
    if (!isProtocol(data)) return;
    const reply = data as WorkerReply;
    const call = this.#pending.get(reply.id);
    if (call === undefined) return;
    switch (reply.type) {
      case 'event':
        call.onEvent(reply.event);
        return;
      case 'result':
        call.resolve(reply.result);
        return;
      case 'error':
        if (isSerializedError(reply.error)) {
          call.reject(reviveError(reply.error));
          return;
        }
    }
    this.#breakOff('a reply that cannot be understood');
  };

  readonly #break = (event: Event): void => {
    // The worker's uncaught error is told by ours.
    event.preventDefault();
    const message = 'message' in event && typeof event.message === 'string' ? event.message : '';
    const reason =
      message !== ''
        ? message
        : event.type === 'messageerror'
          ? 'a message that cannot be read'
          : 'its script could not be loaded';
    this.#breakOff(reason);
  };

  #breakOff(reason: string): void {
    this.end(
      new FerError('WORKER_FAILED', {
        reason,
        failed: 'The worker broke off',
        received: reason,
        next: 'Make a new worker, and the classifier again.',
      }),
    );
  }
}
