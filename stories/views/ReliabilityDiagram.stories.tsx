import { ReliabilityDiagram } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect } from 'storybook/test';
import { bundledReport, earlierReport } from '../fixtures/reports';
import { withForcedColors } from '../fixtures/withForcedColors';

const meta = {
  title: 'Data views/ReliabilityDiagram',
  component: ReliabilityDiagram,
  args: { data: bundledReport },
} satisfies Meta<typeof ReliabilityDiagram>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The bundled model on the PrivateTest images of FER2013, measured by `ferkit evaluate`. */
export const WellCalibrated: Story = {
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('img', { name: /^Expected calibration error/ })).toBeVisible();
  },
};
export const Overconfident: Story = { args: { data: earlierReport } };
export const NoSamples: Story = {
  args: { data: { reliability: bundledReport.reliability.map((bin) => ({ ...bin, count: 0 })) } },
};
export const Dark: Story = { globals: { theme: 'dark' } };
export const ForcedColors: Story = { ...Overconfident, beforeEach: withForcedColors };
export const RightToLeft: Story = { globals: { direction: 'rtl' } };
