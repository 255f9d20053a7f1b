import { EmotionClassifier } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import { withCamera, withoutCamera } from '../fixtures/cameras';
import { fakeClassifier, makeFace } from '../fixtures/fakeClassifier';
import { scenes, toFile } from '../fixtures/scenes';
import { stallModel } from '../fixtures/stallModel';
import { withForcedColors } from '../fixtures/withForcedColors';

const happy = fakeClassifier(() => [makeFace('happy', 0.87)]);
const picture = scenes.one();

const meta = {
  title: 'Components/EmotionClassifier',
  component: EmotionClassifier,
  args: { classifier: happy, onResult: fn(), onError: fn() },
} satisfies Meta<typeof EmotionClassifier>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The answer to every picture is fixed here, as in all stories of this group; those of Live run the engine. */
export const ChosenByAVisitor: Story = {
  play: async ({ args, canvas }) => {
    const file = await toFile(picture);
    await userEvent.upload(canvas.getByLabelText('Choose a picture'), file);
    await expect(await canvas.findByText('happy', { selector: 'strong' })).toBeVisible();
    await expect(args.onResult).toHaveBeenCalledOnce();
    await expect(canvas.getByRole('img', { name: 'Picture' })).toBeVisible();
  },
};

export const Idle: Story = { args: { classifier: undefined, eager: false } };

/** The model is loaded, and no picture is chosen yet. */
export const Ready: Story = {};

export const LoadingTheModel: Story = {
  // On the page, whose requests the story answers.
  args: { classifier: undefined, worker: false, model: 'https://models.example/model.json', backend: 'cpu' },
  beforeEach: () => stallModel('https://models.example/'),
  play: async ({ canvas }) => {
    await expect(await canvas.findByText(/^Loading the model: 1\.\d+ MB$/, { ignore: '[role=status]' })).toBeVisible();
    await expect(canvas.getByText(/^[\d.]+ [kM]B of 1\.\d+ MB$/)).toBeVisible();
    await expect(canvas.getByRole('progressbar')).toHaveAttribute('value');
  },
};

/** The results in these stories are made up; the pictures are drawings of nobody. */
export const Result: Story = {
  tags: ['autodocs'],
  args: { input: picture },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('1 face: happy, 87.0%')).toBeInTheDocument();
    await expect(canvas.getAllByRole('listitem', { name: '' }).length).toBeGreaterThan(6);
  },
};

export const Uncertain: Story = {
  tags: ['autodocs'],
  args: { input: picture, threshold: 0.5, classifier: fakeClassifier(() => [makeFace('sad', 0.31, { small: true })]) },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('Closest: sad, 31.0%')).toBeVisible();
    await expect(canvas.getByText('Small in the picture: less reliable')).toBeVisible();
  },
};

export const SeveralFaces: Story = {
  tags: ['autodocs'],
  args: {
    input: scenes.pair(),
    classifier: fakeClassifier(() => [
      makeFace('happy', 0.87, { box: { x: 77, y: 101, width: 188, height: 188 } }),
      makeFace('sad', 0.74, { box: { x: 367, y: 111, width: 181, height: 181 } }),
    ]),
  },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('2 faces: happy, 87.0%; sad, 74.0%')).toBeInTheDocument();
    await expect(canvas.getByText('Face 2')).toBeVisible();
  },
};

export const NoFace: Story = {
  args: { input: scenes.nobody(), classifier: fakeClassifier(() => []) },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('No face found', { selector: 'strong' })).toBeVisible();
  },
};

export const Classifying: Story = {
  args: { input: picture, classifier: fakeClassifier(() => new Promise(() => undefined)) },
};

export const UnreadablePicture: Story = {
  args: { input: new File(['no picture'], 'notes.png', { type: 'image/png' }) },
  play: async ({ args, canvas }) => {
    await expect(await canvas.findByRole('alert')).toHaveTextContent('This file cannot be read as a picture');
    await waitFor(() => expect(args.onError).toHaveBeenCalledOnce());
  },
};

let attempts = 0;

/** The classifier fails at first and succeeds on the retry. */
export const FailedAndRetried: Story = {
  args: {
    input: picture,
    classifier: fakeClassifier(() => {
      if (++attempts === 1) throw new Error('the device was lost');
      return [makeFace('happy', 0.87)];
    }),
  },
  beforeEach: () => {
    attempts = 0;
  },
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('alert')).toHaveTextContent('Something went wrong.');
    await userEvent.click(canvas.getByRole('button', { name: 'Try again' }));
    await expect(await canvas.findByText('happy', { selector: 'strong' })).toBeVisible();
  },
};

export const MissingModel: Story = {
  args: { classifier: undefined, model: './no-such-model/model.json', backend: 'cpu' },
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByRole('alert')).toBeVisible(), { timeout: 10_000 });
  },
};

