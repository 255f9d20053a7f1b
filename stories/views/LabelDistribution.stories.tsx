import { LabelDistribution } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, userEvent } from 'storybook/test';
import { bundledReport, fortyLabels, longLabels } from '../fixtures/reports';
import { withForcedColors } from '../fixtures/withForcedColors';

/** FER2013 as published: 28,709 training images, 3,589 validation and 3,589 test images. */
const train = { angry: 3995, disgust: 436, fear: 4097, happy: 7215, sad: 4830, surprise: 3171, neutral: 4965 };
const validation = { angry: 467, disgust: 56, fear: 496, happy: 895, sad: 653, surprise: 415, neutral: 607 };
const test = { angry: 491, disgust: 55, fear: 528, happy: 879, sad: 594, surprise: 416, neutral: 626 };

const countsOf = (key: 'support' | 'predicted'): Record<string, number> =>
  Object.fromEntries(Object.entries(bundledReport.perLabel).map(([label, scores]) => [label, scores[key]]));

const meta = {
  title: 'Components/LabelDistribution',
  component: LabelDistribution,
  args: { caption: 'FER2013, train split', series: [{ name: 'Train', counts: train }] },
} satisfies Meta<typeof LabelDistribution>;

export default meta;
type Story = StoryObj<typeof meta>;

export const OneSeries: Story = {
  tags: ['autodocs'],
  play: async ({ canvas }) => {
    await expect(
      canvas.getByRole('group', { name: 'Train: 28,709 in all, most happy, fewest disgust.' }),
    ).toBeVisible();
    await userEvent.click(canvas.getByText('Show as table'));
    await expect(canvas.getByRole('row', { name: 'happy 7,215' })).toBeVisible();
    await userEvent.click(canvas.getByText('Show as table'));
  },
};

/** Shares compare splits of different sizes. */
export const Splits: Story = {
  tags: ['autodocs'],
  args: {
    caption: 'FER2013 by split',
    unit: 'share',
    series: [
      { name: 'Train', counts: train },
      { name: 'Validation', counts: validation },
      { name: 'Test', counts: test },
    ],
  },
};

/** Labels that a model predicts too often or too rarely: the bundled model on the PrivateTest images of FER2013. */
export const TrueAndPredicted: Story = {
  tags: ['autodocs'],
  args: {
    caption: undefined,
    series: [
      { name: 'True', counts: countsOf('support') },
      { name: 'Predicted', counts: countsOf('predicted') },
    ],
  },
};

/** Differences of the predictions from the true labels, in tips and in the table. */
export const Compared: Story = {
  args: {
    caption: undefined,
    toolbar: true,
    sort: 'value',
    series: [{ name: 'Predicted', counts: countsOf('predicted') }],
    compareWith: { name: 'True', counts: countsOf('support') },
  },
  play: async ({ canvas }) => {
    await userEvent.hover(canvas.getByRole('img', { name: /^happy: Predicted/ }));
    const [predicted, truth] = [countsOf('predicted').happy!, countsOf('support').happy!];
    await expect(canvas.getByText(`Predicted ${predicted}; Change +${predicted - truth}`)).toBeVisible();
    await userEvent.selectOptions(canvas.getByLabelText('Order'), 'By name');
    await expect(canvas.getAllByRole('img')[0]).toHaveAccessibleName(/^angry/);
  },
};

export const EmptyLabel: Story = { args: { series: [{ name: 'Train', counts: { ...train, disgust: 0 } }] } };
export const NoLabels: Story = { args: { series: [] } };
export const TwoLabels: Story = {
  args: { caption: 'Two labels', series: [{ name: 'Samples', counts: { smiling: 903, 'not smiling': 2686 } }] },
};
export const FortyLabels: Story = {
  args: {
    caption: 'Forty labels',
    series: [
      {
        name: 'Samples',
        counts: Object.fromEntries(fortyLabels.labels.map((label, row) => [label, fortyLabels.counts[row]![row]!])),
      },
    ],
  },
};
export const LongLabels: Story = {
  args: {
    caption: 'Long labels',
    series: [
      { name: 'Samples', counts: Object.fromEntries(longLabels.labels.map((label, row) => [label, 100 * (row + 1)])) },
    ],
  },
};
export const Dark: Story = { ...Splits, globals: { theme: 'dark' } };
export const ForcedColors: Story = { ...Splits, beforeEach: withForcedColors };
export const RightToLeft: Story = { ...Splits, globals: { direction: 'rtl' } };
