import type { LoadEvent } from '@ferkit/core';
import { FerError } from '@ferkit/core/metrics';
import type { FaceClassifier } from '@ferkit/core/worker';
import { given } from '../given';
import type { ClassifierOptions } from './ClassifierOptions';

interface Loading {
  readonly signal: AbortSignal;
  readonly onProgress: (event: LoadEvent) => void;
}

/** Makes a classifier. The engine is loaded only now, so that a page without one, or a server, never sees it. */
export async function loadClassifier(
  { model, backend, faces, temperature, worker, wasm }: ClassifierOptions,
  loading: Loading,
): Promise<FaceClassifier> {
  if (worker === undefined) {
    const { createClassifier } = await import('@ferkit/core');
    loading.signal.throwIfAborted();
    return createClassifier({ ...given({ model, backend, faces, temperature }), ...loading });
  }
  if (typeof faces === 'object' || (typeof model === 'object' && 'layers' in model)) {
    const option = typeof faces === 'object' ? 'faces' : 'model';
    throw new FerError('OPTION_INVALID', {
      option,
      failed: 'Cannot make a classifier in a worker',
      expected: option === 'faces' ? '"auto" or "none"' : 'where the model lies',
      received: option === 'faces' ? 'a locator of this page' : 'a model of this page',
      next: 'Leave out worker, or pass what can travel to it.',
    });
  }
  const { createWorkerClassifier } = await import('@ferkit/core/worker');
  loading.signal.throwIfAborted();
  return createWorkerClassifier({
    ...given({ model, backend, faces, temperature, wasm }),
    ...loading,
    worker: worker(),
  });
}
