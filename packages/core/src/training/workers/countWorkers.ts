import { platform } from '#platform';
import type { BackendInfo } from '../../backends/BackendProvider';
import { FerError, type Problem } from '../../errors';
import { ownPartsOf } from '../OwnParts';
import type { ResolvedRecipe } from '../resolveRecipe';

/** Smallest shard that pays off: with fewer samples, workers mostly wait for each other. */
const MIN_SHARD = 8;

/**
 * Resolves the number of data-parallel workers. Only wasm in Node benefits from more than one: TensorFlow and GPUs use the whole
 * machine by themselves.
 * @throws OPTION_INVALID
 */
export function countWorkers(
  workers: number | 'auto',
  backend: Pick<BackendInfo, 'name'>,
  recipe: Pick<ResolvedRecipe, 'batchSize' | 'loss' | 'augment'>,
): number {
  const { batchSize } = recipe;
  const [own] = ownPartsOf({ loss: recipe.loss, augment: recipe.augment });
  const { threads } = platform;
  const possible = threads !== undefined && backend.name === 'wasm' && own === undefined;
  if (workers === 'auto') {
    return possible ? Math.max(1, Math.min(threads.cores, Math.floor(batchSize / MIN_SHARD))) : 1;
  }
  if (!Number.isSafeInteger(workers) || workers < 1 || workers > batchSize) {
    throw invalid({
      failed: 'Cannot train: the option "workers" is out of range',
      expected: `'auto' or a whole number of at least 1 and at most the batch size, ${batchSize}`,
      received: String(workers),
    });
  }
  if (workers === 1 || possible) return workers;
  if (own !== undefined) {
    throw invalid({
      failed: `Cannot train with several workers: the ${own.option} "${own.name}" is a function, which cannot be sent to a thread`,
      received: `${workers} workers`,
      next: 'Leave "workers" out.',
    });
  }
  const received = `${workers} workers on backend "${backend.name}"`;
  if (threads === undefined) {
    throw invalid({
      failed: 'Cannot train with several workers in a browser',
      received,
      next: 'Leave "workers" out, or train on a GPU: backend "webgpu" or "webgl".',
    });
  }
  throw invalid({
    failed: 'Cannot train with several workers on this backend',
    expected: 'a model on backend "wasm"',
    received,
    next: `Leave "workers" out${backend.name === 'cpu' ? ', or use wasm' : ': this backend uses the whole machine by itself'}.`,
  });
}

/** The reason for which `auto` is one worker where it could be more, as a list of sentences. */
export function explainOneWorker(
  backend: Pick<BackendInfo, 'name'>,
  { loss, augment }: Pick<ResolvedRecipe, 'loss' | 'augment'>,
): readonly string[] {
  const [own] = ownPartsOf({ loss, augment });
  if (own === undefined || platform.threads === undefined || backend.name !== 'wasm') return [];
  return [`One thread trains: the ${own.option} "${own.name}" is a function, which cannot be sent to a worker.`];
}

function invalid(problem: Problem): FerError {
  return new FerError('OPTION_INVALID', { option: 'workers', ...problem });
}