export const FromAnAddress: Story = {
  args: { sources: ['file', 'url', 'webcam'], source: 'url' },
  play: async ({ canvas }) => {
    const address = URL.createObjectURL(await toFile(picture));
    await userEvent.type(await canvas.findByLabelText('Address of a picture'), address);
    await userEvent.click(canvas.getByRole('button', { name: 'Open' }));
    await expect(await canvas.findByText('happy', { selector: 'strong' })).toBeVisible();
  },
};

export const Camera: Story = {
  args: { source: 'webcam' },
  beforeEach: () => withCamera(scenes.one()),
  play: async ({ canvas }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Start camera' }));
    await expect(await canvas.findByText('happy', { selector: 'strong' })).toBeVisible();
    await expect(canvas.getByLabelText('Camera picture')).toBeVisible();
  },
};

export const CameraDenied: Story = {
  args: { source: 'webcam' },
  beforeEach: () => withoutCamera('NotAllowedError'),
  play: async ({ args, canvas }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Start camera' }));
    await expect(await canvas.findByRole('alert')).toHaveTextContent('The camera is not allowed for this page.');
    await waitFor(() => expect(args.onError).toHaveBeenCalledOnce());
  },
};
export const CameraAbsent: Story = {
  ...CameraDenied,
  beforeEach: () => withoutCamera('NotFoundError'),
  play: async ({ canvas }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Start camera' }));
    await expect(await canvas.findByRole('alert')).toHaveTextContent('No camera was found.');
  },
};
export const CameraInUse: Story = {
  ...CameraDenied,
  beforeEach: () => withoutCamera('NotReadableError'),
  play: async ({ canvas }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Start camera' }));
    await expect(await canvas.findByRole('alert')).toHaveTextContent('Another program may be using it');
  },
};

/** Before visitors agree, nothing is classified and no camera is offered. */
export const AsksForConsent: Story = {
  tags: ['autodocs'],
  args: {
    input: picture,
    consent: 'The expression of each face in the picture is estimated on this device. Nothing is stored.',
  },
  play: async ({ args, canvas }) => {
    await expect(canvas.getByRole('button', { name: 'Continue' })).toBeVisible();
    await expect(canvas.queryByRole('img')).toBeNull();
    await expect(args.onResult).not.toHaveBeenCalled();
  },
};
export const Consented: Story = {
  ...AsksForConsent,
  play: async ({ args, canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Continue' }));
    await expect(await canvas.findByText('happy', { selector: 'strong' })).toBeVisible();
    await expect(args.onResult).toHaveBeenCalled();
  },
};

export const TwoLabels: Story = {
  args: {
    input: picture,
    classifier: fakeClassifier(() => [makeFace('awake', 0.91, {}, ['awake', 'asleep'])], ['awake', 'asleep']),
  },
};
const forty = Array.from({ length: 40 }, (_, index) => `expression ${index + 1}`);
export const FortyLabels: Story = {
  args: { input: picture, classifier: fakeClassifier(() => [makeFace('expression 7', 0.42, {}, forty)], forty) },
};
export const LongLabels: Story = {
  args: { input: picture, messages: { label: (label) => `an expression that people call ${label}` } },
};
/** The toolbar has all languages for each story. */
export const InGerman: Story = {
  args: { ...SeveralFaces.args },
  globals: { locale: 'de' },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('2 Gesichter: fröhlich, 87,0 %; traurig, 74,0 %')).toBeInTheDocument();
  },
};
export const InFrench: Story = { args: { ...SeveralFaces.args }, globals: { locale: 'fr' } };
export const InSpanish: Story = { args: { ...SeveralFaces.args }, globals: { locale: 'es' } };
export const InPortuguese: Story = { args: { ...SeveralFaces.args }, globals: { locale: 'pt' } };
export const InArabic: Story = { args: { ...SeveralFaces.args }, globals: { locale: 'ar' } };
export const InJapanese: Story = { args: { ...SeveralFaces.args }, globals: { locale: 'ja' } };
export const InChinese: Story = { args: { ...SeveralFaces.args }, globals: { locale: 'zh' } };
export const InKorean: Story = { args: { ...SeveralFaces.args }, globals: { locale: 'ko' } };
export const InHindi: Story = { args: { ...SeveralFaces.args }, globals: { locale: 'hi' } };
export const Dark: Story = { args: { input: picture }, globals: { theme: 'dark' } };
export const DarkEmpty: Story = { globals: { theme: 'dark' } };
export const ForcedColors: Story = { ...SeveralFaces, beforeEach: withForcedColors };
export const ForcedColorsEmpty: Story = { beforeEach: withForcedColors };
export const RightToLeft: Story = { args: { input: picture }, globals: { direction: 'rtl' } };
