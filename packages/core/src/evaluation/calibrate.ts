import type { Abortable } from '../abortable';
import { datasetImages } from '../batches/datasetImages';
import type { Dataset } from '../datasets/Dataset';
import { fitTemperature } from '../metrics/fitTemperature';
import { logScores } from '../metrics/logScores';
import { checkLabelsMatch } from '../models/checkLabelsMatch';
import type { FerModel } from '../models/FerModel';

/**
 * Finds the temperature that makes a model's scores mean what they say, and writes it into the model: among samples scored
 * 0.8, about 80 % should be right. It changes no ranking, so accuracy stays as it is. Guo et al. 2017, arXiv:1706.04599.
 * @param dataset - samples that the model was not trained on and that it is not judged by, e.g. the validation split
 * @returns the temperature, from 0.05 to 20
 * @throws MODEL_INCOMPATIBLE, DISPOSED
 *
 * @example
 * ```ts
 * await train(model, fer);
 * await calibrate(model, fer.split('validation'));
 * ```
 */
export async function calibrate(model: FerModel, dataset: Dataset, { signal }: Abortable = {}): Promise<number> {
  model.assertUsable();
  checkLabelsMatch(model, dataset);
  const scores = await model.predictMatrix(datasetImages(dataset), { signal, temperature: 1 });
  const temperature = fitTemperature(logScores(scores), dataset.labelIndices, model.labels.length);
  model.annotate({ temperature });
  return temperature;
}
