import type { SerializedError } from '../SerializedError';
import type { BackendChoice, BackendInfo } from '../backends/BackendProvider';
import type { WasmOptions } from '../backends/locateWasm';
import type { Dataset } from '../datasets/Dataset';
import { copyColumns, type DatasetColumns } from '../datasets/DatasetColumns';
import { FerError } from '../errors';
import type { ImageInput } from '../images/readImage';
import type { Classification } from '../inference/Classification';
import type { DecisionOptions, ExplainFacesOptions, FaceExplanation } from '../inference/Classifier';
import type { ModelMetadata } from '../models/ModelMetadata';
import type { LoadEvent, ModelSource } from '../models/openModelSource';
import { type Drawable, isDrawable, type RgbaImage } from '../platform/Platform';
import { assertReadable } from '../platform/browser/drawPixels';
import { collectBytes, readStream } from '../platform/byteChunks';
import type { TrainEvent, TrainOptions, TrainResult } from '../training/TrainOptions';

/** Stands in every message, so that a worker and a page may say other things to each other too. */
export const PROTOCOL = 1;

/** An image as it travels: an absolute address, a file, bytes, pixels, or a bitmap. */
export type SentImage = string | Blob | Uint8Array | RgbaImage | ImageBitmap;

/** An image of a batch that the worker could not read, and its place there. */
export interface UnreadableImage {
  readonly index: number;
  readonly error: SerializedError;
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
  readonly options: Omit<TrainOptions, 'onEvent' | 'signal'>;
}

/** How a run in the worker ended. The model has changed also where it did not end well. */
export interface TrainedModel {
  /** All weights one after the other. */
  readonly weights: Uint8Array;
  readonly metadata: ModelMetadata;
  readonly outcome: { readonly result: TrainResult } | { readonly error: SerializedError };
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
type CallMessage = {
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
  | { readonly ferkit: typeof PROTOCOL; readonly type: 'error'; readonly id: number; readonly error: SerializedError };

/** Whether a message is one of ours. */
export function isProtocol(data: unknown): data is { readonly ferkit: typeof PROTOCOL } {
  return typeof data === 'object' && data !== null && 'ferkit' in data && data.ferkit === PROTOCOL;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** What each call has to bring along. What is in there is looked at by those who use it. */
const brings: Readonly<Record<CallType, (message: Fields) => boolean>> = {
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
 * Looks at a message that says that it is a call: a page with another version of ferkit may send other ones.
 * @throws OPTION_INVALID
 */
export function checkCall(message: Fields): asserts message is Fields & CallMessage {
  const { type } = message;
  if (typeof type === 'string' && Object.hasOwn(brings, type) && brings[type as CallType](message)) return;
  throw new FerError('OPTION_INVALID', {
    option: 'message',
    failed: 'The worker was sent a message that it does not understand',
    expected: `one of the calls ${Object.keys(brings).join(', ')}, with what belongs to it`,
    received: typeof type === 'string' ? `"${type}" with ${Object.keys(message).join(', ')}` : 'none of them',
    next: 'Let page and worker use the same version of @ferkit/core.',
  });
}

/**
 * The columns of a dataset, copied for their way to a worker.
 * @param transfer - collects what is handed over rather than copied on the way
 */
export function sendDataset(dataset: Dataset, transfer: Transferable[]): DatasetColumns {
  return copyColumns(dataset, (bytes) => {
    const buffer = new ArrayBuffer(bytes);
    transfer.push(buffer);
    return buffer;
  });
}

/** The addresses of the WebAssembly files, as they mean the same in a worker. */
export function sendWasm({ paths }: WasmOptions): WasmOptions {
  if (typeof paths === 'string') return { paths: toAbsolute(paths) };
  return { paths: Object.fromEntries(Object.entries(paths).map(([name, address]) => [name, toAbsolute(address)])) };
}

/**
 * Makes an image ready for its way to a worker. Pixels are copied once, and the copy is handed over: a view of a large
 * array, as those of a dataset are, would otherwise take all of it along. What an element shows goes as a bitmap, whose
 * pixels the worker reads.
 * @param transfer - collects what is handed over rather than copied on the way
 */
export async function sendImage(image: ImageInput, transfer: Transferable[]): Promise<SentImage> {
  if (typeof image === 'string' || image instanceof URL) return toAbsolute(image);
  if (isDrawable(image)) return sendDrawable(image, transfer);
  if (image instanceof Blob) return image;
  if (image instanceof Uint8Array) return handOver(image.slice(), transfer);
  if ('pixels' in image) return { ...image, pixels: handOver(image.pixels.slice(), transfer) };
  if ('data' in image) {
    const { data, width, height } = image;
    // A worker refuses wide-gamut half floats with the words that ferkit has for them everywhere.
    if (!(data instanceof Uint8ClampedArray)) return { pixels: new Uint8Array(), width, height };
    return { pixels: handOver(data.slice(), transfer), width, height };
  }
  const chunks = image instanceof ReadableStream ? readStream(image) : image;
  return handOver(await collectBytes({ name: 'stream', chunks }), transfer);
}

async function sendDrawable(drawable: Drawable, transfer: Transferable[]): Promise<ImageBitmap> {
  // A bitmap that may not be read cannot be handed over either, which the browser would tell in words of its own.
  await assertReadable(drawable);
  const bitmap = await createImageBitmap(drawable);
  transfer.push(bitmap);
  return bitmap;
}

function handOver<Pixels extends Uint8Array | Uint8ClampedArray>(pixels: Pixels, transfer: Transferable[]): Pixels {
  // An array over shared memory, or a part of one, is copied on the way instead.
  if (pixels.buffer instanceof ArrayBuffer && pixels.byteLength === pixels.buffer.byteLength) {
    transfer.push(pixels.buffer);
  }
  return pixels;
}

/**
 * An address as it means the same in a worker: there, a relative one would start from the worker's script and not from
 * the page. Names in the browser's own database are addresses already.
 */
export function toAbsolute(address: string | URL): string {
  if (address instanceof URL) return address.href;
  const base = typeof document === 'undefined' ? location.href : document.baseURI;
  return URL.canParse(address, base) ? new URL(address, base).href : address;
}
