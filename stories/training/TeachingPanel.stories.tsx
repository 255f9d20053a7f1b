import { TeachingPanel } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent, waitFor, within } from 'storybook/test';
import { withCamera, withoutCamera } from '../fixtures/cameras';
import { drawPortraits } from '../fixtures/drawPortraits';
import { scenes, toFile } from '../fixtures/scenes';
import { withForcedColors } from '../fixtures/withForcedColors';

const meta = {
  title: 'Components/TeachingPanel',
  component: TeachingPanel,
  args: {
    labels: ['grin', 'gasp'],
    backend: 'wasm',
    options: { epochs: 6, seed: 1, checkpoint: 'indexeddb:story-teaching' },
    onFinish: fn(),
    onError: fn(),
  },
} satisfies Meta<typeof TeachingPanel>;

export default meta;
type Story = StoryObj<typeof meta>;
type Play = NonNullable<Story['play']>;

const patience = { timeout: 55_000 };

/** Adds pictures of drawn people to the first two labels. */
const addPictures: Play = async ({ canvas }) => {
  for (const [index, expression] of (['happy', 'surprise'] as const).entries()) {
    const [input] = await waitFor(() => {
      const inputs = canvas.getAllByLabelText(/^Add files/);
      return [inputs[index]!];
    }, patience);
    const files = await Promise.all(drawPortraits(expression, 8, 20).map((portrait) => toFile(portrait)));
    await userEvent.upload(input, files);
  }
  await waitFor(() => expect(canvas.getByText(/^12 training faces of 2 labels, 4 /)).toBeVisible(), patience);
};

const train: Play = async (context) => {
  await addPictures(context);
  await userEvent.click(context.canvas.getByRole('button', { name: 'Start training' }));
  await waitFor(() => expect(context.args.onFinish).toHaveBeenCalledOnce(), patience);
  await context.canvas.findByRole('figure', { name: 'Try it' }, patience);
};

/** Before any picture is collected. The people in these stories are drawings of nobody. */
export const Empty: Story = {
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('textbox', { name: 'Name of label 1' }, patience)).toHaveValue('grin');
    await expect(canvas.getByRole('button', { name: 'Start training' })).toBeDisabled();
    await expect(canvas.getByRole('button', { name: 'Record grin' })).toBeDisabled();
  },
};

/** Without `labels`, two numbered labels are shown for visitors to rename. */
export const NumberedLabels: Story = { args: { labels: undefined } };

export const Collected: Story = { play: addPictures };

/** The bundled model is trained on the labels, and tried on an unseen picture. */
export const Trained: Story = {
  play: async (context) => {
    await train(context);
    const trial = within(context.canvas.getByRole('figure', { name: 'Try it' }));
    const [other] = drawPortraits('surprise', 1, 90);
    await userEvent.upload(await trial.findByLabelText('Choose a picture', {}, patience), await toFile(other!));
    await waitFor(() => expect(trial.getAllByText('gasp')[0]).toBeVisible(), patience);
    await expect(context.args.onError).not.toHaveBeenCalled();
  },
};

export const Recording: Story = {
  beforeEach: () => withCamera(scenes.one()),
  play: async ({ canvas }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Start camera' }, patience));
    const record = await canvas.findByRole('button', { name: 'Record grin' }, patience);
    await waitFor(() => expect(record).toBeEnabled(), patience);
    await userEvent.click(record);
    await waitFor(() => expect(canvas.getByText('3 pictures', { selector: 'span' })).toBeVisible(), patience);
    await userEvent.click(canvas.getByRole('button', { name: 'Stop recording grin' }));
  },
};

export const CameraDenied: Story = {
  beforeEach: () => withoutCamera('NotAllowedError'),
  play: async ({ canvas, args }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Start camera' }, patience));
    await expect(await canvas.findByRole('alert')).toHaveTextContent(/^The camera is not allowed/);
    await expect(args.onError).toHaveBeenCalledOnce();
  },
};

export const NoFace: Story = {
  play: async ({ canvas }) => {
    const input = await canvas.findByLabelText('Add files grin', {}, patience);
    await userEvent.upload(input, await toFile(scenes.nobody()));
    const note = { selector: '.ferkit-label-note' };
    await waitFor(() => expect(canvas.getByText(/^1 picture without a face left out: /, note)).toBeVisible(), patience);
  },
};

/** Files that give no face are named, and so is the choice between several faces. */
export const LeftOut: Story = {
  play: async ({ canvas }) => {
    const input = await canvas.findByLabelText('Add files grin', {}, patience);
    const broken = new File(['no picture'], 'broken.png', { type: 'image/png' });
    await userEvent.upload(input, [broken, await toFile(scenes.nobody()), await toFile(scenes.pair())]);
    const note = { selector: '.ferkit-label-note' };
    await waitFor(() => expect(canvas.getByText(/^1 picture shows several faces/, note)).toBeVisible(), patience);
    await expect(canvas.getByText('1 unreadable file left out: broken.png.', note)).toBeVisible();
  },
};

export const DuplicateNames: Story = {
  args: { labels: ['grin', 'grin', ''] },
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getAllByText('Each label needs a unique name.')).toHaveLength(3), patience);
  },
};

export const FortyLabels: Story = {
  args: { labels: Array.from({ length: 40 }, (_, index) => `Expression ${index + 1}`) },
};

export const LongLabels: Story = {
  args: {
    labels: [
      'eyebrows raised in polite but unmistakable disbelief',
      'Donaudampfschifffahrtsgesellschaftskapitänslächeln',
    ],
  },
};

export const Dark: Story = { globals: { theme: 'dark' }, play: train };

export const ForcedColors: Story = { beforeEach: withForcedColors };

export const RightToLeft: Story = {
  args: { labels: ['ابتسامة', 'دهشة'] },
  globals: { direction: 'rtl' },
  play: addPictures,
};
