import { TrainingPanel } from '@ferkit/react';
import type { EpochRecord, FerModel, TrainResult } from '@ferkit/core';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import { faces, onCpu, onWasm } from '../fixtures/trainings';

const onFinish = fn<(model: FerModel, result: TrainResult) => void>();

const meta = {
  title: 'Live/Train',
  component: TrainingPanel,
  args: {
    data: faces,
    model: onWasm,
    options: {
      epochs: 8,
      batchSize: 16,
      learningRate: 0.005,
      seed: 1,
      augment: false,
      checkpoint: 'indexeddb:story-live',
    },
    onFinish,
    onError: fn(),
  },
} satisfies Meta<typeof TrainingPanel>;

export default meta;
type Story = StoryObj<typeof meta>;

const patience = { timeout: 55_000 };

/** Expects that the run has learned. */
async function expectFallingLoss(history: readonly EpochRecord[]): Promise<void> {
  await expect(history).toHaveLength(8);
  await expect(history[7]!.train.loss).toBeLessThan(0.5 * history[0]!.train.loss);
  // Chance level of seven labels is 0.14; the validation faces are unseen.
  await expect(history[7]!.validation!.accuracy).toBeGreaterThan(0.3);
}

/** A network trains on drawn faces in this page on WebAssembly, once you start it. */
export const InThisPage: Story = { tags: ['autodocs'] };

/** The run is stopped once and resumed. */
export const IsResumed: Story = {
  // A test alone: visitors begin by themselves.
  tags: ['!dev'],
  play: async ({ args, canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Start training' }));
    await waitFor(() => expect(canvas.getByText('Validation after epoch 1')).toBeVisible(), patience);
    await userEvent.click(canvas.getByRole('button', { name: 'Stop' }));
    await userEvent.click(await canvas.findByRole('button', { name: 'Resume' }, patience));
    await waitFor(() => expect(canvas.getByRole('group', { name: /^Loss over 8 epochs/ })).toBeVisible(), patience);
    await waitFor(() => expect(args.onFinish).toHaveBeenCalledOnce(), patience);
    await expectFallingLoss(onFinish.mock.calls[0]![1].history);
    await expect(args.onError).not.toHaveBeenCalled();
  },
};

/** The same in a worker, so that training does not block the page. */
export const InAWorker: Story = {
  tags: ['autodocs'],
  args: {
    model: onCpu,
    // Plain JavaScript is slow, so a few faces must do.
    data: { train: faces.take(28), validation: faces.selectSplit('validation').take(14) },
    options: { ...meta.args.options, epochs: 2, checkpoint: 'indexeddb:story-worker' },
    worker: () => new Worker(new URL('../fixtures/ferkit.worker.ts', import.meta.url), { type: 'module' }),
  },
};

export const WorkerFinishes: Story = {
  ...InAWorker,
  // A test alone: visitors begin by themselves.
  tags: ['!dev'],
  play: async ({ args, canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Start training' }));
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Restart' })).toBeVisible(), patience);
    await expect(args.onError).not.toHaveBeenCalled();
    await expect(args.onFinish).toHaveBeenCalledOnce();
    await expect(canvas.getByRole('figure', { name: 'Validation after epoch 2' })).toBeVisible();
  },
};
