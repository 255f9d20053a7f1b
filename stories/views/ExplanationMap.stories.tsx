import { explain, loadModel } from '@ferkit/core';
import { drawSyntheticFace } from '@ferkit/core/datasets';
import { ExplanationMap } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect } from 'storybook/test';
import { withForcedColors } from '../fixtures/withForcedColors';

/** A drawing of nobody. */
const image = drawSyntheticFace('happy', { seed: 3, size: 48 });

const near = (x: number, y: number, left: number, top: number, reach: number): number =>
  Math.exp(-((x - left) ** 2 + (y - top) ** 2) / reach ** 2);

/** Influence as of a network that relies on the mouth and is misled by the brows. */
const data = {
  label: 'happy',
  score: 0.83,
  width: 48,
  height: 48,
  influence: Array.from({ length: 48 * 48 }, (_, pixel) => {
    const [x, y] = [pixel % 48, Math.floor(pixel / 48)];
    return 0.3 * near(x, y, 24, 36, 8) - 0.12 * (near(x, y, 15, 15, 5) + near(x, y, 33, 15, 5));
  }),
};

const meta = {
  title: 'Components/ExplanationMap',
  component: ExplanationMap,
  args: { data, image },
} satisfies Meta<typeof ExplanationMap>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Mouth: Story = { tags: ['autodocs'] };
export const WithoutFace: Story = { tags: ['autodocs'], args: { image: null } };
export const NoInfluence: Story = {
  tags: ['autodocs'],
  args: { data: { ...data, influence: data.influence.map(() => 0) } },
};
export const LongLabel: Story = {
  args: { data: { ...data, label: 'Donaudampfschifffahrtsgesellschaftskapitänslächeln' } },
};
export const Dark: Story = { globals: { theme: 'dark' } };
export const ForcedColors: Story = { beforeEach: withForcedColors };
export const RightToLeft: Story = { globals: { direction: 'rtl' } };

/** The bundled model's own explanation of a drawn face. */
export const BundledModel: Story = {
  loaders: [
    async () => {
      const model = await loadModel({ backend: 'wasm' });
      try {
        return { data: await explain(model, image) };
      } finally {
        model.dispose();
      }
    },
  ],
  render: (args, { loaded }) => <ExplanationMap {...args} data={loaded.data as typeof data} />,
  play: async ({ canvas, loaded }) => {
    const { influence } = loaded.data as typeof data;
    await expect(Math.max(...influence)).toBeGreaterThan(0.01);
    await expect(canvas.getByText(/has the most influence/)).toBeVisible();
  },
};
