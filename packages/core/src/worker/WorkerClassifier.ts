import { reviveError } from '../SerializedError';
import type { BackendInfo } from '../backends/BackendProvider';
import { enableUsing } from '../enableUsing';
import { FerError } from '../errors';
import type { ImageInput } from '../images/readImage';
import type { Classification } from '../inference/Classification';
import {
  type Classifier,
  type ClassifierExplainOptions,
  classifierExplainTable,
  type ClassifyBatchOptions,
  classifyBatchTable,
  type ClassifyOptions,
  type ClassifyStreamOptions,
  classifyStreamTable,
  classifyTable,
  resolveCall,
  type UnreadableCode,
} from '../inference/Classifier';
import type { FaceExplanation } from '../inference/Explanation';
import type { ClassifyVideoOptions, VideoFrameResult, VideoSource } from '../inference/Video';
import { importChunk } from '../importChunk';
import type { ModelMetadata } from '../models/ModelMetadata';
import { checkOption, custom } from '../options';
import { checkFrames } from '../inference/checkFrames';
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
    const { signal, order } = resolveCall(options, classifyTable);
    signal?.throwIfAborted();
    const transfer: Transferable[] = [];
    const images = [await serializeImage(image, transfer, 'image', { signal })];
    const request = { images, skipUnreadable: false, isSingle: true, order };
    const [faces] = await this.#connection.call('classify', request, { signal, transfer });
    return faces!;
  }

  async classifyBatch(
    images: readonly ImageInput[],
    options: ClassifyBatchOptions = {},
  ): Promise<readonly (readonly Classification[])[]> {
    const { signal, onUnreadable, order } = resolveCall(options, classifyBatchTable);
    checkOption('images', images, custom('a list of images', Array.isArray));
    signal?.throwIfAborted();
    const transfer: Transferable[] = [];
    const serialized = await Promise.all(
      // `Array.from` also visits holes, which no image is.
      Array.from(images, (image, index) => serializeImage(image, transfer, `images[${index}]`, { signal })),
    );
    const onEvent = ({ error, index }: UnreadableImage): unknown =>
      onUnreadable?.(reviveError(error) as FerError<UnreadableCode>, index);
    const request = { images: serialized, skipUnreadable: onUnreadable !== undefined, isSingle: false, order };
    return this.#connection.call('classify', request, { signal, transfer, onEvent });
  }

  async explain(image: ImageInput, given: ClassifierExplainOptions = {}): Promise<readonly FaceExplanation[]> {
    resolveCall(given, classifierExplainTable);
    const { signal, ...options } = given;
    signal?.throwIfAborted();
    const transfer: Transferable[] = [];
    const serialized = await serializeImage(image, transfer, 'image', { signal });
    return this.#connection.call('explain', { image: serialized, options }, { signal, transfer });
  }

  async *classifyStream(
    frames: AsyncIterable<ImageInput> | Iterable<ImageInput>,
    options: ClassifyStreamOptions = {},
  ): AsyncGenerator<readonly Classification[], void, undefined> {
    const { smoothing, signal } = resolveCall(options, classifyStreamTable);
    checkFrames(frames);
    const stream = ++this.#lastStream;
    try {
      for await (const frame of frames) {
        const transfer: Transferable[] = [];
        const image = await serializeImage(frame, transfer, 'frame', { signal });
        yield await this.#connection.call('frame', { stream, smoothing, image }, { signal, transfer });
      }
    } finally {
      this.#connection.closeStream(stream);
    }
  }

  async *classifyVideo(
    source: VideoSource,
    options: ClassifyVideoOptions = {},
  ): AsyncGenerator<VideoFrameResult, void, undefined> {
    const { classifyVideoInWorker } = await importChunk('reader of films', () => import('./classifyVideoInWorker'));
    const stream = ++this.#lastStream;
    try {
      yield* classifyVideoInWorker(this.#connection, stream, source, options);
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
