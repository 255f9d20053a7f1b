import { ScoresTable } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, userEvent } from 'storybook/test';
import { bundledReport, earlierReport, fortyLabels, longLabels, twoLabels } from '../fixtures/reports';
import { scoreCounts } from '../fixtures/scoreCounts';
import { withForcedColors } from '../fixtures/withForcedColors';

const meta = {
  title: 'Components/ScoresTable',
  component: ScoresTable,
  args: { data: bundledReport },
} satisfies Meta<typeof ScoresTable>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The bundled model on the PrivateTest images of FER2013, measured by `ferkit evaluate`. */
export const Report: Story = { tags: ['autodocs'] };

/** The same without samples whose image is also in the training set. */
export const WithoutCopies: Story = {
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Without copies' }));
    await expect(canvas.getByRole('button', { name: 'Without copies' })).toHaveAttribute('aria-pressed', 'true');
    await expect(canvas.getByText(/^3,301 samples whose image/)).toBeVisible();
  },
};

/** The weakest labels first. */
export const Sorted: Story = {
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'F1' }));
    await userEvent.click(canvas.getByRole('button', { name: 'F1' }));
    await expect(canvas.getByRole('columnheader', { name: 'F1' })).toHaveAttribute('aria-sort', 'ascending');
    await expect(canvas.getAllByRole('rowheader')[0]).toHaveTextContent('fear');
  },
};

/** One score of both models at a time, and the difference in percentage points. The weaker model is imaginary. */
export const TwoModels: Story = {
  tags: ['autodocs'],
  args: { compareWith: earlierReport, names: ['Bundled', 'Earlier'] },
};

/** No true and no predicted sample of disgust. */
export const EmptyLabel: Story = {
  tags: ['autodocs'],
  args: {
    data: {
      ...bundledReport,
      perLabel: {
        ...bundledReport.perLabel,
        disgust: { precision: 0, recall: 0, f1: 0, support: 0, predicted: 0 },
      },
    },
  },
};

export const TwoLabels: Story = { args: { data: scoreCounts(twoLabels) } };
export const FortyLabels: Story = { args: { data: scoreCounts(fortyLabels) } };
export const LongLabels: Story = { args: { data: scoreCounts(longLabels) } };
export const Dark: Story = { globals: { theme: 'dark' } };
export const ForcedColors: Story = { beforeEach: withForcedColors };
export const RightToLeft: Story = { globals: { direction: 'rtl' } };
