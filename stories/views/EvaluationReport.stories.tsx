import { EvaluationReport } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect } from 'storybook/test';
import { examplePredictions } from '../fixtures/predictions';
import { bundledReport, earlierReport, exampleHistory } from '../fixtures/reports';
import { withForcedColors } from '../fixtures/withForcedColors';

const meta = {
  title: 'Components/EvaluationReport',
  component: EvaluationReport,
  args: { data: bundledReport },
} satisfies Meta<typeof EvaluationReport>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The bundled model on the PrivateTest images of FER2013, measured by `ferkit evaluate --corruptions`. */
export const OneReport: Story = {
  tags: ['autodocs'],
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('heading', { name: 'Robustness', level: 3 })).toBeVisible();
  },
};

/** Beside the report of an imaginary weaker model. */
export const SinceAnEarlierReport: Story = {
  args: { compareWith: earlierReport },
  play: async ({ canvas }) => {
    await expect(canvas.getAllByText(/in the earlier report/)[0]).toBeVisible();
  },
};

/** With the history of an imaginary training, and drawn faces: the surest mistakes come first. */
export const WithTrainingAndFaces: Story = {
  args: { history: exampleHistory, predictions: examplePredictions(12) },
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('heading', { name: 'Predictions' })).toBeVisible();
  },
};

/** An imported file that was edited by hand. */
export const EditedByHand: Story = {
  tags: ['autodocs'],
  args: { data: { ...bundledReport, samples: 12 } },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText(/its field "samples" does not fit/)).toBeVisible();
  },
};

export const Narrow: Story = {
  tags: ['autodocs'],
  ...SinceAnEarlierReport,
  decorators: [
    (Story) => (
      <div style={{ maxInlineSize: '20rem' }}>
        <Story />
      </div>
    ),
  ],
};

export const Dark: Story = { ...SinceAnEarlierReport, globals: { theme: 'dark' } };
export const ForcedColors: Story = { ...SinceAnEarlierReport, beforeEach: withForcedColors };
export const RightToLeft: Story = { ...SinceAnEarlierReport, globals: { direction: 'rtl' } };
