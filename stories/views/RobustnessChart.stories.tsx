import { RobustnessChart } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, userEvent } from 'storybook/test';
import { bundledReport, drawnRobustness, drawnRobustnessNames } from '../fixtures/reports';
import { withForcedColors } from '../fixtures/withForcedColors';

const meta = {
  title: 'Components/RobustnessChart',
  component: RobustnessChart,
  args: { data: bundledReport, toolbar: true },
} satisfies Meta<typeof RobustnessChart>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The bundled model on the PrivateTest images of FER2013, measured by `ferkit evaluate --corruptions`. */
export const OneReport: Story = {
  tags: ['autodocs'],
  play: async ({ canvas }) => {
    await userEvent.hover(canvas.getByRole('img', { name: /^Noise, σ 20: / }));
    await expect(canvas.getByText('Noise, σ 20', { selector: 'strong' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect(canvas.queryByText('Noise, σ 20', { selector: 'strong' })).toBeNull();
    await userEvent.click(canvas.getByText('Show as table'));
    await expect(canvas.getByRole('row', { name: /^Noise, mean / })).toBeVisible();
    await userEvent.click(canvas.getByText('Show as table'));
  },
};

/**
 * The default network after twelve epochs on drawn faces, with `augmentPoorFaces` and without, measured on other drawn faces. The figures
 * say nothing about real faces.
 */
export const TwoModels: Story = {
  tags: ['autodocs'],
  args: { data: drawnRobustness[0], compareWith: drawnRobustness[1], names: drawnRobustnessNames },
};

/** The corruptions that cost most come first. */
export const SortedByLoss: Story = {
  args: { sort: 'loss', toolbar: false },
};

/** Calibration errors, of which less is better: scores on poor images are too sure. */
export const CalibrationError: Story = {
  play: async ({ canvas }) => {
    await userEvent.selectOptions(canvas.getByLabelText('Show'), 'Calibration error');
    await expect(canvas.getByRole('group', { name: 'Calibration error' })).toBeVisible();
  },
};

/** One of the reports has fewer corruptions and another has none: means are over those that are shared. */
export const UnlikeReports: Story = {
  args: {
    data: drawnRobustness[0],
    compareWith: [
      { ...drawnRobustness[1], robustness: { corruptions: drawnRobustness[1].robustness!.corruptions.slice(5) } },
      { ...drawnRobustness[1], robustness: undefined },
    ],
    names: [...drawnRobustnessNames, 'Not measured'],
  },
  play: async ({ canvas }) => {
    await expect(
      canvas.getByText(/Means are over 11 of 16 corruptions, those with a score of every measured model\./),
    ).toBeVisible();
  },
};

export const WithoutRobustness: Story = {
  tags: ['autodocs'],
  args: { data: { ...bundledReport, robustness: undefined } },
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/^No scores on corrupted images\./)).toBeVisible();
  },
};

/** In a narrow column, as on a phone. The arrow keys move between the rows. */
export const Narrow: Story = {
  ...TwoModels,
  decorators: [
    (Story) => (
      <div style={{ maxInlineSize: '20rem' }}>
        <Story />
      </div>
    ),
  ],
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('img', { name: /^Clean: / }));
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}');
    await expect(canvas.getByRole('img', { name: /^Noise, σ 10: / })).toHaveFocus();
  },
};

export const Dark: Story = { ...TwoModels, globals: { theme: 'dark' } };
export const ForcedColors: Story = { ...TwoModels, beforeEach: withForcedColors };
export const RightToLeft: Story = { ...TwoModels, globals: { direction: 'rtl' } };
