import { platform } from '#platform';
import { isSerializedError, reviveError } from '../SerializedError';
import { type Abortable, onceAborted } from '../abortable';
import { FerError } from '../errors';
import { isRecord } from '../isRecord';
import { notify } from '../notify';
import { checkOption, custom } from '../options';
import { adviseOnOwnWorker, startOwnWorker } from './ownWorker';
import {
  type CallType,
  isFerkitMessage,
  PROTOCOL,
  type WorkerCalls,
  type WorkerReply,
  type WorkerRequest,
} from './protocol';

/** Options of {@link WorkerConnection.call}. */
export interface CallOptions<Type extends CallType> extends Abortable {
  /** Called for one event after another; a promise that it returns is awaited. Its error aborts the call, which rejects with it. */
  readonly onEvent?: ((event: WorkerCalls[Type]['event']) => unknown) | undefined;
  /** Ends a training run kindly. */
  readonly stopSignal?: AbortSignal | undefined;
  /** Objects in the request that are transferred instead of copied. */
  readonly transfer?: readonly Transferable[];
  /** Waits for the result of an aborted call too, such as the weights of an aborted training run. @default false */
  readonly awaitAborted?: boolean;
}

interface PendingCall {
  readonly resolve: (result: WorkerCalls[CallType]['result']) => void;
  readonly reject: (error: unknown) => void;
  readonly onEvent: (event: never) => void;
}

/** Duck-typed, so that a polyfill or a test can stand in for a worker. */
export const workerRule = custom(
  'a Worker',
  (value) => typeof value === 'object' && value !== null && 'postMessage' in value && 'terminate' in value,
);

/**
 * A connection to the worker among options that are not checked yet, or to one of ferkit's own.
 * @param check - checks the options, before a worker is started for them
 * @throws OPTION_INVALID
 */
export function openConnection(options: unknown, check: () => void): WorkerConnection {
  const worker = isRecord(options) ? options.worker : undefined;
  if (worker === undefined) {
    check();
    return new WorkerConnection(startOwnWorker(), adviseOnOwnWorker());
  }
  checkOption('worker', worker, workerRule);
  // A worker of Node has another interface.
  if (platform.threads !== undefined && !('addEventListener' in (worker as object))) {
    return new WorkerConnection(platform.threads.openWorker(worker as object));
  }
  return new WorkerConnection(worker as Worker);
}

/** Seconds in which the script of a worker loads over a slow connection and receives its first call. */
const START_LIMIT = 60;

/** The page's side of the protocol: sends calls to a worker, and resolves or rejects them with its replies. */
export class WorkerConnection {
  readonly #worker: Worker & Partial<Record<'ref' | 'unref', () => void>>;
  readonly #pending = new Map<number, PendingCall>();
  #calls = 0;
  /** Ends the wait for a worker that never answers; undefined once it has answered. */
  #startTimer: ReturnType<typeof setTimeout> | undefined;
  #ended: FerError | undefined;

  readonly #advice: string;

