import { TrainingPanel } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import { faces, never, onWasm, refused } from '../fixtures/trainings';
import { withForcedColors } from '../fixtures/withForcedColors';

const meta = {
  title: 'Components/TrainingPanel',
  component: TrainingPanel,
  args: {
    data: faces,
    model: onWasm,
    // Each story has its own checkpoint, because stories may run at the same time.
    options: { epochs: 2, batchSize: 32, learningRate: 0.01, seed: 1, checkpoint: 'indexeddb:story-states' },
    onFinish: fn(),
    onError: fn(),
  },
} satisfies Meta<typeof TrainingPanel>;

export default meta;
type Story = StoryObj<typeof meta>;

const patience = { timeout: 50_000 };

type Play = NonNullable<Story['play']>;

/** A run long enough for curves. */
const longRun = { ...meta.args.options, epochs: 8, batchSize: 16, augment: false } as const;

const start: Play = ({ canvas }) => userEvent.click(canvas.getByRole('button', { name: 'Start training' }));

const finish: Play = async (context) => {
  await start(context);
  await waitFor(() => expect(context.canvas.getByRole('button', { name: 'Restart' })).toBeVisible(), patience);
  await expect(context.args.onFinish).toHaveBeenCalledOnce();
};

/** The faces in these stories are drawings of nobody. */
export const Ready: Story = { tags: ['autodocs'] };

export const WithoutData: Story = {
  tags: ['autodocs'],
  args: { data: undefined },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button', { name: 'Start training' })).toBeDisabled();
  },
};

export const StartingTheEngine: Story = {
  args: { model: never },
  play: async (context) => {
    await start(context);
    await expect(await context.canvas.findByRole('progressbar')).not.toHaveAttribute('value');
    await expect(context.canvas.getByRole('button', { name: 'Stop' })).toBeEnabled();
  },
};

/** Stopped after the first epoch; resuming gives the same weights as an uninterrupted run. */
export const Stopped: Story = {
  args: { options: { ...meta.args.options, epochs: 30, checkpoint: 'indexeddb:story-stopped' } },
  play: async (context) => {
    const { canvas } = context;
    await start(context);
    await waitFor(() => expect(canvas.getByText('Validation after epoch 1')).toBeVisible(), patience);
    await userEvent.click(canvas.getByRole('button', { name: 'Stop' }));
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Resume' })).toBeVisible(), patience);
    await expect(canvas.getByRole('button', { name: 'Save model' })).toBeVisible();
  },
};

export const Finished: Story = {
  tags: ['autodocs'],
  // A run has no props that finish it, so the page of the component plays it.
  parameters: { docs: { story: { autoplay: true } } },
  args: { options: { ...longRun, checkpoint: 'indexeddb:story-finished' } },
  play: finish,
};

export const WithoutValidation: Story = {
  args: {
    data: { train: faces.selectSplit('train') },
    options: { ...meta.args.options, checkpoint: 'indexeddb:story-without-validation' },
  },
  play: async (context) => {
    await finish(context);
    await expect(context.canvas.queryByText(/^Validation after/)).toBeNull();
  },
};

export const NoBackend: Story = {
  args: { model: refused },
  play: async (context) => {
    await start(context);
    await expect(await context.canvas.findByRole('alert')).toBeVisible();
    await expect(context.canvas.getByRole('button', { name: 'Try again' })).toBeVisible();
    await expect(context.args.onError).toHaveBeenCalledOnce();
  },
};

export const Diverged: Story = {
  args: { options: { epochs: 2, optimizer: 'sgd', learningRate: 1e30, checkpoint: 'indexeddb:story-diverged' } },
  play: async (context) => {
    await start(context);
    await waitFor(() => expect(context.canvas.getByRole('alert')).toHaveTextContent(/diverged/), patience);
  },
};

export const Dark: Story = {
  args: { options: { ...longRun, checkpoint: 'indexeddb:story-dark' } },
  globals: { theme: 'dark' },
  play: finish,
};

export const ForcedColors: Story = { beforeEach: withForcedColors };

export const RightToLeft: Story = {
  args: { options: { ...meta.args.options, checkpoint: 'indexeddb:story-rtl' } },
  globals: { direction: 'rtl' },
  play: finish,
};
