import type { BatchShare } from '../../batches/createBatch';

/** Which samples of a batch a worker computes: as many as any other, or one fewer. */
export function shareOf(samples: number, worker: number, workers: number): BatchShare {
  return {
    from: Math.floor((worker * samples) / workers),
    to: Math.floor(((worker + 1) * samples) / workers),
  };
}
