import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createSyntheticFaces } from '@ferkit/core/datasets';
import { createModel } from '@ferkit/core';
import type { MakeModel } from '@ferkit/react';
import { tinyNet } from '../../core/support/tinyNet';

/** 168 drawn faces for training and 21 for validation. */
export const faces = createSyntheticFaces({ count: 210, size: 16, seed: 3 });

/** Creates a network that trains in a moment on the CPU. */
export const makeTiny: MakeModel = (train, signal) =>
  createModel({
    architecture: tinyNet,
    labels: train.labels,
    input: { width: train.width, height: train.height },
    backend: 'cpu',
    signal,
  });

export const quick = { epochs: 3, batchSize: 28, learningRate: 0.01 } as const;

/** A path for the checkpoint of one test, in a temporary folder. */
export async function checkpointPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ferkit-training-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'checkpoint.safetensors');
}
