import type { Classifier } from '../inference/Classifier';

/** What a classifier can do, on this thread (`createClassifier`) or in a worker (`createWorkerClassifier`). */
export type FaceClassifier = Pick<
  Classifier,
  'metadata' | 'backend' | 'classify' | 'classifyBatch' | 'classifyStream' | 'explain' | 'dispose'
>;
