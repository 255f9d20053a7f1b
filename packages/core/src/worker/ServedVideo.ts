import { serializeError } from '../SerializedError';
import { onceAborted } from '../abortable';
import type { Classifier } from '../inference/Classifier';
import type { ClassifyVideoOptions, VideoFrameInput, VideoFrameResult, VideoProgress } from '../inference/Video';
import type { SerializedFilm, SerializedFrame, SerializedVideoOptions, WorkerCalls } from './protocol';

/** A film in the worker, of which the page asks for one frame after another. */
export class ServedVideo {
  readonly #results: AsyncGenerator<VideoFrameResult, void, undefined>;
  readonly #controller = new AbortController();
  #frame: SerializedFrame | null = null;
  #progress: VideoProgress | null = null;
  #broken: WorkerCalls['video']['result']['broken'] = null;

  /**
   * @param film - null for frames that the page sends, which it has selected
   * @param decoder - imports the decoder of films; undefined for a worker without one
   */
  constructor(
    classifier: Classifier,
    film: SerializedFilm | null,
    { smoothing, hysteresis, ...period }: SerializedVideoOptions,
    decoder: ClassifyVideoOptions['decoder'],
  ) {
    const scores = {
      ...(smoothing === undefined ? {} : { smoothing }),
      ...(hysteresis === undefined ? {} : { hysteresis }),
    };
    this.#results = classifier.classifyVideo(film ?? this.#frames(), {
      ...scores,
      ...(film === null ? {} : { ...period, decoder }),
      signal: this.#controller.signal,
      onProgress: (progress) => (this.#progress = progress),
      onBroken: (error) => (this.#broken = serializeError(error)),
    });
  }

  /** Classifies the next frame. An abort ends the film. */
  async next(frame: SerializedFrame | null, signal: AbortSignal): Promise<WorkerCalls['video']['result']> {
    const stopListening = onceAborted(signal, () => this.#controller.abort(signal.reason));
    try {
      this.#frame = frame;
      const { value } = await this.#results.next();
      return { frame: value ?? null, progress: this.#progress, broken: value === undefined ? this.#broken : null };
    } finally {
      stopListening();
    }
  }

  async close(): Promise<void> {
    this.#controller.abort();
    await this.#results.return();
  }

  /** `classifyVideo` asks for the next frame only after a call of `next` has set it. */
  *#frames(): Generator<VideoFrameInput, void, undefined> {
    while (this.#frame !== null) yield this.#frame;
  }
}
