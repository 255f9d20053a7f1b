// Entry of the bundle for tests of workers: Node's worker threads run JavaScript only. See bundleWorkers.ts.
export * as tf from '@tensorflow/tfjs';
export { createSyntheticFaces } from '../../../../packages/core/src/datasets/synthetic/createSyntheticFaces';
export { createModel } from '../../../../packages/core/src/models/createModel';
export { train } from '../../../../packages/core/src/training/train';
export { createStripes } from '../../support/createStripes';
export { createTinyModel, readWeights } from '../../support/tinyNet';
