import { reviveError } from '../SerializedError';
import type { Abortable } from '../abortable';
import type { BackendInfo } from '../backends/BackendProvider';
import { FerError } from '../errors';
import type { ImageInput } from '../images/readImage';
import type { Classification } from '../inference/Classification';
import type {
  BatchOptions,
  Classifier,
  ExplainFacesOptions,
  FaceExplanation,
  StreamOptions,
  UnreadableCode,
} from '../inference/Classifier';
import type { ModelMetadata } from '../models/ModelMetadata';
import type { WorkerConnection } from './WorkerConnection';
import { type ClassifierFacts, sendImage, type UnreadableImage } from './WorkerMessage';

/** Classifies the faces in images, in a worker. Made by `createWorkerClassifier`; used like any other classifier. */
export class WorkerClassifier implements FaceClassifier {
  readonly #connection: WorkerConnection;
  readonly #facts: ClassifierFacts;
  #streams = 0;

  /** @internal */
  constructor(connection: WorkerConnection, facts: ClassifierFacts) {
    this.#connection = connection;
    this.#facts = facts;
  }

  get metadata(): ModelMetadata {
    return this.#facts.metadata;
  }

  get backend(): BackendInfo {
    return this.#facts.backend;
  }

  /**
   * Classifies the faces of one image. Pixels and bytes are copied to the worker; files and addresses are read there.
   * @returns one entry a face, those that are surest to be faces first; none where there is no face
   * @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, OPTION_INVALID, DISPOSED, WORKER_FAILED
   *
   * @example
   * ```ts
   * const [face] = await classifier.classify(context.getImageData(0, 0, width, height));
   * ```
   */
  async classify(image: ImageInput, options: Abortable = {}): Promise<readonly Classification[]> {
    const [faces] = await this.classifyBatch([image], options);
    return faces!;
  }

  /**
   * Classifies many images together, which is faster than one after the other.
   * @returns for each image its faces
   * @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, OPTION_INVALID, DISPOSED, WORKER_FAILED
   */
  async classifyBatch(
    images: readonly ImageInput[],
    { signal, onUnreadable }: BatchOptions = {},
  ): Promise<readonly (readonly Classification[])[]> {
    signal?.throwIfAborted();
    const transfer: Transferable[] = [];
    const sent = await Promise.all(images.map((image) => sendImage(image, transfer)));
    const onEvent = ({ error, index }: UnreadableImage): void =>
      onUnreadable?.(reviveError(error) as FerError<UnreadableCode>, index);
    const request = { images: sent, passesOverUnreadable: onUnreadable !== undefined };
    return this.#connection.call('classify', request, { signal, transfer, onEvent });
  }

  /**
   * Shows which parts of each face in an image its scores hang on.
   * @returns one entry a face, in the order of {@link WorkerClassifier.classify}
   * @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, OPTION_INVALID, DISPOSED, WORKER_FAILED
   *
   * @example
   * ```ts
   * const [why] = await classifier.explain(file, { stride: 8 });
   * ```
   */
  async explain(
    image: ImageInput,
    { signal, ...options }: ExplainFacesOptions = {},
  ): Promise<readonly FaceExplanation[]> {
    signal?.throwIfAborted();
    const transfer: Transferable[] = [];
    const sent = await sendImage(image, transfer);
    return this.#connection.call('explain', { image: sent, options }, { signal, transfer });
  }

  /**
   * Classifies frames as they come, one at a time, each before the next is asked for: none queue up. Faces are followed
   * from frame to frame, as the classifier of this thread does it.
   * @returns for each frame its faces, the longest followed first
   * @throws OPTION_INVALID, and for a frame what {@link WorkerClassifier.classify} throws
   *
   * @example
   * ```ts
   * for await (const faces of classifier.classifyStream(frames, { smoothing: 0.6 })) show(faces);
   * ```
   */
  async *classifyStream(
    frames: AsyncIterable<ImageInput> | Iterable<ImageInput>,
    { smoothing = 0, signal }: StreamOptions = {},
  ): AsyncGenerator<readonly Classification[], void, undefined> {
    const stream = ++this.#streams;
    try {
      for await (const frame of frames) {
        const transfer: Transferable[] = [];
        const image = await sendImage(frame, transfer);
        yield await this.#connection.call('frame', { stream, smoothing, image }, { signal, transfer });
      }
    } finally {
      this.#connection.closeStream(stream);
    }
  }

  /** Ends the worker, and with it all that it holds; calls that still wait are rejected. Safe to call twice. */
  dispose(): void {
    this.#connection.end(
      new FerError('DISPOSED', {
        object: 'WorkerClassifier',
        failed: 'The classifier was disposed of',
        next: 'Create it again, with a new worker.',
      }),
    );
  }
}

/** What a classifier can do, on this thread (`createClassifier`) or in a worker (`createWorkerClassifier`). */
export type FaceClassifier = Pick<
  Classifier,
  'metadata' | 'backend' | 'classify' | 'classifyBatch' | 'classifyStream' | 'explain' | 'dispose'
>;
