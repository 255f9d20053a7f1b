import type { ConfusionCounts } from '../../index';
import { pad } from './formatTable';
import type { Colour, Style } from './Style';

const RIGHT: Colour = [21, 128, 90];
const WRONG: Colour = [190, 70, 30];
/** What a cell of no share would be shaded with. */
const EMPTY: Colour = [38, 38, 44];
const LIGHT: Colour = [255, 255, 255];

/** Shares below this get no shade: a matrix of nothing but rare errors should look calm. */
const SHADE_FROM = 0.005;

/**
 * Draws a confusion matrix: a row for each true label, a column for each predicted one, in each cell how many and what
 * percentage of the row. Where there are colours, the share is also the strength of the background: green where the
 * prediction is right, orange where it is wrong.
 * @param columns - of the terminal; where all does not fit, percentages are left out and headings shortened
 */
export function renderConfusion({ labels, counts }: ConfusionCounts, style: Style, columns = 80): string[] {
  const digits = Math.max(...counts.flat().map((count) => String(count).length));
  const corner = 'true \\ predicted';
  const rowLabelWidth = Math.max(...labels.map((label) => label.length));
  const fullWidth = Math.max(digits + 5, ...labels.map((label) => label.length));
  const isFull = rowLabelWidth + labels.length * (fullWidth + 1) <= columns;
  const cellWidth = isFull ? fullWidth : Math.max(digits, 4);

  const heading = labels.map((label) => pad(label.slice(0, cellWidth), cellWidth, 'right'));
  const rows = counts.map((row, truth) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    const cells = row.map((count, predicted) => {
      const share = support === 0 ? 0 : count / support;
      const text = pad(cellText(count, share, isFull), cellWidth, 'right');
      if (count === 0) return ` ${style.dim(text)}`;
      return share < SHADE_FROM ? ` ${text}` : shade(` ${text}`, share, truth === predicted, style);
    });
    return (pad(labels[truth]!, rowLabelWidth) + cells.join('')).trimEnd();
  });
  return [
    style.dim(`${corner}${isFull ? ', with the share of each row in percent' : ''}`),
    `${' '.repeat(rowLabelWidth)} ${heading.join(' ')}`,
    ...rows,
  ];
}

function cellText(count: number, share: number, isFull: boolean): string {
  // Under the last digit of the counts.
  if (count === 0) return isFull ? '·     ' : '·';
  return isFull ? `${count} ${pad(`${Math.round(100 * share)}%`, 4, 'right')}` : String(count);
}

function shade(text: string, share: number, isRight: boolean, style: Style): string {
  const full = isRight ? RIGHT : WRONG;
  const strength = Math.sqrt(share);
  const background = EMPTY.map((value, channel) => value + strength * (full[channel]! - value)) as unknown as Colour;
  return style.paint(text, { foreground: LIGHT, background });
}
