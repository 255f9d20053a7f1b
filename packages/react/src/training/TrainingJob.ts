import type { FerModel } from '@ferkit/core';
import type { TrainingData, TrainingOptions } from './TrainingOptions';

/** What one run works with, from its start over all its stops to its end. */
export interface TrainingJob {
  readonly data: TrainingData;
  /** As they were at the start: with others a run could not go on where it stopped. */
  readonly options: TrainingOptions;
  model: FerModel | null;
}

/** Disposes of the model that a job made; one that was given is not its to dispose of. */
export function endJob(job: TrainingJob): void {
  if (job.model !== job.options.model) job.model?.dispose();
  job.model = null;
}
