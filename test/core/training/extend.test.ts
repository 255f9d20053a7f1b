import { describe, expect, test } from 'vitest';
import { train, type TrainEvent, type TrainOptions } from '@ferkit/core';
import { createTinyModel, readWeights } from '../support/tinyNet';
import { useCheckpointFile } from './support/checkpointFile';
import { stripes } from './support/smallRun';

const file = useCheckpointFile();
const recipe: TrainOptions = { epochs: 2, batchSize: 16, learningRate: 0.01, averageWeights: 0.9 };
const extended = () => ({ path: file.path, resume: 'extend' }) as const;

/** Trains a new model; returns its weights, epochs and notes. */
async function run(options: TrainOptions) {
  const model = await createTinyModel();
  let notes: readonly string[] = [];
  const onEvent = (event: TrainEvent): void => {
    if (event.type === 'start') ({ notes } = event);
  };
  try {
    const result = await train(model, stripes, { ...recipe, ...options, onEvent });
    return { ...result, weights: await readWeights(model), notes };
  } finally {
    model.dispose();
  }
}

describe('a finished run that is extended', () => {
  test.each([
    [{ type: 'constant' }],
    [{ type: 'step', epochs: 1, factor: 0.5 }],
    [{ type: 'plateau', patience: 1, factor: 0.5 }],
  ] as const)('with the schedule %j ends like one that was longer from the start', async (schedule) => {
    const whole = await run({ schedule, epochs: 4 });
    await run({ schedule, checkpoint: file.path });
    const longer = await run({ schedule, epochs: 4, checkpoint: extended() });
    expect(longer.history).toEqual(whole.history);
    expect(longer.weights).toEqual(whole.weights);
    expect(longer.notes).toEqual([]);
  });

  test('with a schedule of its length follows that of the new length, says so, and can be resumed and extended again', async () => {
    const { history } = await run({ checkpoint: file.path });
    const longer = await run({ epochs: 4, checkpoint: extended() });
    expect(longer.history.slice(0, 2)).toEqual(history);
    const whole = await run({ epochs: 4 });
    expect(longer.history.slice(2).map(({ learningRate }) => learningRate)).toEqual(
      whole.history.slice(2).map(({ learningRate }) => learningRate),
    );
    expect(longer.notes).toEqual([
      'The learning rates follow the schedule of 4 epochs from epoch 3, where the run was extended.',
    ]);
    // As a resumed run, it must not be refused for the rates of its first epochs.
    expect((await run({ epochs: 4, checkpoint: file.path })).history).toEqual(longer.history);
    expect((await run({ epochs: 5, checkpoint: extended() })).history).toHaveLength(5);
  });

  test('after an early stop goes on with another patience', async () => {
    const stopping = { metric: 'loss', learningRate: 0.5, schedule: 'constant', epochs: 8, patience: 1 } as const;
    const stopped = await run({ ...stopping, checkpoint: file.path });
    expect(stopped.reason).toBe('early-stopped');
    expect(stopped.history.length).toBeLessThan(8);
    const longer = await run({ ...stopping, epochs: 9, patience: 9, checkpoint: extended() });
    expect(longer.history).toHaveLength(9);
  });

  test.each([
    ['without extend', { epochs: 3 }, true],
    ['to fewer epochs', { epochs: 1 }, 'extend'],
    ['with another optimizer', { epochs: 3, optimizer: 'sgd' }, 'extend'],
  ] as const)('%s is refused', async (_, options, resume) => {
    await run({ checkpoint: file.path });
    await expect(run({ ...options, checkpoint: { path: file.path, resume } })).rejects.toMatchObject({
      code: 'CHECKPOINT_INCOMPATIBLE',
      details: { field: 'recipe' },
    });
  });
});
