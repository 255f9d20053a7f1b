/** What every ferkit error tells besides its code. The message is composed of these four, in this order. */
export interface Problem {
  /** What failed, as a sentence without its full stop. */
  readonly failed: string;
  /** What was expected instead. */
  readonly expected?: string;
  /** What came. */
  readonly received?: string;
  /** What the user can do about it, as a full sentence. */
  readonly next?: string;
}

/** A backend that was tried and turned down. */
export interface Refusal {
  readonly name: string;
  readonly reason: string;
  /** The command that would make the backend available, where there is one. */
  readonly install?: string;
}

/** The fields that each error code carries besides {@link Problem}. */
export interface ErrorDetails {
  /** No backend among those asked for can run here. */
  BACKEND_UNAVAILABLE: { readonly refused: readonly Refusal[] };
  /** A backend runs but computes something other than the cpu reference does. */
  BACKEND_UNSOUND: { readonly name: string; readonly check: string };
  /** A backend's device is gone: the GPU was reset, unplugged, or taken from the page. A new model or classifier gets a new one. */
  BACKEND_LOST: { readonly name: string };
  /** A backend, or this process itself (`memory`), could not allocate what it was asked to hold. */
  OUT_OF_MEMORY: { readonly name: string };
  /** An optional package is needed and not installed. */
  PEER_MISSING: { readonly package: string; readonly install: string };
  /** A file, URL or stream cannot be read. */
  SOURCE_UNREADABLE: { readonly source: string };
  /** A dataset file breaks its format. `line` counts from 1 (the header included), `column` is the field's name or its number from 1. */
  DATASET_MALFORMED: { readonly source?: string; readonly line?: number; readonly column?: string | number };
  /** A dataset, or the part of it that was asked for, has no samples. */
  DATASET_EMPTY: { readonly split?: string };
  /** Bytes that are no image that this platform can decode. */
  IMAGE_UNREADABLE: { readonly source?: string };
  /** A model does not fit what it is used for. */
  MODEL_INCOMPATIBLE: { readonly field: string };
  /** A network has layers that cannot be exchanged with other libraries. `layers` names each, with what is wrong with it. */
  LAYER_UNSUPPORTED: { readonly layers: readonly string[] };
  /** A model is being trained and cannot be trained again at the same time. */
  MODEL_BUSY: { readonly model: string };
  /** The files of a model are damaged, or its weights give no scores. */
  MODEL_CORRUPT: { readonly source?: string };
  /** A checkpoint belongs to another run: its `field` differs, one of recipe, data, validation and network. */
  CHECKPOINT_INCOMPATIBLE: { readonly field: string };
  /** The file of a checkpoint is damaged. */
  CHECKPOINT_CORRUPT: { readonly source?: string };
  /** A file of results belongs to another run: its model, options, part of the inputs or inputs differ. `field` says which. */
  RESULTS_INCOMPATIBLE: { readonly target: string; readonly field: string };
  /** The loss is no longer a finite number. The last good weights are kept in the model. */
  TRAINING_DIVERGED: { readonly epoch: number; readonly batch: number; readonly loss: number };
  /** A saved evaluation report breaks its format. `field` is the path of what does not fit: `confusion.counts[2]`. */
  REPORT_MALFORMED: { readonly field: string };
  /** A result could not be written. Nothing is left half-written. */
  STORAGE_FAILED: { readonly target: string };
  /** Another run works on the same checkpoint or model folder. `holder` says which, as far as that can be told. */
  STORAGE_BUSY: { readonly target: string; readonly holder: string };
  /** A worker failed: its script could not be loaded, threw outside of any call, or does not call `serveWorker`. */
  WORKER_FAILED: { readonly reason: string };
  /**
   * A page got no picture from a camera: its visitor or its own policy denied it, there is none, something else uses it, the
   * page is not served securely, or the camera was taken away.
   */
  CAMERA_UNAVAILABLE: { readonly reason: 'denied' | 'absent' | 'busy' | 'insecure' | 'ended' };
  /**
   * TensorFlow's native library could not be installed. `reason` tells what stands in the way: this platform, no compiler, no
   * Node-API headers, no fitting wheel, a download that broke off, bytes with another checksum, no room on the disk, CUDA
   * libraries that are not here, an addon that does not compile, or one that does not load.
   */
  NATIVE_INSTALL_FAILED: {
    readonly reason:
      'platform' | 'compiler' | 'headers' | 'wheel' | 'download' | 'checksum' | 'space' | 'cuda' | 'build' | 'load';
  };
  /** An option or argument is outside its range. */
  OPTION_INVALID: { readonly option: string };
  /** Something was used after `dispose()`. */
  DISPOSED: { readonly object: string };
}

/** The code of a {@link FerError}; what a program branches on. */
export type ErrorCode = keyof ErrorDetails;

const BRAND = Symbol.for('ferkit.error');

function compose({ failed, expected, received, next }: Problem): string {
  const facts = [
    expected === undefined ? undefined : `expected ${expected}`,
    received === undefined ? undefined : `received ${received}`,
  ].filter((fact) => fact !== undefined);
  const sentence = facts.length === 0 ? failed : `${failed}: ${facts.join(', ')}`;
  return next === undefined ? `${sentence}.` : `${sentence}. ${next}`;
}

/**
 * The one error class of ferkit: a code to branch on, typed details, and a message that says what failed, what was
 * expected, what came and what to do next.
 *
 * @example
 * ```ts
 * try {
 *   await openDataset('faces.csv');
 * } catch (error) {
 *   if (isFerError(error, 'DATASET_MALFORMED')) console.error(`line ${error.details.line}: ${error.message}`);
 *   else throw error;
 * }
 * ```
 */
export class FerError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly details: Problem & ErrorDetails[C];

  constructor(code: C, details: Problem & ErrorDetails[C], options?: ErrorOptions) {
    super(compose(details), options);
    this.name = 'FerError';
    this.code = code;
    this.details = details;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Tells whether a caught value is a ferkit error, and of which code. It looks for a brand, not for the class, so it
 * holds when two copies of ferkit are loaded.
 *
 * @example
 * ```ts
 * if (isFerError(error, 'BACKEND_UNAVAILABLE')) console.log(error.details.refused);
 * ```
 */
export function isFerError<C extends ErrorCode = ErrorCode>(error: unknown, code?: C): error is FerError<C> {
  if (typeof error !== 'object' || error === null || !(BRAND in error)) return false;
  return code === undefined || (error as unknown as FerError).code === code;
}
