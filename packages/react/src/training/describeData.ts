import type { TrainingMessages } from '../messages/trainingMessages';
import { numberFormats } from '../messages/numberFormats';
import type { TrainingData } from './TrainingOptions';

/** Numbers of training samples, validation samples and labels in a sentence. */
export function describeData(data: TrainingData, messages: TrainingMessages): string {
  const { count } = numberFormats(messages.locale);
  const describe = (train: number, validation: number, labels: number): string =>
    messages.trainingData({
      train: count(train),
      validation: validation === 0 ? null : count(validation),
      labels: count(labels),
    });
  if ('train' in data) return describe(data.train.size, data.validation?.size ?? 0, data.train.labels.length);
  let [train, validation] = [0, 0];
  for (let k = 0; k < data.size; k++) {
    const split = data.splitOf(k);
    if (split === 'train') train++;
    else if (split === 'validation') validation++;
  }
  return describe(train, validation, data.labels.length);
}
