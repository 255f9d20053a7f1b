import type { Classification } from '@ferkit/core';
import { CameraView, FaceBoxes, FaceCard, FaceCrop, ScoreBars, useFaceSelection } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { expect, userEvent } from 'storybook/test';
import { withCamera, withoutCamera } from '../fixtures/cameras';
import { drawCrowd } from '../fixtures/drawCrowd';
import { fakeClassifier, makeFace } from '../fixtures/fakeClassifier';
import { scenes } from '../fixtures/scenes';
import { OwnClassifier } from './OwnClassifier';
import { TailwindFace } from './TailwindFace';
import './tailwind.css';

const meta: Meta = {
  title: 'Components/Parts',
  component: FaceCard,
  subcomponents: { CameraView, FaceBoxes, FaceCrop, ScoreBars },
};

export default meta;
type Story = StoryObj;

const face = makeFace('happy', 0.87);

/** A drawn picture on a canvas, and what is made of it. */
function Drawn({
  picture = scenes.one(),
  children,
}: {
  readonly picture?: ReturnType<typeof scenes.one>;
  readonly children: (canvas: HTMLCanvasElement) => ReactElement;
}): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  useEffect(() => {
    const { pixels, width, height } = picture;
    ref.current!.getContext('2d')!.putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
    setCanvas(ref.current);
  }, [picture]);
  return (
    <div style={{ position: 'relative', inlineSize: 'fit-content' }}>
      <canvas ref={ref} width={picture.width} height={picture.height} style={{ display: 'block', maxWidth: '100%' }} />
      {canvas && children(canvas)}
    </div>
  );
}

const crowd = drawCrowd(5);

function LinkedCrowd({ faces }: { readonly faces: readonly Classification[] }): ReactElement {
  const selection = useFaceSelection(faces);
  return (
    <>
      <Drawn picture={crowd.picture}>
        {() => <FaceBoxes faces={faces} size={crowd.picture} selection={selection} />}
      </Drawn>
      {faces.map((one, index) => (
        <FaceCard key={index} face={one} number={index + 1} compact selection={selection} />
      ))}
    </>
  );
}

/** All of a classifier, of parts. */
export const Composed: Story = {
  render: () => <OwnClassifier classifier={fakeClassifier(() => [{ ...face, track: 1 }])} />,
  beforeEach: () => withCamera(scenes.one()),
  play: async ({ canvas }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Start camera' }));
    await expect(await canvas.findByText('happy', { selector: 'strong' })).toBeVisible();
  },
};

export const CameraOff: Story = { render: () => <CameraView /> };
export const CameraRefused: Story = {
  render: () => <CameraView autoStart />,
  beforeEach: () => withoutCamera('NotAllowedError'),
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('alert')).toBeVisible();
  },
};
export const Boxes: Story = { tags: ['autodocs'], render: () => <LinkedCrowd faces={crowd.faces} /> };
export const Card: Story = {
  tags: ['autodocs'],
  render: () => <Drawn>{(canvas) => <FaceCard face={face} source={canvas} topK={3} />}</Drawn>,
};
export const Crop: Story = {
  tags: ['autodocs'],
  render: () => <Drawn>{(canvas) => <FaceCrop face={face} source={canvas} aria-label="Face" />}</Drawn>,
};
export const Bars: Story = { tags: ['autodocs'], render: () => <ScoreBars scores={face.scores} /> };
export const Tailwind: Story = {
  render: () => <Drawn>{(canvas) => <TailwindFace face={face} source={canvas} />}</Drawn>,
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('heading', { name: 'happy' })).toHaveClass('text-lg');
  },
};
/** The card keeps its own colours on a dark page. */
export const TailwindOnDark: Story = { ...Tailwind, globals: { theme: 'dark' } };
export const DarkParts: Story = { ...Card, globals: { theme: 'dark' } };
