/** The parts of an error message, in their order. Every {@link FerError} has them in its details. */
export interface Problem {
  /** The failure, as a sentence without full stop. */
  readonly failed: string;
  /** The expected value or state. */
  readonly expected?: string;
  /** The received value or state. */
  readonly received?: string;
  /** The next step for the user, as a full sentence. */
  readonly next?: string;
}

/** A backend that was tried and refused. */
export interface Refusal {
  readonly name: string;
  readonly reason: string;
  /** A command that makes the backend available, if there is one. */
  readonly install?: string;
}

/** A label of a dataset that a model lacks. */
export interface UnknownLabel {
  readonly label: string;
  /** Number of samples with this label. */
  readonly samples: number;
  /** The label of the model that it most likely means: a synonym, such as `angry` for `anger`, or nearly the same letters. */
  readonly meant?: string;
}

/** The fields that each error code carries besides {@link Problem}. */
export interface ErrorDetails {
  /** None of the requested backends can run here. */
  BACKEND_UNAVAILABLE: { readonly refused: readonly Refusal[] };
  /** A backend runs, but its results differ from the cpu reference. */
  BACKEND_UNSOUND: { readonly name: string; readonly check: string };
  /** A backend lost its device: the GPU was reset, unplugged, or taken from the page. A new model gets a new one. */
  BACKEND_LOST: { readonly name: string };
  /** A backend, or this process (`memory`), could not allocate memory. */
  OUT_OF_MEMORY: { readonly name: string };
  /** A required optional package is not installed. `source` and `format` are those of an image that needs it. */
  PEER_MISSING: {
    readonly package: string;
    readonly install: string;
    readonly source?: string;
    readonly format?: string;
  };
  /** A file, URL or stream cannot be read. `isOwnPart` is true for a part of ferkit itself, which is loaded on demand. */
  SOURCE_UNREADABLE: { readonly source: string; readonly isOwnPart?: true };
  /**
   * A dataset file breaks its format. `line` counts from 1 with the header, `column` is the field's name or number from 1; in an
   * array it is the row or image, from 0: `row 3`.
   */
  DATASET_MALFORMED: { readonly source?: string; readonly line?: number; readonly column?: string | number };
  /** A dataset, or a selection from it, has no samples. */
  DATASET_EMPTY: { readonly split?: string };
  /** An image cannot be decoded on this platform. */
  IMAGE_UNREADABLE: {
    readonly source?: string;
    /** The format of the file, if it is one that is not decoded here: HEIC, TIFF, ICO, HTML ... */
    readonly format?: string;
  };
  /** A model does not match its use: `field` names the difference. `labels` are those of a dataset that the model lacks. */
  MODEL_INCOMPATIBLE: { readonly field: string; readonly labels?: readonly UnknownLabel[] };
  /** A network has layers that cannot be exchanged with other libraries. `layers` names each with the reason. */
  LAYER_UNSUPPORTED: { readonly layers: readonly string[] };
  /** A model is being trained, and cannot be trained twice at the same time. */
  MODEL_BUSY: { readonly model: string };
  /** The files of a model are damaged, or its weights give no finite scores. */
  MODEL_CORRUPT: { readonly source?: string };
  /** A checkpoint belongs to another run: its `field` differs, one of recipe, data, validation and network. */
  CHECKPOINT_INCOMPATIBLE: { readonly field: string };
  /** The file of a checkpoint is damaged, or gone where a run has to resume from it. */
  CHECKPOINT_CORRUPT: { readonly source?: string };
  /**
   * A file of results belongs to another run. `field` names the difference: model, shard, threshold, top, whole or inputs, of films also
   * film, fps, from, to or smoothing; it is run if
   * the settings of the earlier run cannot be read.
   */
  RESULTS_INCOMPATIBLE: { readonly target: string; readonly field: string };
  /** The loss is no longer finite. The model has the weights of its best epoch, or without one its last good weights. */
  TRAINING_DIVERGED: { readonly epoch: number; readonly batch: number; readonly loss: number };
  /** A saved evaluation report breaks its format. `field` is the path of the invalid field, e.g. `confusion.counts[2]`. */
  REPORT_MALFORMED: { readonly field: string };
  /**
   * A saved timeline breaks its format. `line` counts from 1 with the header; `field` is the column, or the path of the invalid field in
   * JSON and columns, e.g. `frames[2].time`.
   */
  TIMELINE_MALFORMED: { readonly line?: number; readonly field?: string };
  /**
   * A film cannot be read. `format`: the file is no film; `codec`: its pictures are coded in a way that is not decoded here; `noVideo`:
   * it has no pictures; `broken`: it breaks off at `time`, in seconds.
   */
  VIDEO_UNREADABLE: {
    readonly source: string;
    readonly reason: 'format' | 'codec' | 'noVideo' | 'broken';
    readonly time?: number;
  };
  /** A file could not be written. No partial file is left. */
  STORAGE_FAILED: { readonly target: string };
  /** Another run has locked the same checkpoint or model folder. `holder` names it, as far as known. */
  STORAGE_BUSY: { readonly target: string; readonly holder: string };
  /** A worker failed: its script could not be loaded, threw outside of any call, or does not call `serveWorker`. */
  WORKER_FAILED: { readonly reason: string };
  /**
   * A camera gave no picture: the visitor or the page's policy denied it, there is none, another program uses it, the page is
   * insecure, or the camera was disconnected.
   */
  CAMERA_UNAVAILABLE: { readonly reason: 'denied' | 'absent' | 'busy' | 'insecure' | 'ended' };
  /**
   * TensorFlow's native library could not be installed. `reason` names the obstacle: unsupported platform, no compiler, no
   * Node-API headers, no matching wheel, failed download, wrong checksum, full disk, missing CUDA libraries, an addon that does
   * not compile, or one that does not load.
   */
  NATIVE_INSTALL_FAILED: {
    readonly reason:
      'platform' | 'compiler' | 'headers' | 'wheel' | 'download' | 'checksum' | 'space' | 'cuda' | 'build' | 'load';
  };
  /** An option or argument has an unknown name, a wrong type, or a value out of range. */
  OPTION_INVALID: { readonly option: string };
  /** An object was used after `dispose()`. */
  DISPOSED: { readonly object: string };
}

