import { serializeError } from '../SerializedError';
import { Dataset } from '../datasets/Dataset';
import { loadModel } from '../models/loadModel';
import { serializeWeights } from '../models/serializeWeights';
import type { TrainEvent } from '../training/TrainOptions';
import { train } from '../training/train';
import type { SentTraining, TrainedModel } from './WorkerMessage';

/** Trains a model that came as files, and gives back what it has become, however the run ended. */
export async function trainSent(
  { model: files, backend, train: samples, validation, options }: SentTraining,
  signal: AbortSignal,
  onEvent: (event: TrainEvent) => void,
): Promise<TrainedModel> {
  const model = await loadModel(files, { backend, signal });
  try {
    const data = {
      train: new Dataset(samples),
      ...(validation === undefined ? {} : { validation: new Dataset(validation) }),
    };
    const outcome = await train(model, data, { ...options, signal, onEvent }).then(
      (result) => ({ result }),
      (error: unknown) => ({ error: serializeError(error) }),
    );
    const { bytes } = await serializeWeights(model, 'float32');
    return { weights: bytes, metadata: model.metadata, outcome };
  } finally {
    model.dispose();
  }
}
