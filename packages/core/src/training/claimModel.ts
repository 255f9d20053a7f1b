import { FerError } from '../errors';
import type { FerModel } from '../models/FerModel';

const modelsInTraining = new WeakSet<FerModel>();

/**
 * Claims a model for one training run, here or in a worker: two runs would overwrite each other's weights.
 * @returns a function that releases it
 * @throws MODEL_BUSY
 */
export function claimModel(model: FerModel): () => void {
  if (modelsInTraining.has(model)) {
    throw new FerError('MODEL_BUSY', {
      model: model.metadata.architecture.id,
      failed: 'The model is being trained already',
      next: 'Wait for that run to end, or abort it, before starting another.',
    });
  }
  modelsInTraining.add(model);
  return () => void modelsInTraining.delete(model);
}
