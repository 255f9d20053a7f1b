import { TrainingCurves, type TrainingCurvesProps } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { useEffect, useState, type ReactElement } from 'react';
import { expect, fireEvent, userEvent, waitFor } from 'storybook/test';
import { exampleHistory } from '../fixtures/reports';
import { withForcedColors } from '../fixtures/withForcedColors';

const meta = {
  title: 'Components/TrainingCurves',
  component: TrainingCurves,
  args: { history: exampleHistory },
} satisfies Meta<typeof TrainingCurves>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The numbers in these stories are made up. */
export const FinishedRun: Story = {
  tags: ['autodocs'],
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByText('Show as table'));
    await expect(canvas.getByRole('rowheader', { name: /^Best epoch/ })).toBeVisible();
    await expect(canvas.getAllByRole('row')).toHaveLength(exampleHistory.length + 1);
    await userEvent.click(canvas.getByText('Show as table'));
  },
};

function LiveCurves({ history, ...rest }: TrainingCurvesProps): ReactElement {
  const [length, setLength] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setLength((previous) => Math.min(previous + 1, history.length)), 120);
    return () => clearInterval(timer);
  }, [history]);
  return <TrainingCurves {...rest} history={history.slice(0, length)} epochs={history.length} />;
}

/** The curves grow with each epoch; the width of the charts is the planned number of epochs. */
export const Live: Story = {
  render: (args) => <LiveCurves {...args} />,
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Waiting for the first epoch.')).toBeVisible();
    await waitFor(() => expect(canvas.getByRole('group', { name: /^Loss over 3 epochs/ })).toBeVisible());
  },
};

const slower = exampleHistory.map(({ validation, ...record }) => ({
  ...record,
  train: { loss: 1.1 * record.train.loss, accuracy: 0.94 * record.train.accuracy },
  ...(validation && {
    validation: { ...validation, loss: 1.08 * validation.loss, accuracy: 0.96 * validation.accuracy },
  }),
}));

/** Runs differ in colour, and training from validation in the pattern. Buttons of the legend show and hide each line. */
export const TwoRuns: Story = {
  tags: ['autodocs'],
  args: { compareWith: slower, names: ['With mixup', 'Without'] },
  play: async ({ canvas }) => {
    await userEvent.hover(canvas.getByRole('img', { name: /^Epoch 12, Accuracy/ }));
    await expect(canvas.getByText(/^Change, Validation \+/)).toBeVisible();
    await userEvent.click(canvas.getAllByRole('button', { name: /^Without, Train/ })[0]!);
    await expect(canvas.getAllByRole('button', { name: /^Without, Train/, pressed: false })).toHaveLength(2);
    await userEvent.click(canvas.getAllByRole('button', { name: /^Without, Train/ })[0]!);
  },
};

/** A drag across a chart selects epochs, the wheel with Ctrl scales around the pointer, and the keys + and − around the focused epoch. */
export const Zoom: Story = {
  play: async ({ canvas }) => {
    const plot = canvas.getByRole('group', { name: /^Loss over/ });
    const { left, top, width } = plot.getBoundingClientRect();
    const at = (epoch: number): { readonly clientX: number; readonly clientY: number } => ({
      clientX: left + ((epoch - 1) / (exampleHistory.length - 1)) * width,
      clientY: top + 40,
    });
    await userEvent.pointer([
      { keys: '[MouseLeft>]', target: plot, coords: at(10) },
      { target: plot, coords: at(20) },
      { keys: '[/MouseLeft]', target: plot, coords: at(20) },
    ]);
    await expect(canvas.getByRole('status')).toHaveTextContent('Epochs 10 to 20');
    await userEvent.click(canvas.getByRole('button', { name: 'Show all epochs' }));
    await fireEvent.wheel(plot, { ctrlKey: true, deltaY: -100, ...at(15) });
    await expect(canvas.getByRole('status')).toHaveTextContent(/^Epochs \d+ to \d+$/);
    // Without Ctrl, the wheel scrolls the page.
    const before = canvas.getByRole('status').textContent;
    await fireEvent.wheel(plot, { deltaY: -100, ...at(15) });
    await expect(canvas.getByRole('status')).toHaveTextContent(before);
  },
};

export const BeforeTheFirstEpoch: Story = { args: { history: [], epochs: 30 } };
export const FirstEpoch: Story = { tags: ['autodocs'], args: { history: exampleHistory.slice(0, 1), epochs: 30 } };
export const WithoutValidation: Story = {
  args: { history: exampleHistory.map(({ validation: _, ...record }) => record) },
};
export const Dark: Story = { globals: { theme: 'dark' } };
export const ForcedColors: Story = { beforeEach: withForcedColors };
export const RightToLeft: Story = { globals: { direction: 'rtl' } };
