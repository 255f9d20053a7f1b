import type { SerializedError } from '../SerializedError';
import type { BackendChoice, BackendInfo } from '../backends/BackendProvider';
import type { DatasetColumns } from '../datasets/DatasetColumns';
import { FerError, isFerError } from '../errors';
import type { Classification } from '../inference/Classification';
import type { ClassifierExplainOptions } from '../inference/Classifier';
import type { FaceExplanation } from '../inference/Explanation';
import type { ClassifyVideoOptions, VideoFrameResult, VideoProgress } from '../inference/Video';
import type { FaceOrder } from '../faces/orderFaces';
import { isRecord } from '../isRecord';
import type { ModelMetadata } from '../models/ModelMetadata';
import type { LoadEvent, ModelSource } from '../models/openModelSource';
import {
  checkOption,
  checkOptions,
  custom,
  describeValue,
  flagRule,
  integer,
  number,
  object,
  oneOf,
  optionInvalid,
  type OptionTable,
  type Rule,
  textRule,
} from '../options';
import type { PackagedAddresses } from '../packagedFiles';
import type { RgbaImage } from '../platform/Platform';
import type { TrainOptions } from '../training/TrainOptions';
import type { TrainEvent, TrainResult } from '../training/TrainEvent';

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

/** A film that `postMessage` can send: an absolute URL or path, a file, or bytes. */
export type SerializedFilm = string | Blob | Uint8Array;

/** A frame that the page decodes. */
export interface SerializedFrame {
  /** Seconds. */
  readonly time: number;
  readonly image: SerializedImage;
}

/** The options of `classifyVideo` that can be sent. */
export type SerializedVideoOptions = Omit<ClassifyVideoOptions, 'onProgress' | 'onBroken' | 'decoder' | 'signal'>;

/** The properties of a classifier in the worker that the page reads synchronously. */
export interface ClassifierInfo {
  readonly metadata: ModelMetadata;
  readonly backend: BackendInfo;
}

/** A training run for the worker. */
export interface SerializedTraining {
  /** The files of the model. Node cannot send a `File`. */
  readonly model: readonly { readonly name: string; readonly content: string | Uint8Array<ArrayBuffer> }[];
  readonly backend: BackendChoice;
  /** One dataset, of which the worker holds out a share where it has no validation samples, or two. */
  readonly data: DatasetColumns | { readonly train: DatasetColumns; readonly validation?: DatasetColumns };
  readonly options: Omit<TrainOptions, 'onEvent' | 'signal' | 'stopSignal'>;
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
    readonly request: {
      readonly images: readonly SerializedImage[];
      readonly skipUnreadable: boolean;
      /** True for one image that is no list, for messages. */
      readonly isSingle: boolean;
      readonly order: FaceOrder;
    };
    readonly result: readonly (readonly Classification[])[];
    readonly event: UnreadableImage;
  };
  readonly explain: {
    readonly request: { readonly image: SerializedImage; readonly options: Omit<ClassifierExplainOptions, 'signal'> };
    readonly result: readonly FaceExplanation[];
    readonly event: never;
  };
  /** Classifies the next frame of a stream. The first frame opens the stream. */
  readonly frame: {
    readonly request: { readonly stream: number; readonly smoothing: number; readonly image: SerializedImage };
    readonly result: readonly Classification[];
    readonly event: never;
  };
  /** Classifies the next frame of a film: the worker's own, or one that the page sends. The first call opens the film. */
  readonly video: {
    readonly request: {
      readonly stream: number;
      readonly film: SerializedFilm | null;
      readonly options: SerializedVideoOptions;
      readonly frame: SerializedFrame | null;
    };
    readonly result: {
      /** Null after the last frame. */
      readonly frame: VideoFrameResult | null;
      readonly progress: VideoProgress | null;
      /** The error of a film that breaks off, after its last frame. */
      readonly broken: SerializedError | null;
    };
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
  /** The files of the package, first, for the worker that embeds none. */
  | { readonly ferkit: typeof PROTOCOL; readonly type: 'locate'; readonly files: PackagedAddresses }
  /** Ends a training run kindly. */
  | { readonly ferkit: typeof PROTOCOL; readonly type: 'stop'; readonly id: number }
  | { readonly ferkit: typeof PROTOCOL; readonly type: 'closeStream'; readonly stream: number };

/** A message from worker to page. */
export type WorkerReply =
  /** The worker's script runs and has received the call. */
  | { readonly ferkit: typeof PROTOCOL; readonly type: 'received'; readonly id: number }
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

const recordRule = custom('an object', isRecord);
const listRule = custom('a list', Array.isArray);

/** A table for the request of each call. The contents of its fields are checked where they are used. */
const requestTables: { readonly [Type in CallType]: OptionTable<WorkerCalls[Type]['request']> } = {
  create: { options: recordRule },
  classify: { images: listRule, skipUnreadable: flagRule, isSingle: flagRule, order: textRule },
  // An image of any kind, which the classifier checks.
  explain: { image: custom('an image', isGiven), options: recordRule },
  frame: { stream: integer(), smoothing: number(), image: custom('an image', isGiven) },
  video: {
    stream: integer(),
    film: custom('a film or null', isGiven),
    options: recordRule,
    frame: custom('a frame or null', (value) => value === null || isRecord(value)),
  },
  train: {
    training: object<SerializedTraining>(
      'a training run',
      { model: listRule, backend: custom('a backend', isGiven), data: recordRule, options: recordRule },
      ['model', 'backend', 'data', 'options'],
    ),
  },
};

function isGiven(value: unknown): boolean {
  return value !== undefined;
}

/**
 * Checks a call. A page with another version of ferkit may send other calls.
 * @throws OPTION_INVALID
 */
export function checkCall(message: Fields): asserts message is Fields & CallMessage {
  const { type } = message;
  const next = 'Use the same version of @ferkit/core in page and worker.';
  const known = oneOf(...Object.keys(requestTables));
  if (!known.accepts(type)) throw optionInvalid('type', known.expected, describeValue(type), next);
  const { ferkit: _, type: __, id: ___, ...request } = message;
  const table: Readonly<Record<string, Rule>> = requestTables[type as CallType];
  try {
    checkOptions<Fields, never>(request, table, `${String(type)}.`);
    for (const [name, rule] of Object.entries(table)) checkOption(`${String(type)}.${name}`, request[name], rule);
  } catch (error) {
    throw isFerError(error) ? new FerError('OPTION_INVALID', { ...error.details, option: 'message', next }) : error;
  }
}
