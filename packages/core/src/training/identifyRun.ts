import type { RunIdentity } from './checkpoint';
import type { ResolvedTrainOptions } from './checkTrainOptions';
import { fingerprintDataset } from './fingerprintDataset';
import type { TrainData } from './train';
import type { TrainingGraph } from './TrainingGraph';

/** What a checkpoint must share with a run. It reads all pixels. */
export const identifyRun = (
  options: ResolvedTrainOptions,
  { train, validation }: TrainData,
  { weights }: TrainingGraph,
): RunIdentity => ({
  options: JSON.stringify(options),
  data: fingerprintDataset(train),
  validation: validation === undefined ? 'none' : fingerprintDataset(validation),
  // Without the layers' names, which tfjs numbers through all networks of a process.
  network: weights
    .map(({ originalName, shape }) => `${originalName.split('/').at(-1) ?? ''} ${shape.join('x')}`)
    .join(', '),
});
