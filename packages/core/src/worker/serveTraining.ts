import { serializeError } from '../SerializedError';
import type { Dataset } from '../datasets/Dataset';
import { loadModel } from '../models/loadModel';
import { serializeWeights } from '../models/serializeWeights';
import type { TrainData, TrainOptions } from '../training/TrainOptions';
import type { TrainEvent } from '../training/TrainEvent';
import { train } from '../training/train';
import type { SerializedTraining, TrainedModel } from './protocol';

/** Trains a model that the page sent. Returns the weights also of a run that failed or was aborted, with its error. */
export async function serveTraining(
  { model: contents, backend, data, options }: SerializedTraining,
  signals: Required<Pick<TrainOptions, 'signal' | 'stopSignal'>>,
  onEvent: (event: TrainEvent) => void,
): Promise<TrainedModel> {
  const files = contents.map(({ name, content }) => new File([content], name));
  const model = await loadModel(files, { backend, signal: signals.signal });
  try {
    const outcome = await train(model, data as TrainData | Dataset, { ...options, ...signals, onEvent }).then(
      (result) => ({ result }),
      (error: unknown) => ({ error: serializeError(error) }),
    );
    const { bytes } = await serializeWeights(model, 'float32');
    return { weights: bytes, metadata: model.metadata, outcome };
  } finally {
    model.dispose();
  }
}
