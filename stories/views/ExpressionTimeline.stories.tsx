import { ExpressionTimeline, type ExpressionTimelineProps } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { useState, type ReactElement } from 'react';
import { expect, fireEvent, userEvent, waitFor } from 'storybook/test';
import { makeSilence, manyFaces, scriptTimeline, tenHours, twoFaces } from '../fixtures/timelines';
import { withForcedColors } from '../fixtures/withForcedColors';

const meta = {
  title: 'Components/ExpressionTimeline',
  component: ExpressionTimeline,
  args: { data: twoFaces(), toolbar: true },
} satisfies Meta<typeof ExpressionTimeline>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The numbers in these stories are made up. The label of each time stands above its scores, the paler the less sure. */
export const Lines: Story = {
  tags: ['autodocs'],
  play: async ({ canvas }) => {
    await userEvent.click(await canvas.findByText('Show as table'));
    await expect(canvas.getAllByRole('row', { name: /Face 2/ }).length).toBeGreaterThan(3);
    await userEvent.click(canvas.getByText('Show as table'));
  },
};

export const Areas: Story = { tags: ['autodocs'], args: { display: 'areas' } };

/** The pointer and the arrow keys tell the scores at a time; buttons of the legend hide the scores of a label. */
export const Tips: Story = {
  play: async ({ canvas }) => {
    await userEvent.hover(canvas.getByRole('img', { name: /^Face 1: happy 5\d%, 0:16/ }));
    await waitFor(() => expect(document.querySelector('.ferkit-tip')).toHaveTextContent(/happy \d+%/));
    await userEvent.click(canvas.getByRole('button', { name: 'disgust', pressed: true }));
    await expect(canvas.getByRole('button', { name: 'disgust', pressed: false })).toBeVisible();
  },
};

/** A drag across a lane selects times, the wheel with Ctrl scales around the pointer, with Shift it moves the view, and so does the bar. */
export const Zoom: Story = {
  play: async ({ canvas }) => {
    const plot = canvas.getByRole('group', { name: /^Face 1/ });
    const { left, top, width } = plot.getBoundingClientRect();
    const at = (time: number): { readonly clientX: number; readonly clientY: number } => ({
      clientX: left + (time / 42) * width,
      clientY: top + 40,
    });
    await userEvent.pointer([
      { keys: '[MouseLeft>]', target: plot, coords: at(12) },
      { target: plot, coords: at(24) },
      { keys: '[/MouseLeft]', target: plot, coords: at(24) },
    ]);
    await expect(await canvas.findByRole('status')).toHaveTextContent('0:12.0 to 0:24.0');
    await fireEvent.wheel(plot, { shiftKey: true, deltaY: width / 12, ...at(15) });
    await expect(canvas.getByRole('status')).toHaveTextContent('0:13.0 to 0:25.0');
    canvas.getByRole('slider', { name: 'Part in view' }).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect(canvas.getByRole('status')).toHaveTextContent('0:16.0 to 0:28.0');
    await expect(canvas.getByRole('slider')).toHaveAttribute('aria-valuetext', '0:16.0 to 0:28.0');
  },
};

/** 360,000 rows are drawn by as many elements as a minute. */
export const TenHours: Story = {
  args: { data: tenHours() },
  play: async ({ canvas, canvasElement }) => {
    await canvas.findByText('Show as table');
    await expect(canvasElement.querySelectorAll('figure *').length).toBeLessThan(400);
  },
};

/** Of many faces, those are shown at first that are seen longest. */
export const ManyFaces: Story = {
  tags: ['autodocs'],
  args: { data: manyFaces(), display: 'areas' },
  play: async ({ canvas }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Show 4 more' }));
    await expect(canvas.getAllByRole('group', { name: /^Face \d/ })).toHaveLength(12);
  },
};

function WithRecording(props: ExpressionTimelineProps): ReactElement {
  const [audio, setAudio] = useState<HTMLAudioElement | null>(null);
  // Not revoked: the strict mode of React would take it away from the element that shows it.
  const [address] = useState(() => URL.createObjectURL(makeSilence(42)));
  return (
    <div style={{ display: 'grid', gap: '1rem' }}>
      <audio ref={setAudio} src={address} controls style={{ inlineSize: '100%' }} />
      <ExpressionTimeline {...props} video={audio} />
    </div>
  );
}

/**
 * With `video`, a line shows the time of a film, here of a silent recording; a click on a lane moves the film there, and so does Enter on
 * a label.
 */
export const LinkedToAFilm: Story = {
  tags: ['autodocs'],
  render: (args) => <WithRecording {...args} />,
  play: async ({ canvas, canvasElement }) => {
    const audio = canvasElement.querySelector('audio')!;
    await waitFor(() => expect(audio.duration).toBe(42));
    const plot = canvas.getByRole('group', { name: /^Face 1/ });
    const { left, top, width } = plot.getBoundingClientRect();
    await userEvent.pointer({
      keys: '[MouseLeft]',
      target: plot,
      coords: { clientX: left + width / 2, clientY: top + 30 },
    });
    await waitFor(() => expect(audio.currentTime).toBeCloseTo(21, 1));
    audio.currentTime = 10.5;
    const line = (): HTMLElement => canvasElement.querySelector<HTMLElement>('.ferkit-playhead i')!;
    await waitFor(() => expect(line().style.left).toBe('25%'));
  },
};

export const Empty: Story = { args: { data: { ...scriptTimeline([], 0, 10) } } };
export const OneFrame: Story = { args: { data: scriptTimeline([[[1, 'happy']]], 1, 1) } };
export const Dark: Story = { globals: { theme: 'dark' } };
export const ForcedColors: Story = { beforeEach: withForcedColors };
export const RightToLeft: Story = { globals: { direction: 'rtl', locale: 'ar' } };
