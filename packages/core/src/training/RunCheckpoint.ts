import type { Dataset } from '../datasets/Dataset';
import type { RunState } from './RunState';
import type { CheckpointOptions, TrainData, TrainEvent } from './TrainOptions';
import type { ResolvedTrainOptions } from './checkTrainOptions';
import { readCheckpoint, type RunIdentity, writeCheckpoint } from './checkpoint';
import type { TrainableNetwork } from './steps/TrainableNetwork';

/** Seconds between two checkpoints where the caller names none. */
const CHECKPOINT_SECONDS = 60;

/** The file that a run can go on from; where the caller wants none, nothing is written. */
export class RunCheckpoint {
  readonly #options: CheckpointOptions | undefined;
  readonly #state: RunState;
  readonly #identify: () => RunIdentity;
  #identity: RunIdentity | undefined;
  #lastWritten = performance.now();
  /** The step after which it was last written. */
  #savedStep: number | undefined;

  /** @param identify - is called once, and only where there is a checkpoint */
  constructor(options: CheckpointOptions | undefined, state: RunState, identify: () => RunIdentity) {
    this.#options = options;
    this.#state = state;
    this.#identify = identify;
  }

  get isDue(): boolean {
    const seconds = (performance.now() - this.#lastWritten) / 1000;
    return this.#options !== undefined && seconds >= (this.#options.everySeconds ?? CHECKPOINT_SECONDS);
  }

  /** Whether it has all that the run has learned. */
  get isComplete(): boolean {
    return this.#savedStep === this.#state.position.step;
  }

  /** Sets the run to where the checkpoint was written, if there is one. @throws CHECKPOINT_CORRUPT, CHECKPOINT_INCOMPATIBLE */
  async resume(): Promise<void> {
    if (this.#options === undefined || this.#options.resume === false) return;
    await readCheckpoint(this.#options.path, this.#state, this.#identifyOnce());
  }

  /** Writes it; the backend of the run has to be the current one. @throws STORAGE_FAILED */
  async write(emit: (event: TrainEvent) => void): Promise<void> {
    if (this.#options === undefined) return;
    this.#lastWritten = performance.now();
    const { path } = this.#options;
    await writeCheckpoint(path, this.#state, this.#identifyOnce());
    const { epoch, batch, step } = this.#state.position;
    this.#savedStep = step;
    emit({ type: 'checkpoint', path, epoch, batch });
  }

  #identifyOnce(): RunIdentity {
    this.#identity ??= this.#identify();
    return this.#identity;
  }
}

/** What a checkpoint must share with a run. It reads all pixels. */
export const identifyRun = (
  options: ResolvedTrainOptions,
  { train, validation }: TrainData,
  { weights }: TrainableNetwork,
): RunIdentity => ({
  options: JSON.stringify(options),
  data: fingerprintDataset(train),
  validation: validation === undefined ? 'none' : fingerprintDataset(validation),
  // Without the layers' names, which tfjs numbers through all networks of a process.
  network: weights
    .map(({ originalName, shape }) => `${originalName.split('/').at(-1) ?? ''} ${shape.join('x')}`)
    .join(', '),
});

/**
 * A number that changes when the samples of a dataset, their order or their labels do. It tells a resumed run that its data is
 * not what it was; it is not made to withstand forgery (FNV-1a).
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
