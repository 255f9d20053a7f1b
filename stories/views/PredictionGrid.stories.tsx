import { PredictionGrid } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, waitFor } from 'storybook/test';
import { examplePredictions } from '../fixtures/predictions';
import { withForcedColors } from '../fixtures/withForcedColors';

const meta = {
  title: 'Components/PredictionGrid',
  component: PredictionGrid,
  args: { predictions: examplePredictions(12) },
} satisfies Meta<typeof PredictionGrid>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The faces are drawn, the scores are made up. */
export const TrueAndPredicted: Story = {
  tags: ['autodocs'],
  play: async ({ canvas }) => {
    await expect(canvas.getAllByText('Wrong')).toHaveLength(3);
    const face = canvas.getByRole<HTMLCanvasElement>('img', { name: 'Face 1' });
    await waitFor(() => {
      const [red, green, blue, opacity] = face.getContext('2d')!.getImageData(24, 24, 1, 1).data;
      return expect([green, blue, opacity]).toEqual([red, red, 255]);
    });
  },
};
export const WithoutTrueLabels: Story = {
  tags: ['autodocs'],
  args: { predictions: examplePredictions(6).map(({ truth: _, ...prediction }) => prediction), topK: 7 },
};
export const Empty: Story = { args: { predictions: [] } };
export const LongLabels: Story = {
  tags: ['autodocs'],
  args: {
    predictions: examplePredictions(4),
    messages: { label: (label) => `an expression that people call ${label}` },
  },
};
export const Dark: Story = { globals: { theme: 'dark' } };
export const ForcedColors: Story = { beforeEach: withForcedColors };
export const RightToLeft: Story = { globals: { direction: 'rtl' } };
