import type { BackendChoice, BackendInfo } from '../backends/BackendProvider';
import type { WasmOptions } from '../backends/configureWasm';
import type { DatasetColumns } from '../datasets/DatasetColumns';
import type { Classification } from '../inference/Classification';
import type { ExplainFacesOptions, FaceExplanation } from '../inference/Classifier';
import type { DecisionOptions } from '../inference/createClassifier';
import type { LoadEvent } from '../models/LoadEvent';
import type { ModelMetadata } from '../models/ModelMetadata';
import type { ModelSource } from '../models/openModelSource';
import type { RgbaImage } from '../platform/Platform';
import type { TrainEvent, TrainResult } from '../training/TrainOptions';
import type { TrainCall } from '../training/train';
import type { SentError } from '../SentError';

/** Stands in every message, so that a worker and a page may say other things to each other too. */
export const PROTOCOL = 1;

/** An image as it travels: an absolute address, a file, bytes, pixels, or a bitmap. */
export type SentImage = string | Blob | Uint8Array | RgbaImage | ImageBitmap;

/** An image of a batch that the worker could not read, and its place there. */
export interface UnreadableImage {
  readonly index: number;
  readonly error: SentError;
}

/** What a classifier is made of in the worker. */
export interface SentClassifierOptions extends Partial<DecisionOptions> {
  readonly model?: Exclude<ModelSource, URL>;
  readonly backend?: BackendChoice;
  readonly faces?: 'auto' | 'none';
  readonly wasm?: WasmOptions;
}

/** What the page knows of a classifier in the worker. */
export interface ClassifierFacts {
  readonly metadata: ModelMetadata;
  readonly backend: BackendInfo;
}

/** A training run that is sent to the worker. */
export interface SentTraining {
  /** The model as its files, and what it is to run on. */
  readonly model: readonly File[];
  readonly backend: BackendChoice;
  readonly wasm?: WasmOptions;
  readonly train: DatasetColumns;
  readonly validation?: DatasetColumns;
  readonly options: Omit<TrainCall, 'onEvent' | 'signal'>;
}

/** How a run in the worker ended. The model has changed also where it did not end well. */
export interface TrainedModel {
  /** All weights one after the other. */
  readonly weights: Uint8Array;
  readonly metadata: ModelMetadata;
  readonly outcome: { readonly result: TrainResult } | { readonly error: SentError };
}

/** What a page can ask of a worker: what it sends, what it gets, and what it is told meanwhile. */
export interface WorkerCalls {
  readonly create: {
    readonly request: { readonly options: SentClassifierOptions };
    readonly result: ClassifierFacts;
    readonly event: LoadEvent;
  };
  readonly classify: {
    readonly request: { readonly images: readonly SentImage[]; readonly passesOverUnreadable: boolean };
    readonly result: readonly (readonly Classification[])[];
    readonly event: UnreadableImage;
  };
  readonly explain: {
    readonly request: { readonly image: SentImage; readonly options: Omit<ExplainFacesOptions, 'signal'> };
    readonly result: readonly FaceExplanation[];
    readonly event: never;
  };
  /** The next frame of a stream; the first one opens it. */
  readonly frame: {
    readonly request: { readonly stream: number; readonly smoothing: number; readonly image: SentImage };
    readonly result: readonly Classification[];
    readonly event: never;
  };
  readonly train: {
    readonly request: { readonly training: SentTraining };
    readonly result: TrainedModel;
    readonly event: TrainEvent;
  };
}

/** The name of a call. */
export type CallType = keyof WorkerCalls;

/** A call as it travels. */
export type CallMessage = {
  [Type in CallType]: { readonly ferkit: typeof PROTOCOL; readonly type: Type; readonly id: number } & Readonly<
    WorkerCalls[Type]['request']
  >;
}[CallType];

/** What a page says to a worker. */
export type WorkerRequest =
  | CallMessage
  | { readonly ferkit: typeof PROTOCOL; readonly type: 'abort'; readonly id: number }
  | { readonly ferkit: typeof PROTOCOL; readonly type: 'closeStream'; readonly stream: number };

/** What a worker says to a page. */
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
  | { readonly ferkit: typeof PROTOCOL; readonly type: 'error'; readonly id: number; readonly error: SentError };

/** Whether a message is one of ours. */
export function isProtocol(data: unknown): data is { readonly ferkit: typeof PROTOCOL } {
  return typeof data === 'object' && data !== null && 'ferkit' in data && data.ferkit === PROTOCOL;
}
