import { TeachingPanel, type TeachingPanelProps } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent, waitFor, within } from 'storybook/test';
import { withCamera, withoutCamera } from '../fixtures/cameras';
import { drawPortraits } from '../fixtures/drawPortraits';
import { makeColorProject, makeProject } from '../fixtures/makeProject';
import { scenes, toFile } from '../fixtures/scenes';
import { withForcedColors } from '../fixtures/withForcedColors';

const labels = { grin: 'happy', gasp: 'surprise' } as const;

/** Projects of drawn faces, each made once for all stories. */
const projects = {
  few: () => makeProject({ labels, count: 3 }),
  collected: () => makeProject({ labels, count: 8 }),
  trained: () => makeProject({ labels, count: 20, isTrained: true }),
  arabic: () => makeProject({ labels: { ابتسامة: 'happy', دهشة: 'surprise' }, count: 20, isTrained: true }),
  color: makeColorProject,
  damaged: () => Promise.resolve(new Blob(['no archive'])),
} as const;
type ProjectName = keyof typeof projects;
const made = new Map<ProjectName, Promise<Blob>>();

interface StoryArgs extends TeachingPanelProps {
  /** The project that the story begins with. */
  begin?: ProjectName;
}

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
  argTypes: {
    begin: {
      control: 'select',
      options: Object.keys(projects),
      description: 'Project of drawn faces (of the stories alone)',
    },
  },
  loaders: [
    async ({ args: { begin } }) => {
      if (begin === undefined) return {};
      if (!made.has(begin)) made.set(begin, projects[begin]());
      return { project: await made.get(begin) };
    },
  ],
  render: ({ begin: _, ...args }, { loaded }) => (
    <TeachingPanel {...args} project={(loaded as { readonly project?: Blob }).project ?? args.project} />
  ),
} satisfies Meta<StoryArgs>;

export default meta;
type Story = StoryObj<StoryArgs>;
type Play = NonNullable<Story['play']>;

const patience = { timeout: 55_000 };

/** Waits until the pictures of a project are shown. */
const expectPictures =
  (number: number): Play =>
  async ({ canvas }) => {
    const [count] = await canvas.findAllByText(`${number} pictures`, {}, patience);
    await expect(count).toBeVisible();
  };

/** Before any picture is collected. The people in these stories are drawings of nobody. */
export const Empty: Story = {
  tags: ['autodocs'],
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('textbox', { name: 'Name of label 1' }, patience)).toHaveValue('grin');
    const start = await canvas.findByRole('button', { name: 'Start training' });
    await expect(start).toHaveAccessibleDescription('Two or more labels need at least 5 pictures each.');
    const record = canvas.getByRole('button', { name: 'Hold to record grin' });
    await expect(record).toHaveAccessibleDescription('Start the camera to record, or add files.');
  },
};

/** Without `labels`, two numbered labels are shown for visitors to rename. */
export const NumberedLabels: Story = { args: { labels: undefined } };

/** The reason why the training cannot start is said. */
export const TooFew: Story = {
  tags: ['autodocs'],
  args: { begin: 'few' },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('“gasp” needs 2 more pictures.', {}, patience)).toBeVisible();
  },
};

export const Collected: Story = { args: { begin: 'collected' }, play: expectPictures(8) };

/** The camera with the crop that a recording takes beside it. */
export const Camera: Story = {
  args: { begin: 'collected', autoStart: true },
  beforeEach: () => withCamera(scenes.one()),
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('This is taken', {}, patience)).toBeVisible();
  },
};

/** A project with a model is tried at once, and can be trained on. */
export const Trained: Story = {
  tags: ['autodocs'],
  args: { begin: 'trained' },
  play: async ({ canvas, args }) => {
    await expect(
      await canvas.findByText(/^\d of 8 held-out pictures right$/, { selector: 'strong' }, patience),
    ).toBeVisible();
    const trial = within(await canvas.findByRole('region', { name: '3 Try' }, patience));
    const [other] = drawPortraits('surprise', 1, 90);
    await userEvent.upload(await trial.findByLabelText('Choose a picture', {}, patience), await toFile(other!));
    await waitFor(() => expect(trial.getByText('gasp', { selector: '.ferkit-answer' })).toBeVisible(), patience);
    await expect(args.onError).not.toHaveBeenCalled();
  },
};

/** The trained model looks at the camera. */
export const TriedLive: Story = {
  args: { begin: 'trained', autoStart: true },
  beforeEach: () => withCamera(scenes.one()),
  play: async ({ canvas }) => {
    const trial = await canvas.findByRole('region', { name: '3 Try' }, patience);
    await waitFor(() => expect(trial.querySelector('.ferkit-answer')).toHaveTextContent(/^(grin|gasp)$/), patience);
  },
};

export const CameraDenied: Story = {
  args: { autoStart: true },
  beforeEach: () => withoutCamera('NotAllowedError'),
  play: async ({ canvas, args }) => {
    await expect(await canvas.findByRole('alert', {}, patience)).toHaveTextContent(/^The camera is not allowed/);
    await expect(args.onError).toHaveBeenCalledOnce();
  },
};

/** A file that cannot be opened changes nothing. */
export const DamagedProject: Story = {
  args: { begin: 'damaged' },
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('alert', {}, patience)).toHaveTextContent(/^This file is damaged/);
    await expect(await canvas.findByRole('textbox', { name: 'Name of label 1' }, patience)).toHaveValue('grin');
  },
};

/** Of pictures that cannot join those of the panel: it tells why, and keeps what it has. */
export const ProjectInColor: Story = {
  args: { begin: 'color' },
  play: async ({ args, canvas }) => {
    await expect(await canvas.findByRole('alert', {}, patience)).toHaveTextContent(/in color or of another size/);
    await expect(canvas.getByText(/expected 48 x 48 pixels in grey, received 48 x 48 in colour/)).toBeInTheDocument();
    await expect(args.onError).toHaveBeenCalledOnce();
    await expect(canvas.getByRole('textbox', { name: 'Name of label 1' })).toHaveValue('grin');
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

export const Dark: Story = { args: { begin: 'trained' }, globals: { theme: 'dark' }, play: expectPictures(20) };

export const ForcedColors: Story = { args: { begin: 'trained' }, beforeEach: withForcedColors };

export const German: Story = { args: { begin: 'few' }, globals: { locale: 'de' } };

export const RightToLeft: Story = { args: { begin: 'arabic' }, globals: { locale: 'ar', direction: 'rtl' } };
