import type { EpochRecord } from './TrainOptions';

/** The best epoch so far: the last that was better than all before it. */
export function bestRecord(history: readonly EpochRecord[]): EpochRecord | undefined {
  return history.findLast(({ best }) => best);
}
