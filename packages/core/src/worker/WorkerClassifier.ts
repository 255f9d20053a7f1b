import { reviveError } from '../SerializedError';
import type { BackendInfo } from '../backends/BackendProvider';
import { enableUsing } from '../enableUsing';
import { FerError } from '../errors';
import type { ImageInput } from '../images/readImage';
import type { Classification } from '../inference/Classification';
import {
  type Classifier,
  type ClassifyBatchOptions,
  type ClassifyOptions,
  classifyStreamDefaults,
  type ClassifyStreamOptions,
  type UnreadableCode,
} from '../inference/Classifier';
import type { ExplainOptions, FaceExplanation } from '../inference/Explanation';
import type { ModelMetadata } from '../models/ModelMetadata';
import type { WorkerConnection } from './WorkerConnection';
import type { ClassifierInfo, UnreadableImage } from './protocol';
import { serializeImage } from './serialize';

/** A {@link Classifier} in a worker. Created by `createWorkerClassifier`. */
export class WorkerClassifier implements Classifier {
  readonly #connection: WorkerConnection;
  readonly #info: ClassifierInfo;
  #lastStream = 0;
  declare readonly [Symbol.dispose]: () => void;

  constructor(connection: WorkerConnection, info: ClassifierInfo) {
    this.#connection = connection;
    this.#info = info;
    enableUsing(this);
  }

  get metadata(): ModelMetadata {
    return this.#info.metadata;
  }

  get backend(): BackendInfo {
    return this.#info.backend;
  }

  async classify(image: ImageInput, options: ClassifyOptions = {}): Promise<readonly Classification[]> {
    const [faces] = await this.classifyBatch([image], options);
    return faces!;
  }

  async classifyBatch(
    images: readonly ImageInput[],
    { signal, onUnreadable }: ClassifyBatchOptions = {},
  ): Promise<readonly (readonly Classification[])[]> {
    signal?.throwIfAborted();
    const transfer: Transferable[] = [];
    const serialized = await Promise.all(images.map((image) => serializeImage(image, transfer)));
    const onEvent = ({ error, index }: UnreadableImage): void =>
      onUnreadable?.(reviveError(error) as FerError<UnreadableCode>, index);
    const request = { images: serialized, skipUnreadable: onUnreadable !== undefined };
    return this.#connection.call('classify', request, { signal, transfer, onEvent });
  }

  async explain(image: ImageInput, { signal, ...options }: ExplainOptions = {}): Promise<readonly FaceExplanation[]> {
    signal?.throwIfAborted();
    const transfer: Transferable[] = [];
    const serialized = await serializeImage(image, transfer);
    return this.#connection.call('explain', { image: serialized, options }, { signal, transfer });
  }

  async *classifyStream(
    frames: AsyncIterable<ImageInput> | Iterable<ImageInput>,
    { smoothing = classifyStreamDefaults.smoothing, signal }: ClassifyStreamOptions = {},
  ): AsyncGenerator<readonly Classification[], void, undefined> {
    const stream = ++this.#lastStream;
    try {
      for await (const frame of frames) {
        const transfer: Transferable[] = [];
        const image = await serializeImage(frame, transfer);
        yield await this.#connection.call('frame', { stream, smoothing, image }, { signal, transfer });
      }
    } finally {
      this.#connection.closeStream(stream);
    }
  }

  dispose(): void {
    this.#connection.end(
      new FerError('DISPOSED', {
        object: 'Classifier',
        failed: 'The classifier was disposed',
        next: 'Create it again, with a new worker.',
      }),
    );
  }
}