/** The code of a {@link FerError}, for programs to branch on. */
export type ErrorCode = keyof ErrorDetails;

/** Longest text of an input in an error, in characters. */
const LONGEST_INPUT = 200;

/** Cuts a text in the middle. */
const cut = (text: string, limit: number): string =>
  text.length > limit ? `${text.slice(0, limit / 2)}…${text.slice(1 - limit / 2)}` : text;

/** Leaves out the content of data URLs, and cuts what is long and without a space or in quotes: paths, URLs, base64. */
export const shortenText = (text: string): string =>
  text
    .replace(/(data:[^,\s]{0,80},)[^\s"]+/g, '$1…')
    .replace(/"[^"\s,.;:)][^"]{200,}"|\S{201,}/g, (long) => cut(long, LONGEST_INPUT));

/** Shortens what the caller passed in, in lists and objects too: an error goes to logs, where no file and no picture belongs. */
function shorten<Value>(value: Value, name = ''): Value {
  if (typeof value === 'string') {
    const text = shortenText(value);
    // Lists of expected values and next steps are ferkit's own.
    if (name === 'expected' || name === 'next') return text as Value;
    return cut(text, name === 'failed' ? 2 * LONGEST_INPUT : LONGEST_INPUT) as Value;
  }
  if (Array.isArray(value)) return value.map((entry) => shorten<unknown>(entry, name)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]: [string, unknown]) => [key, shorten(entry, key)]);
  return Object.fromEntries(entries) as Value;
}

/**
 * Shortens the texts of a foreign error, in a copy of it: Node quotes the whole path of a file that it cannot open. The error itself
 * may be the caller's and stays as it is.
 */
function shortenCause(cause: unknown): unknown {
  if (typeof cause === 'string') return shorten(cause, 'failed');
  if (!(cause instanceof Error) || isFerError(cause)) return cause;
  const fields = cause as Error & Record<string, unknown>;
  const changes: PropertyDescriptorMap = {};
  for (const name of ['message', 'stack', ...Object.keys(cause)]) {
    const text = fields[name];
    const short = typeof text === 'string' ? shortenText(text) : text;
    if (short !== text) changes[name] = { value: short, configurable: true };
  }
  if (Object.keys(changes).length === 0) return cause;
  const copy = Object.assign(new Error(cause.message, { cause: shortenCause(cause.cause) }), cause);
  Object.setPrototypeOf(copy, Object.getPrototypeOf(cause) as object);
  return Object.defineProperties(copy, changes);
}

const BRAND = Symbol.for('ferkit.error');

/** Escapes control characters of names and contents, which would change the terminal that a message is printed on. */
function escapeControls(text: string, kept = ''): string {
  // eslint-disable-next-line no-control-regex -- control characters are looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) =>
    kept.includes(character) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function compose({ failed: failure, expected, received, next }: Problem): string {
  const failed = escapeControls(failure);
  const facts = [
    expected === undefined ? undefined : `expected ${expected}`,
    // Reports of foreign libraries have several lines.
    received === undefined ? undefined : `received ${escapeControls(received, '\n\t')}`,
  ].filter((fact) => fact !== undefined);
  const sentence = facts.length === 0 ? failed : `${failed}: ${facts.join(', ')}`;
  return next === undefined ? `${sentence}.` : `${sentence}. ${next}`;
}

/**
 * The error class of ferkit: a code to branch on, typed details, and a message with the failure, the expected and the received
 * value, and the next step.
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
    const short = shorten(details);
    super(compose(short), options !== undefined && 'cause' in options ? { cause: shortenCause(options.cause) } : {});
    this.name = 'FerError';
    this.code = code;
    this.details = short;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Narrows a caught value to a ferkit error, optionally of one code. It checks a brand, not the class, so it also works if two
 * copies of ferkit are loaded.
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
