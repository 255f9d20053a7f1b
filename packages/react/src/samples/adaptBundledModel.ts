import type { BackendChoice } from '@ferkit/core';
import { given } from '../given';
import type { MakeModel } from '../training/TrainingOptions';

/** Makes models for other labels from the one that comes with ferkit: a new last layer learns, all before it stays. */
export function adaptBundledModel(backend: BackendChoice | undefined, seed: number | undefined): MakeModel {
  return async (train, signal) => {
    const [{ adaptModel }, { loadBundledModel }] = await Promise.all([
      import('@ferkit/core'),
      import('@ferkit/core/pretrained'),
    ]);
    signal.throwIfAborted();
    const base = await loadBundledModel({ ...given({ backend }), signal });
    try {
      return await adaptModel(base, train.labels, given({ seed }));
    } finally {
      base.dispose();
    }
  };
}
