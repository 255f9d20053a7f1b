import { TrainingCurves, type TrainingCurvesProps } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { useEffect, useState, type ReactElement } from 'react';
import { expect, userEvent, waitFor } from 'storybook/test';
import { exampleHistory } from '../fixtures/reports';
import { withForcedColors } from '../fixtures/withForcedColors';

const meta = {
  title: 'Data views/TrainingCurves',
  component: TrainingCurves,
  args: { history: exampleHistory },
} satisfies Meta<typeof TrainingCurves>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The numbers in these stories are made up. */
export const FinishedRun: Story = {
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
    await waitFor(() => expect(canvas.getByRole('img', { name: /^Loss over 3 epochs/ })).toBeVisible());
  },
};

export const BeforeTheFirstEpoch: Story = { args: { history: [], epochs: 30 } };
export const FirstEpoch: Story = { args: { history: exampleHistory.slice(0, 1), epochs: 30 } };
export const WithoutValidation: Story = {
  args: { history: exampleHistory.map(({ validation: _, ...record }) => record) },
};
export const Dark: Story = { globals: { theme: 'dark' } };
export const ForcedColors: Story = { beforeEach: withForcedColors };
export const RightToLeft: Story = { globals: { direction: 'rtl' } };
