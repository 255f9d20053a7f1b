import type { EpochRecord } from '../../index';

/** A run's history as CSV, one line an epoch. */
export function renderHistory(history: readonly EpochRecord[]): string {
  const header =
    'epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,validation_macro_f1,best';
  const rows = history.map(({ epoch, learningRate, train, validation, best }) =>
    [
      epoch,
      learningRate,
      train.loss,
      train.accuracy,
      validation?.loss ?? '',
      validation?.accuracy ?? '',
      validation?.macroF1 ?? '',
      best,
    ].join(','),
  );
  return `${[header, ...rows].join('\n')}\n`;
}
