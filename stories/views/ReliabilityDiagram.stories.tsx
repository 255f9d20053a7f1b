import { ReliabilityDiagram } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, userEvent } from 'storybook/test';
import { bundledReport, earlierReport } from '../fixtures/reports';
import { withForcedColors } from '../fixtures/withForcedColors';

const meta = {
  title: 'Components/ReliabilityDiagram',
  component: ReliabilityDiagram,
  args: { data: bundledReport },
} satisfies Meta<typeof ReliabilityDiagram>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The bundled model on the PrivateTest images of FER2013, measured by `ferkit evaluate`. */
export const WellCalibrated: Story = {
  tags: ['autodocs'],
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('group', { name: /^Expected calibration error/ })).toBeVisible();
  },
};
export const Overconfident: Story = { tags: ['autodocs'], args: { data: earlierReport } };
/** Bars of both models beside each other; those of the calibrated one reach the diagonal. */
export const TwoModels: Story = {
  tags: ['autodocs'],
  args: { compareWith: earlierReport, names: ['Bundled', 'Earlier'] },
  play: async ({ canvas }) => {
    await userEvent.hover(canvas.getAllByRole('img', { name: /^87% to 93%/ })[0]!);
    await expect(canvas.getByText(/^Change: Accuracy /)).toBeVisible();
    await userEvent.click(canvas.getByRole('button', { name: 'Earlier', pressed: true }));
    await expect(canvas.getByRole('button', { name: 'Earlier', pressed: false })).toBeVisible();
    await userEvent.click(canvas.getByRole('button', { name: 'Earlier' }));
  },
};
export const NoSamples: Story = {
  args: { data: { reliability: bundledReport.reliability.map((bin) => ({ ...bin, count: 0 })) } },
};
export const Dark: Story = { globals: { theme: 'dark' } };
export const ForcedColors: Story = { ...Overconfident, beforeEach: withForcedColors };
export const RightToLeft: Story = { globals: { direction: 'rtl' } };
