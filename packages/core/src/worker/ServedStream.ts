import type { Classification } from '../inference/Classification';
import type { Classifier } from '../inference/Classifier';
import type { SentImage } from './WorkerMessage';

/** A stream of frames that come as messages, given to the classifier as the iteration that it takes. */
export class ServedStream {
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
