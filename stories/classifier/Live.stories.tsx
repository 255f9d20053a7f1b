import { EmotionClassifier } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import { withCamera } from '../fixtures/cameras';
import { scenes, toFile } from '../fixtures/scenes';

const meta = {
  title: 'Live/Classify',
  component: EmotionClassifier,
  args: { backend: 'wasm', onResult: fn(), onError: fn() },
} satisfies Meta<typeof EmotionClassifier>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The bundled model and the bundled face detector run in this page. Try a picture of your own. */
export const Picture: Story = { tags: ['autodocs'] };

/** Of your camera. */
export const Webcam: Story = { args: { source: 'webcam' } };

export const PictureIsClassified: Story = {
  // A test alone: visitors begin by themselves.
  tags: ['!dev'],
  play: async ({ args, canvas }) => {
    await userEvent.upload(canvas.getByLabelText('Choose a picture'), await toFile(scenes.pair()));
    await waitFor(() => expect(canvas.getByText('Face 2')).toBeVisible(), { timeout: 60_000 });
    await expect(args.onError).not.toHaveBeenCalled();
  },
};

export const CameraIsFollowed: Story = {
  ...Webcam,
  // A test alone: visitors begin by themselves.
  tags: ['!dev'],
  play: async ({ args, canvas, canvasElement }) => {
    const restore = withCamera(scenes.one());
    try {
      await userEvent.click(await canvas.findByRole('button', { name: 'Start camera' }));
      await waitFor(() => expect(canvasElement.querySelector('.ferkit-found')).toBeVisible(), { timeout: 60_000 });
    } finally {
      restore();
    }
    await expect(args.onError).not.toHaveBeenCalled();
  },
};

/** With `timeline`, a camera is recorded, and a film is analysed; in tests a fake camera shows a drawing. */
export const Recording: Story = {
  args: { source: 'webcam', timeline: true },
  tags: ['!autodocs'],
  play: async ({ args, canvas }) => {
    const restore = withCamera(scenes.one());
    try {
      await userEvent.click(await canvas.findByRole('button', { name: 'Start camera' }));
      await userEvent.click(await canvas.findByRole('button', { name: 'Record over time' }, { timeout: 60_000 }));
      await canvas.findByRole('group', { name: /^Face 1/ }, { timeout: 60_000 });
    } finally {
      restore();
    }
    await expect(args.onError).not.toHaveBeenCalled();
  },
};

/** In a worker, so that classification does not block the page. */
export const InAWorker: Story = {
  tags: ['autodocs'],
  args: {
    input: scenes.one(),
    backend: 'cpu',
    worker: () => new Worker(new URL('../fixtures/ferkit.worker.ts', import.meta.url), { type: 'module' }),
  },
  play: async ({ args, canvasElement }) => {
    await waitFor(() => expect(canvasElement.querySelector('.ferkit-found')).toBeVisible(), { timeout: 60_000 });
    await expect(args.onError).not.toHaveBeenCalled();
  },
};
