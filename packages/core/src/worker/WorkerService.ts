import { serializeError } from '../SerializedError';
import { onceAborted } from '../abortable';
import { FerError } from '../errors';
import { importChunk } from '../importChunk';
import type { Classification } from '../inference/Classification';
import { surelyReadFiles } from '../inference/DownloadProgress';
import type { Classifier } from '../inference/Classifier';
import type { ClassifyVideoOptions } from '../inference/Video';
import { requestPackaged } from '../packagedFiles';
import {
  type CallType,
  checkCall,
  type SerializedFilm,
  type SerializedImage,
  type SerializedVideoOptions,
  type WorkerCalls,
} from './protocol';
import type { ServedVideo } from './ServedVideo';

interface Answer {
  readonly result: WorkerCalls[CallType]['result'];
  /** Objects in the result that are transferred instead of copied. */
  readonly transfer?: Transferable[];
}

/** The signals of one call, which messages of the page abort. */
export interface CallSignals {
  readonly signal: AbortSignal;
  readonly stopSignal: AbortSignal;
}

/** The worker's side of the protocol: runs the calls of the page. */
export class WorkerService {
  #classifier: Classifier | undefined;
  readonly #streams = new Map<number, ServedStream>();
  readonly #videos = new Map<number, ServedVideo>();
  readonly #decoder: ClassifyVideoOptions['decoder'];

  /** @param decoder - imports the decoder of films; undefined for a worker without one */
  constructor(decoder?: ClassifyVideoOptions['decoder']) {
    this.#decoder = decoder;
  }

  /**
   * Runs one call.
   * @param signals - `stopSignal` ends a training run kindly
   * @throws OPTION_INVALID for an unknown call, and the errors of the work itself
   */
  async run(
    call: Readonly<Record<string, unknown>>,
    signals: CallSignals,
    onEvent: (event: WorkerCalls[CallType]['event']) => void,
  ): Promise<Answer> {
    const { signal } = signals;
    checkCall(call);
    switch (call.type) {
      case 'create': {
        requestPackaged(surelyReadFiles(call.options));
        // A chunk of its own: a page that starts a worker imports this entry too, and has no use for the engine.
        const { createClassifier } = await importChunk('classifier', () => import('../inference/createClassifier'));
        const created = await createClassifier({ ...call.options, signal, onProgress: onEvent });
        this.#replace(created);
        const { metadata, backend } = created;
        return { result: { metadata, backend } };
      }
      case 'classify':
        try {
          const onUnreadable = (error: FerError, index: number): void =>
            onEvent({ index, error: serializeError(error) });
          const { order } = call;
          const options = call.skipUnreadable ? { signal, order, onUnreadable } : { signal, order };
          const classifier = this.#requireClassifier();
          if (call.isSingle) return { result: [await classifier.classify(call.images[0]!, { signal, order })] };
          return { result: await classifier.classifyBatch(call.images, options) };
        } finally {
          call.images.forEach(closeBitmap);
        }
      case 'explain':
        try {
          const result = await this.#requireClassifier().explain(call.image, { ...call.options, signal });
          return { result, transfer: result.map(({ influence }) => influence.buffer as ArrayBuffer) };
        } finally {
          closeBitmap(call.image);
        }
      case 'frame': {
        const stream = this.#streams.get(call.stream) ?? new ServedStream(this.#requireClassifier(), call.smoothing);
        this.#streams.set(call.stream, stream);
        try {
          return { result: await stream.classify(call.image, signal) };
        } catch (error) {
          // A generator that has thrown yields no more results, so later frames would seem to have no faces. The next frame opens a new
          // stream.
          this.closeStream(call.stream);
          throw error;
        } finally {
          closeBitmap(call.image);
        }
      }
      case 'video': {
        const open = this.#videos.get(call.stream);
        try {
          const video = open ?? (await this.#openVideo(call.stream, call.film, call.options));
          return { result: await video.next(call.frame, signal) };
        } catch (error) {
          this.closeStream(call.stream);
          throw error;
        } finally {
          if (call.frame !== null) closeBitmap(call.frame.image);
        }
      }
      case 'train': {
        // A chunk of its own: a worker that only classifies never loads the training loop.
        const { serveTraining } = await importChunk('training loop', () => import('./serveTraining'));
        const result = await serveTraining(call.training, signals, onEvent);
        return { result, transfer: [result.weights.buffer as ArrayBuffer] };
      }
    }
  }

  async #openVideo(stream: number, film: SerializedFilm | null, options: SerializedVideoOptions): Promise<ServedVideo> {
    const classifier = this.#requireClassifier();
    // A chunk of its own, as the film's decoder is.
    const { ServedVideo } = await importChunk('reader of films', () => import('./ServedVideo'));
    const video = new ServedVideo(classifier, film, options, this.#decoder);
    this.#videos.set(stream, video);
    return video;
  }

  /** Ends a stream or film, and frees its tracks. */
  closeStream(stream: number): void {
    void this.#streams.get(stream)?.close();
    this.#streams.delete(stream);
    void this.#videos.get(stream)?.close();
    this.#videos.delete(stream);
  }

  /** Replaces the classifier, and disposes the earlier one, which the page can no longer reach. */
  #replace(classifier: Classifier): void {
    for (const stream of [...this.#streams.keys(), ...this.#videos.keys()]) this.closeStream(stream);
    this.#classifier?.dispose();
    this.#classifier = classifier;
  }

  #requireClassifier(): Classifier {
    if (this.#classifier !== undefined) return this.#classifier;
    throw new FerError('DISPOSED', { object: 'Classifier', failed: 'The worker has no classifier' });
  }
}

/** Frees a bitmap at once. Garbage collection underestimates its size and would free it late. */
function closeBitmap(image: SerializedImage): void {
  if (typeof ImageBitmap !== 'undefined' && image instanceof ImageBitmap) image.close();
}

/** A stream whose frames arrive as messages, as the iterable that `classifyStream` takes. */
class ServedStream {
  readonly #results: AsyncGenerator<readonly Classification[], void, undefined>;
  readonly #controller = new AbortController();
  #frame: SerializedImage = '';

  constructor(classifier: Classifier, smoothing: number) {
    this.#results = classifier.classifyStream(this.#frames(), { smoothing, signal: this.#controller.signal });
  }

  /** Classifies the next frame. An abort ends the stream. */
  async classify(frame: SerializedImage, signal: AbortSignal): Promise<readonly Classification[]> {
    const stopListening = onceAborted(signal, () => this.#controller.abort(signal.reason));
    try {
      this.#frame = frame;
      const { value } = await this.#results.next();
      return value ?? [];
    } finally {
      stopListening();
    }
  }

  async close(): Promise<void> {
    await this.#results.return();
  }

  /** `classifyStream` requests the next frame only after a call of `classify` has set it. */
  *#frames(): Generator<SerializedImage, void, undefined> {
    for (;;) yield this.#frame;
  }
}
