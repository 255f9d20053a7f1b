import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { type FerModel, train, type TrainOptions } from '@ferkit/core';
import { options, stripes } from './smallRun';

/** The checkpoint of the test under way. */
export interface CheckpointFile {
  readonly path: string;
  /** The folder around it, which is empty at first. */
  readonly folder: string;
  /** Trains until a given batch of a given epoch has ended, then aborts. */
  trainUntil(model: FerModel, epoch: number, batch: number, call?: TrainOptions): Promise<void>;
}

/** Gives each test of a file a checkpoint in a folder of its own, and removes it afterwards. */
export function useCheckpointFile(): CheckpointFile {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ferkit-run-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  return {
    get folder() {
      return folder;
    },
    get path() {
      return join(folder, 'checkpoint.safetensors');
    },
    async trainUntil(model, epoch, batch, call) {
      const controller = new AbortController();
      const run = train(model, stripes, {
        ...options,
        ...call,
        checkpoint: this.path,
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type === 'batch' && event.epoch === epoch && event.batch === batch) controller.abort();
        },
      });
      await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    },
  };
}
