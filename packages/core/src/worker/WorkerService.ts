import { serializeError } from '../SerializedError';
import { configureWasm, type WasmOptions } from '../backends/locateWasm';
import { FerError } from '../errors';
import type { Classification } from '../inference/Classification';
import type { Classifier } from '../inference/Classifier';
import { createClassifier } from '../inference/createClassifier';
import { type CallType, checkCall, type SentImage, type WorkerCalls } from './WorkerMessage';

/** What a call came to, and what of it is handed over rather than copied. */
interface Answer {
  readonly result: WorkerCalls[CallType]['result'];
  readonly transfer?: Transferable[];
}

/** The worker's end of the line: does what the page asks for. */
export class WorkerService {
  #classifier: Classifier | undefined;
  #wasm: string | undefined;
  readonly #streams = new Map<number, ServedStream>();

  /**
   * Does one call.
   * @throws OPTION_INVALID for what is none, and what the work throws
   */
  async run(
    call: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    onEvent: (event: WorkerCalls[CallType]['event']) => void,
  ): Promise<Answer> {
    checkCall(call);
    switch (call.type) {
      case 'create': {
        const { wasm, ...options } = call.options;
        this.#locateWasm(wasm);
        const created = await createClassifier({ ...options, signal, onProgress: onEvent });
        this.#replace(created);
        const { metadata, backend } = created;
        return { result: { metadata, backend } };
      }
      case 'classify':
        try {
          const onUnreadable = (error: FerError, index: number): void =>
            onEvent({ index, error: serializeError(error) });
          const options = call.passesOverUnreadable ? { signal, onUnreadable } : { signal };
          return { result: await this.#ready().classifyBatch(call.images, options) };
        } finally {
          call.images.forEach(closeBitmap);
        }
      case 'explain':
        try {
          const result = await this.#ready().explain(call.image, { ...call.options, signal });
          return { result, transfer: result.map(({ influence }) => influence.buffer as ArrayBuffer) };
        } finally {
          closeBitmap(call.image);
        }
      case 'frame': {
        const stream = this.#streams.get(call.stream) ?? new ServedStream(this.#ready(), call.smoothing);
        this.#streams.set(call.stream, stream);
        try {
          return { result: await stream.classify(call.image, signal) };
        } catch (error) {
          // It is over with a frame that failed: whoever sends more would be told that there are no faces.
          this.closeStream(call.stream);
          throw error;
        } finally {
          closeBitmap(call.image);
        }
      }
      case 'train': {
        this.#locateWasm(call.training.wasm);
        // Only those who train load it.
        const { trainSent } = await import('./trainSent');
        const result = await trainSent(call.training, signal, onEvent);
        return { result, transfer: [result.weights.buffer as ArrayBuffer] };
      }
    }
  }

  /** Forgets a stream, and the faces that it followed. */
  closeStream(stream: number): void {
    void this.#streams.get(stream)?.close();
    this.#streams.delete(stream);
  }

  /** One classifier at a time: nobody could ask the one before any more, or free it. */
  #replace(classifier: Classifier): void {
    for (const stream of this.#streams.keys()) this.closeStream(stream);
    this.#classifier?.dispose();
    this.#classifier = classifier;
  }

  #ready(): Classifier {
    if (this.#classifier !== undefined) return this.#classifier;
    throw new FerError('DISPOSED', { object: 'Classifier', failed: 'The worker has no classifier' });
  }

  /** The same place may be told again, with each call; another one is refused where wasm runs already. */
  #locateWasm(wasm: WasmOptions | undefined): void {
    if (wasm === undefined || JSON.stringify(wasm) === this.#wasm) return;
    configureWasm(wasm);
    this.#wasm = JSON.stringify(wasm);
  }
}

/** Bitmaps are large, and the collector of garbage does not know it. */
function closeBitmap(image: SentImage): void {
  if (typeof ImageBitmap !== 'undefined' && image instanceof ImageBitmap) image.close();
}

/** A stream of frames that come as messages, given to the classifier as the iteration that it takes. */
class ServedStream {
  readonly #results: AsyncGenerator<readonly Classification[], void, undefined>;
  readonly #controller = new AbortController();
  #frame: SentImage = '';

  constructor(classifier: Classifier, smoothing: number) {
    this.#results = classifier.classifyStream(this.#frames(), { smoothing, signal: this.#controller.signal });
  }

  /** Classifies the next frame. An abort ends the stream. */
  async classify(frame: SentImage, signal: AbortSignal): Promise<readonly Classification[]> {
    const onAbort = (): void => this.#controller.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      this.#frame = frame;
      const { value } = await this.#results.next();
      return value ?? [];
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Ends the stream. */
  async close(): Promise<void> {
    await this.#results.return();
  }

  /** Asked for a frame only while one is being classified. */
  *#frames(): Generator<SentImage, void, undefined> {
    for (;;) yield this.#frame;
  }
}
