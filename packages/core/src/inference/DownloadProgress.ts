import { platform } from '#platform';
import type { BackendChoice, BackendInfo } from '../backends/BackendProvider';
import { isRecord } from '../isRecord';
import type { LoadEvent } from '../models/openModelSource';
import { notify } from '../notify';
import { type Arrival, arrivalOf, countArrived, onArrival, type PackagedPart } from '../packagedArrival';
import type { PackagedFile } from '../packagedFiles';
import type { Abortable } from '../abortable';

/** The options of a classifier that decide which parts of the package a page fetches. */
interface NeedingParts {
  readonly model?: unknown;
  readonly backend?: BackendChoice | undefined;
  readonly faces?: unknown;
}

/** The parts of the package that a page fetches for a classifier, at most: with `auto`, the engine turns out later. */
function partsOf({ model, backend = 'auto', faces = 'auto' }: NeedingParts): readonly PackagedPart[] {
  // A worker asks before the options are checked.
  const takesEngine = [backend as unknown].flat().some((choice) => {
    if (isRecord(choice)) return choice.name === 'wasm' && choice.paths === undefined;
    return choice === 'auto' || choice === 'wasm';
  });
  return [
    'code',
    ...(model === undefined ? (['model'] as const) : []),
    ...(faces === 'auto' ? (['detector'] as const) : []),
    ...(takesEngine ? (['engine'] as const) : []),
  ];
}

/** The files of the package that a classifier is sure to read: the engine is not among them where a GPU may take its place. */
export function surelyReadFiles(options: NeedingParts): readonly PackagedFile[] {
  const mayUseGpu = options.backend !== 'wasm' && typeof navigator !== 'undefined' && 'gpu' in navigator;
  return partsOf(options).filter((part) => part !== 'code' && !(part === 'engine' && mayUseGpu)) as PackagedFile[];
}

/** Bytes of the package that a page fetches for a classifier. */
export const downloadSize = (options: NeedingParts): number => arrivalOf(partsOf(options)).total;

/** Tells a listener how much of the package has arrived. In Node, which reads it from the disk, it tells nothing. */
export class DownloadProgress {
  readonly #onProgress: ((event: LoadEvent) => unknown) | undefined;
  readonly #abortable: Abortable;
  readonly #stop: () => void;
  #parts: readonly PackagedPart[];
  #last: Arrival = { loaded: -1, total: -1 };
  /** Settles when the listener has been told all so far; rejects with its error. */
  #told: Promise<void> = Promise.resolve();

  constructor(options: NeedingParts & Abortable, onProgress: ((event: LoadEvent) => unknown) | undefined) {
    this.#onProgress = platform.threads === undefined ? onProgress : undefined;
    this.#abortable = options;
    this.#parts = partsOf(options);
    this.#stop = onArrival(() => this.#tell());
    this.#tell();
  }

  /** Call it once the code has been loaded, which also chose the backend: of its parts only those that it uses count. */
  async selected({ name }: BackendInfo): Promise<void> {
    if (name !== 'wasm') this.#parts = this.#parts.filter((part) => part !== 'engine');
    countArrived('code');
    this.#tell();
    await this.#told;
  }

  /** Ends it. @throws the error of the listener */
  async end(): Promise<void> {
    this.#stop();
    await this.#told;
  }

  #tell(): void {
    const { loaded, total } = arrivalOf(this.#parts);
    if (loaded === this.#last.loaded && total === this.#last.total) return;
    this.#last = { loaded, total };
    this.#told = this.#told.then(() => notify(this.#onProgress, { type: 'download', loaded, total }, this.#abortable));
    // It is thrown by the next wait.
    this.#told.catch(() => undefined);
  }
}