  /** @param advice - the next step if the worker fails */
  constructor(worker: Worker, advice = 'Create a new worker, and pass it to the call that the old one was passed to.') {
    this.#worker = worker;
    this.#advice = advice;
    worker.addEventListener('message', this.#receive);
    worker.addEventListener('error', this.#onError);
    worker.addEventListener('messageerror', this.#onError);
  }

  /**
   * Calls the worker. An abort rejects at once with the signal's reason; the worker stops a little later.
   * @throws WORKER_FAILED, DISPOSED, the worker's own error, and that of `onEvent`
   */
  async call<Type extends CallType>(
    type: Type,
    request: WorkerCalls[Type]['request'],
    { signal, stopSignal, onEvent, transfer = [], awaitAborted = false }: CallOptions<Type> = {},
  ): Promise<WorkerCalls[Type]['result']> {
    signal?.throwIfAborted();
    if (this.#ended !== undefined) throw this.#ended;
    const id = ++this.#calls;
    this.#worker.ref?.();
    if (id === 1) this.#startTimer = setTimeout(this.#onSilence, START_LIMIT * 1000);
    const stopListening: (() => void)[] = [];
    /** Settles when the listener has seen all events so far; resolves to its error, if there is one. */
    let listened: Promise<{ readonly error: unknown } | undefined> = Promise.resolve(undefined);
    try {
      const result = await new Promise<WorkerCalls[Type]['result']>((resolve, reject) => {
        const abort = (reason: unknown): void => {
          if (this.#ended === undefined) this.#post({ ferkit: PROTOCOL, type: 'abort', id });
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason is passed on as it is
          if (!awaitAborted) reject(reason);
        };
        const listen = async (event: WorkerCalls[Type]['event']): Promise<{ readonly error: unknown } | undefined> => {
          const failure = await listened;
          if (failure !== undefined) return failure;
          try {
            await notify(onEvent, event, { signal });
          } catch (error) {
            abort(error);
            return { error };
          }
          return undefined;
        };
        const onEventOfCall = (event: WorkerCalls[Type]['event']): void => {
          listened = listen(event);
        };
        this.#pending.set(id, { resolve, reject, onEvent: onEventOfCall });
        if (signal !== undefined) stopListening.push(onceAborted(signal, () => abort(signal.reason)));
        if (stopSignal !== undefined) {
          stopListening.push(onceAborted(stopSignal, () => this.#post({ ferkit: PROTOCOL, type: 'stop', id })));
        }
        this.#post({ ferkit: PROTOCOL, type, id, ...request } as WorkerRequest, transfer);
        if (stopSignal?.aborted === true) this.#post({ ferkit: PROTOCOL, type: 'stop', id });
      });
      const failure = await listened;
      if (failure !== undefined && !awaitAborted) throw failure.error;
      return result;
    } finally {
      for (const stop of stopListening) stop();
      this.#pending.delete(id);
      // Like a classifier of this thread, an idle one keeps no process alive.
      if (this.#pending.size === 0) this.#worker.unref?.();
    }
  }

  /** Ends a stream: the worker frees its state. */
  closeStream(stream: number): void {
    if (this.#ended === undefined) this.#post({ ferkit: PROTOCOL, type: 'closeStream', stream });
  }

  /** Terminates the worker. Pending and later calls are rejected with the error. */
  end(error: FerError): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    clearTimeout(this.#startTimer);
    this.#worker.removeEventListener('message', this.#receive);
    this.#worker.removeEventListener('error', this.#onError);
    this.#worker.removeEventListener('messageerror', this.#onError);
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(error);
  }

  #post(message: WorkerRequest, transfer: readonly Transferable[] = []): void {
    this.#worker.postMessage(message, [...transfer]);
  }

  readonly #receive = ({ data }: MessageEvent<unknown>): void => {
    if (!isFerkitMessage(data)) return;
    clearTimeout(this.#startTimer);
    const reply = data as WorkerReply;
    const call = this.#pending.get(reply.id);
    if (call === undefined) return;
    switch (reply.type) {
      case 'received':
        return;
      case 'event':
        call.onEvent(reply.event as never);
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
    this.#fail('an unknown reply');
  };

  readonly #onError = (event: Event): void => {
    // The rejected calls report the error; the browser would log it a second time.
    event.preventDefault();
    const message = 'message' in event && typeof event.message === 'string' ? event.message : '';
    const reason =
      message !== ''
        ? message
        : event.type === 'messageerror'
          ? 'a message that cannot be deserialized'
          : "its script could not be loaded, or is forbidden by worker-src in the page's content security policy";
    this.#fail(reason);
  };

  readonly #onSilence = (): void =>
    this.#fail(
      `no answer within ${START_LIMIT} seconds`,
      'Let its script call serveWorker() of @ferkit/core/worker as it loads.',
    );

  #fail(reason: string, next = this.#advice): void {
    this.end(
      new FerError('WORKER_FAILED', {
        reason,
        failed: 'The worker failed',
        received: reason,
        next,
      }),
    );
  }
}
