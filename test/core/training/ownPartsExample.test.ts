import { expect, test } from 'vitest';
import type { FerModel } from '@ferkit/core';
import type { TrainResult } from '@ferkit/core/metrics';

interface Example {
  trainWithOwnParts(options?: { readonly epochs?: number; readonly count?: number }): Promise<{
    readonly model: FerModel;
    readonly result: TrainResult;
    readonly suggestion: number;
  }>;
}

test('examples/own-parts trains', async () => {
  // A variable, because the example is plain JavaScript without types.
  const path = ['..', '..', '..', 'examples', 'own-parts', 'train.mjs'].join('/');
  const example = (await import(path)) as Example;
  const { model, result, suggestion } = await example.trainWithOwnParts({ epochs: 2, count: 70 });
  expect(result.reason).toBe('completed');
  expect(suggestion).toBeGreaterThan(0);
  for (const { validation } of result.history) expect(validation!.own).toBeGreaterThanOrEqual(0);
  model.dispose();
});
