import { ConfusionMatrix } from '@ferkit/react';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, spyOn, userEvent, waitFor } from 'storybook/test';
import { countPredictions, examplePredictions } from '../fixtures/predictions';
import { bundledReport, earlierReport, emptyLabel, fortyLabels, longLabels, twoLabels } from '../fixtures/reports';
import { withForcedColors } from '../fixtures/withForcedColors';

const meta = {
  title: 'Components/ConfusionMatrix',
  component: ConfusionMatrix,
  args: { data: bundledReport, onSelect: fn() },
} satisfies Meta<typeof ConfusionMatrix>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The bundled model on the PrivateTest images of FER2013, measured by `ferkit evaluate`. */
export const ShareOfTrueLabel: Story = { tags: ['autodocs'] };

export const Counts: Story = { args: { normalize: false } };
export const ShareOfPredictedLabel: Story = { args: { normalize: 'predicted' } };
export const ShareOfAll: Story = { args: { normalize: 'all', scale: 'fit' } };

/** Differences between two models: increases are blue, decreases orange, and each number has a sign. */
export const TwoModels: Story = {
  tags: ['autodocs'],
  args: { compareWith: earlierReport, names: ['The bundled model', 'an earlier one (an example)'] },
};

const drawnFaces = examplePredictions(280);

/** A cell opens the faces of its samples, worst first. The faces are drawn, the scores are made up. */
export const ImagesOfACell: Story = {
  args: { data: countPredictions(drawnFaces), predictions: drawnFaces, sort: 'label' },
  play: async ({ canvas }) => {
    const cell = canvas.getByRole('gridcell', { name: /^angry predicted correctly/ });
    await userEvent.click(cell);
    const images = await canvas.findByRole('region', { name: 'angry predicted as angry, worst first' });
    await waitFor(() => expect(images).toHaveFocus());
    await userEvent.keyboard('{Escape}');
    await expect(cell).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect(await canvas.findByRole('button', { name: 'Close' })).toBeVisible();
  },
};

export const HiddenDiagonal: Story = { args: { hideDiagonal: true, scale: 'fit' } };
export const SortedByRecall: Story = { args: { sort: 'recall' } };
export const EmptyLabel: Story = { args: { data: emptyLabel } };
export const TwoLabels: Story = { args: { data: twoLabels } };
export const FortyLabels: Story = { args: { data: fortyLabels } };
export const LongLabels: Story = { tags: ['autodocs'], args: { data: longLabels } };
export const WithoutMargins: Story = { args: { margins: false } };
export const NotInteractive: Story = { args: { interactive: false } };
export const Selected: Story = { args: { selected: { truth: 'fear', predicted: 'sad' } } };
export const OwnCells: Story = {
  args: { children: (cell) => (cell.correct ? <strong>{cell.text}</strong> : cell.count) },
};

/** Visitors change the display and save the matrix as CSV, SVG or PNG. */
export const Toolbar: Story = {
  tags: ['autodocs'],
  args: { toolbar: true },
  play: async ({ canvas }) => {
    await userEvent.selectOptions(canvas.getByLabelText('Show'), 'Counts');
    await expect(canvas.getByRole('gridcell', { name: /^angry predicted correctly/ })).toHaveTextContent(/^\d+$/);
    await userEvent.selectOptions(canvas.getByLabelText('Show'), 'Share of true label');
    await userEvent.click(canvas.getByLabelText('Hide diagonal'));
    await expect(canvas.getByRole('gridcell', { name: 'angry predicted correctly: hidden' })).toBeEmptyDOMElement();
    await userEvent.click(canvas.getByLabelText('Hide diagonal'));
  },
};

/** Saved pictures show the current view in the current theme. */
export const Saving: Story = {
  args: { toolbar: true },
  play: async ({ canvas }) => {
    const saved: Blob[] = [];
    const click = spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    const create = spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      saved.push(blob as Blob);
      return 'blob:saved';
    });
    try {
      for (const [index, format] of ['CSV', 'SVG', 'PNG'].entries()) {
        await userEvent.click(canvas.getByRole('button', { name: `Save as ${format}` }));
        await waitFor(() => expect(saved).toHaveLength(index + 1), { timeout: 10_000 });
      }
      await expect(await saved[0]!.text()).toMatch(/^true \\ predicted,angry,/);
      await expect(await saved[1]!.text()).toContain('fill="#ffffff"');
      const picture = await createImageBitmap(saved[2]!);
      await expect(picture.width).toBeGreaterThan(700);
    } finally {
      click.mockRestore();
      create.mockRestore();
    }
  },
};

/** A single tab stop; arrow keys, Home and End move between cells, Enter selects. */
export const Keyboard: Story = {
  play: async ({ args, canvas }) => {
    await userEvent.tab();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowDown}{Enter}');
    await expect(document.activeElement).toHaveAccessibleName(/^disgust predicted as fear/);
    await expect(args.onSelect).toHaveBeenCalledWith(expect.objectContaining({ truth: 'disgust', predicted: 'fear' }));
    await userEvent.keyboard('{Control>}{End}{/Control}');
    await expect(document.activeElement).toHaveAccessibleName(/^Accuracy/);
    await userEvent.keyboard('{Control>}{Home}{/Control}');
    await expect(canvas.getByRole('gridcell', { name: /^angry predicted correctly/ })).toHaveFocus();
  },
};

/** The toolbar has all languages for each story. */
export const InGerman: Story = {
  args: { toolbar: true },
  globals: { locale: 'de' },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('Konfusionsmatrix')).toBeVisible();
    await expect(canvas.getByRole('gridcell', { name: /^„wütend“ richtig vorhergesagt/ })).toBeVisible();
  },
};
export const InFrench: Story = { args: { toolbar: true }, globals: { locale: 'fr' } };
export const InSpanish: Story = { args: { toolbar: true }, globals: { locale: 'es' } };
export const InPortuguese: Story = { args: { toolbar: true }, globals: { locale: 'pt' } };
export const InArabic: Story = { args: { toolbar: true }, globals: { locale: 'ar' } };
export const InJapanese: Story = { args: { toolbar: true }, globals: { locale: 'ja' } };
export const InChinese: Story = { args: { toolbar: true }, globals: { locale: 'zh' } };
export const InKorean: Story = { args: { toolbar: true }, globals: { locale: 'ko' } };
export const InHindi: Story = { args: { toolbar: true }, globals: { locale: 'hi' } };

export const Dark: Story = { globals: { theme: 'dark' } };
export const TwoModelsDark: Story = { ...TwoModels, globals: { theme: 'dark' } };
/** Without colours of cells, numbers and the edges of correct and selected cells remain. */
export const ForcedColors: Story = { ...Selected, beforeEach: withForcedColors };

/** Arrow keys move in their direction on screen from right to left too. */
export const RightToLeft: Story = {
  globals: { direction: 'rtl' },
  args: {
    messages: {
      locale: 'he',
      confusionMatrix: 'מטריצת בלבול',
      truth: 'תווית אמת',
      predicted: 'תווית חזויה',
      recall: 'כיסוי',
      precision: 'דיוק',
      total: 'סך הכול',
    },
  },
  play: async () => {
    await userEvent.tab();
    await userEvent.keyboard('{ArrowLeft}');
    await expect(document.activeElement).toHaveAccessibleName(/^angry predicted as disgust/);
  },
};
