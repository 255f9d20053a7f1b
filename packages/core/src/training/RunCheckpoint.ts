import { readCheckpoint, writeCheckpoint, type RunIdentity } from './checkpoint';
import type { RunState } from './RunState';
import type { CheckpointOptions, TrainEvent } from './TrainOptions';

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
