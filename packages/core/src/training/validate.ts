import { sampleTargets } from '../batches/sampleTargets';
import type { Dataset } from '../datasets/Dataset';
import type { FerModel } from '../models/FerModel';
import type { ValidationMetrics } from './TrainOptions';

export async function validate(
  model: FerModel,
  dataset: Dataset,
  signal: AbortSignal | undefined,
): Promise<ValidationMetrics> {
  const images = Array.from({ length: dataset.size }, (_, k) => dataset.image(k));
  const s = await model.predictMatrix(images, { signal });
  const K = dataset.labels.length;
  let loss = 0, correct = 0;
  for (let k = 0; k < dataset.size; k++) {
    const row = s.subarray(k * K, (k + 1) * K);
    loss -= Math.log(Math.max(row[dataset.labelIndices[k]!]!, 1e-7));
    if (row.indexOf(Math.max(...row)) === dataset.labelIndices[k]) correct++;
  }
  return { loss: loss / dataset.size, accuracy: correct / dataset.size, macroF1: 0 };
}
