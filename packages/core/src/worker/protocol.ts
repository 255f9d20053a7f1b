import type { SerializedError } from '../SerializedError';
import type { BackendChoice, BackendInfo } from '../backends/BackendProvider';
import type { DatasetColumns } from '../datasets/DatasetColumns';
import { FerError } from '../errors';
import type { Classification } from '../inference/Classification';
import type { ExplainOptions, FaceExplanation } from '../inference/Explanation';
import type { ModelMetadata } from '../models/ModelMetadata';
import type { LoadEvent, ModelSource } from '../models/openModelSource';
import type { RgbaImage } from '../platform/Platform';
import type { TrainEvent, TrainOptions, TrainResult } from '../training/TrainOptions';

/** Version of the protocol, in the field `ferkit` of every message. Page and worker may exchange other messages too. */
export const PROTOCOL = 1;

/** An image that `postMessage` can send: an absolute URL, a file, bytes, pixels, or a bitmap. */
export type SerializedImage = string | Blob | Uint8Array | RgbaImage | ImageBitmap;

/** An image of a batch that the worker could not read. */
export interface UnreadableImage {
  readonly index: number;
  readonly error: SerializedError;
}

/** The options of `createClassifier` that can be sent. */
export interface SerializedClassifierOptions {
  readonly model?: Exclude<ModelSource, URL>;
  readonly backend?: BackendChoice;
  readonly faces?: 'auto' | false;
  readonly temperature?: number;
  readonly threshold?: number;
}

/** The properties of a classifier in the worker that the page reads synchronously. */
export interface ClassifierInfo {
  readonly metadata: ModelMetadata;
  readonly backend: BackendInfo;
}

/** A training run for the worker. */
export interface SerializedTraining {
  /** The files of the model. */
  readonly model: readonly File[];
  readonly backend: BackendChoice;
  readonly train: DatasetColumns;
  readonly validation?: DatasetColumns;
  readonly options: Omit<TrainOptions, 'onEvent' | 'signal'>;
}

/** The model after a run in the worker. A run that failed or was aborted has changed the model too. */
export interface TrainedModel {
  /** All weights as float32, one after another. */
  readonly weights: Uint8Array;
  readonly metadata: ModelMetadata;
  readonly outcome: { readonly result: TrainResult } | { readonly error: SerializedError };
}

/** The calls from page to worker. Each has one request, any number of events, and one result or error. */
export interface WorkerCalls {
  readonly create: {
    readonly request: { readonly options: SerializedClassifierOptions };
    readonly result: ClassifierInfo;
    readonly event: LoadEvent;
  };
  readonly classify: {
    readonly request: { readonly images: readonly SerializedImage[]; readonly skipUnreadable: boolean };
    readonly result: readonly (readonly Classification[])[];
    readonly event: UnreadableImage;
  };
  readonly explain: {
    readonly request: { readonly image: SerializedImage; readonly options: Omit<ExplainOptions, 'signal'> };
    readonly result: readonly FaceExplanation[];
    readonly event: never;
  };
  /** Classifies the next frame of a stream. The first frame opens the stream. */
  readonly frame: {
    readonly request: { readonly stream: number; readonly smoothing: number; readonly image: SerializedImage };
    readonly result: readonly Classification[];
    readonly event: never;
  };
  readonly train: {
    readonly request: { readonly training: SerializedTraining };
    readonly result: TrainedModel;
    readonly event: TrainEvent;
  };
}

/** The name of a call. */
export type CallType = keyof WorkerCalls;

type CallMessage = {
  [Type in CallType]: { readonly ferkit: typeof PROTOCOL; readonly type: Type; readonly id: number } & Readonly<
    WorkerCalls[Type]['request']
  >;
}[CallType];

/** A message from page to worker. */
export type WorkerRequest =
  | CallMessage
  | { readonly ferkit: typeof PROTOCOL; readonly type: 'abort'; readonly id: number }
  | { readonly ferkit: typeof PROTOCOL; readonly type: 'closeStream'; readonly stream: number };

/** A message from worker to page. */
export type WorkerReply =
  | {
      readonly ferkit: typeof PROTOCOL;
      readonly type: 'event';
      readonly id: number;
      readonly event: WorkerCalls[CallType]['event'];
    }
  | {
      readonly ferkit: typeof PROTOCOL;
      readonly type: 'result';
      readonly id: number;
      readonly result: WorkerCalls[CallType]['result'];
    }
  | { readonly ferkit: typeof PROTOCOL; readonly type: 'error'; readonly id: number; readonly error: SerializedError };

/** True for a message of this protocol. Its fields are unchecked. */
export function isFerkitMessage(data: unknown): data is { readonly ferkit: typeof PROTOCOL } {
  return typeof data === 'object' && data !== null && 'ferkit' in data && data.ferkit === PROTOCOL;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Checks that the fields of each call exist. Their contents are checked where they are used. */
const hasFields: Readonly<Record<CallType, (message: Fields) => boolean>> = {
  create: ({ options }) => isFields(options),
  classify: ({ images }) => Array.isArray(images),
  explain: ({ options }) => isFields(options),
  frame: ({ stream }) => typeof stream === 'number',
  train: ({ training }) =>
    isFields(training) &&
    isFields(training.train) &&
    isFields(training.options) &&
    (training.validation === undefined || isFields(training.validation)),
};

/**
 * Checks a call. A page with another version of ferkit may send other calls.
 * @throws OPTION_INVALID
 */
export function checkCall(message: Fields): asserts message is Fields & CallMessage {
  const { type } = message;
  if (typeof type === 'string' && Object.hasOwn(hasFields, type) && hasFields[type as CallType](message)) return;
  throw new FerError('OPTION_INVALID', {
    option: 'message',
    failed: 'The worker received an unknown message',
    expected: `one of the calls ${Object.keys(hasFields).join(', ')}, with their fields`,
    received:
      typeof type === 'string' ? `"${type}" with ${Object.keys(message).join(', ')}` : 'a message without a type',
    next: 'Use the same version of @ferkit/core in page and worker.',
  });
}
