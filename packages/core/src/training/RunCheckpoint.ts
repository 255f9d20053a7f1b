import type { Dataset } from '../datasets/Dataset';
import { FerError } from '../errors';
import type { RunState } from './RunState';
import { isPlainObject } from '../isRecord';
import { describeValue } from '../options';
import { callPart, describeRecipe, partInvalid } from './OwnParts';
import type { CheckpointOptions, TrainCallback, TrainData } from './TrainOptions';
import type { TrainEvent } from './TrainEvent';
import { readCheckpoint, type RunIdentity, writeCheckpoint } from './checkpoint';
import type { ResolvedRecipe } from './resolveRecipe';
import type { TrainableNetwork } from './steps/TrainableNetwork';

/** The checkpoint of one run: when it is due, and whether it is up to date. Without options nothing is read or written. */
export class RunCheckpoint {
  readonly #options: Required<CheckpointOptions> | undefined;
  readonly #state: RunState;
  readonly #callbacks: readonly TrainCallback[];
  readonly #model: string;
  readonly #identify: () => RunIdentity;
  #identity: RunIdentity | undefined;
  #lastWritten = performance.now();
  /** The step after which the file was last written. */
  #savedStep: number | undefined;

  /**
   * @param model - of `describeModel`, taken before the network was prepared for training
   * @param identify - reads all pixels, so it is called at most once, and only if there is a checkpoint
   */
  constructor(
    options: Required<CheckpointOptions> | undefined,
    state: RunState,
    callbacks: readonly TrainCallback[],
    model: string,
    identify: () => RunIdentity,
  ) {
    this.#options = options;
    this.#state = state;
    this.#callbacks = callbacks;
    this.#model = model;
    this.#identify = identify;
  }

  get isDue(): boolean {
    const seconds = (performance.now() - this.#lastWritten) / 1000;
    return this.#options !== undefined && seconds >= this.#options.everySeconds;
  }

  /** True if the file has the latest step. */
  get isUpToDate(): boolean {
    return this.#savedStep === this.#state.position.step;
  }

  /**
   * Restores the state of the run and of its callbacks from the file, if it exists or has to.
   * @throws CHECKPOINT_CORRUPT, CHECKPOINT_INCOMPATIBLE
   */
  async resume(): Promise<void> {
    if (this.#options === undefined || this.#options.resume === false) return;
    const { path, resume } = this.#options;
    const states = await readCheckpoint(path, this.#state, this.#identifyOnce(), resume === 'extend');
    if (states !== undefined) {
      for (const callback of this.#callbacks) {
        if (callback.restore !== undefined)
          callPart('callbacks', callback, () => callback.restore!(states[callback.name]));
      }
      return;
    }
    if (resume !== 'required') return;
    throw new FerError('CHECKPOINT_CORRUPT', {
      source: path,
      failed: `The checkpoint ${path} is gone`,
      expected: 'the checkpoint of a stopped run',
      received: 'none: another run took its place and ended, or it was removed',
      next: 'Start anew. Give runs at the same time different names.',
    });
  }

  /** Writes the file. The backend of the run has to be the current one. @throws STORAGE_FAILED */
  async write(emit: (event: TrainEvent) => Promise<void>): Promise<void> {
    if (this.#options === undefined) return;
    this.#lastWritten = performance.now();
    const { path } = this.#options;
    await writeCheckpoint(path, this.#state, this.#identifyOnce(), this.#saveCallbacks(), this.#model);
    const { epoch, batch, step } = this.#state.position;
    this.#savedStep = step;
    await emit({ type: 'checkpoint', path, epoch, batch });
  }

  /** @throws OPTION_INVALID for a state that JSON cannot hold, which could not be restored */
  #saveCallbacks(): Readonly<Record<string, unknown>> {
    const states: Record<string, unknown> = {};
    for (const callback of this.#callbacks) {
      if (callback.save === undefined) continue;
      const state = callPart('callbacks', callback, () => callback.save!());
      if (!isJson(state)) throw partInvalid('callbacks', callback, 'a state of plain JSON', describeValue(state));
      states[callback.name] = state;
    }
    return states;
  }

  #identifyOnce(): RunIdentity {
    this.#identity ??= this.#identify();
    return this.#identity;
  }
}

const isJson = (value: unknown): boolean =>
  value === null ||
  ['string', 'boolean'].includes(typeof value) ||
  Number.isFinite(value) ||
  (Array.isArray(value) && value.every(isJson)) ||
  (isPlainObject(value) && Object.values(value).every(isJson));

/** The identity of a run: its recipe, data and network. Reads all pixels. */
export const identifyRun = (
  recipe: ResolvedRecipe,
  callbacks: readonly TrainCallback[],
  { train, validation }: TrainData,
  { weights }: TrainableNetwork,
): RunIdentity => ({
  recipe: describeRecipe(recipe),
  callbacks: callbacks.flatMap((callback) => (callback.save === undefined ? [] : [callback.name])).join(', ') || 'none',
  data: fingerprintDataset(train),
  validation: validation === undefined ? 'none' : fingerprintDataset(validation),
  // Layer names are left out: tfjs numbers the layers of a process, so that the same network gets other names in another run.
  network: weights
    .map(({ originalName, shape }) => `${originalName.split('/').at(-1) ?? ''} ${shape.join('x')}`)
    .join(', '),
});

/**
 * A hash (FNV-1a) that changes with the samples of a dataset, their order or their labels. It detects changed data on resume
 * and does not withstand forgery.
 */
function fingerprintDataset(dataset: Dataset): string {
  let hash = 0x811c9dc5;
  const add = (values: Uint8Array | Uint8ClampedArray): void => {
    for (const value of values) hash = Math.imul(hash ^ value, 0x01000193);
  };
  add(dataset.labelIndices);
  if (dataset.softLabels !== undefined) add(new Uint8Array(dataset.softLabels.slice().buffer));
  for (let sample = 0; sample < dataset.size; sample++) add(dataset.image(sample).pixels);
  return `${dataset.size} samples of ${dataset.labels.join(', ')}, ${(hash >>> 0).toString(16).padStart(8, '0')}`;
}
