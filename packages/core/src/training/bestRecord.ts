import type { EpochRecord } from './TrainOptions';

/** The epoch that was the best of its time last, which is the best of all. */
export function bestRecord(history: readonly EpochRecord[]): EpochRecord | undefined {
  return history.findLast(({ best }) => best);
}
