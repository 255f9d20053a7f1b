import type { Theme } from '../elements/saveFile';
import { cellColors, palettes } from './palette';
import type { ConfusionView } from './ConfusionView';
import { confusionMessages, type ConfusionMessages } from '../messages/confusionMessages';

const CELL = 44;
const GAP = 2;
const MARGIN = 16;
/** Width of an average letter of the labels in pixels. */
const LETTER = 6.6;
/** Maximum letters of a label. */
const MAX_LETTERS = 28;

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&quot;');
const shorten = (text: string): string => (text.length > MAX_LETTERS ? `${text.slice(0, MAX_LETTERS - 1)}…` : text);

/** Options of {@link confusionToSvg}. */
export interface ConfusionSvgOptions {
  /** Colour theme. @default 'light' */
  readonly theme?: Theme;
  /** Title above the matrix. @default the message `confusionMatrix` */
  readonly title?: string;
  /** Texts to replace. @default English */
  readonly messages?: Partial<ConfusionMessages>;
}

/**
 * Draws a confusion matrix as a standalone SVG file in the colours of the component.
 *
 * @example
 * ```ts
 * await writeFile('matrix.svg', confusionToSvg(buildConfusionView(report), { title: 'FER2013, test split' }));
 * ```
 */
export function confusionToSvg(view: ConfusionView, options: ConfusionSvgOptions = {}): string {
  const messages = { ...confusionMessages, ...options.messages };
  const { theme = 'light', title = messages.confusionMatrix } = options;
  const palette = palettes[theme];
  const names = view.labels.map(({ text }) => shorten(text));
  const room = LETTER * Math.max(4, ...names.map((name) => name.length));
  const isVertical = room > CELL;
  const left = MARGIN + 24 + room + 8;
  const top = MARGIN + 52 + (isVertical ? room : 12) + 8;
  const size = names.length * CELL;
  const width = left + size + 72;
  const height = top + size + 40;
  const middle = (index: number): number => index * CELL + CELL / 2;

  const text = (x: number, y: number, content: string, more = ''): string =>
    `<text x="${x}" y="${y}"${more && ` ${more}`}>${escape(content)}</text>`;
  const rotate = (x: number, y: number): string => `transform="rotate(-90 ${x} ${y})"`;
  const muted = `fill="${palette.muted}"`;

  const cells = view.rows.flat().map((cell) => {
    const { background, ink } = cellColors(palette, cell.value);
    const x = left + cell.column * CELL;
    const y = top + cell.row * CELL;
    const side = CELL - GAP;
    return (
      `<g><title>${escape(cell.description)}</title>` +
      `<rect x="${x}" y="${y}" width="${side}" height="${side}" rx="3" fill="${background}"/>` +
      `${text(x + side / 2, y + side / 2 + 4, cell.text, `text-anchor="middle" fill="${ink}"`)}</g>`
    );
  });
  const edges = view.labels.flatMap(({ recallText, precisionText }, index) => [
    text(left + size + 60, top + middle(index) + 4, recallText, 'text-anchor="end"'),
    text(left + middle(index), top + size + 24, precisionText, 'text-anchor="middle"'),
  ]);
  const headers = names.flatMap((name, index) => {
    const x = left + middle(index) + (isVertical ? 4 : 0);
    const y = top - 8;
    return [
      text(left - 8, top + middle(index) + 4, name, 'text-anchor="end"'),
      text(x, y, name, isVertical ? rotate(x, y) : 'text-anchor="middle"'),
    ];
  });
  const center = top + size / 2;
  const axes = [
    text(left + size / 2, MARGIN + 40, messages.predicted, `text-anchor="middle" ${muted}`),
    text(MARGIN + 10, center, messages.truth, `text-anchor="middle" ${muted} ${rotate(MARGIN + 10, center)}`),
    text(left + size + 60, top - 8, messages.recall, `text-anchor="end" ${muted}`),
    text(left - 8, top + size + 24, messages.precision, `text-anchor="end" ${muted}`),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `role="img" font-family="system-ui, sans-serif" font-size="12" fill="${palette.text}">`,
    `<title>${escape(title)}</title><desc>${escape(view.summary)}</desc>`,
    `<rect width="100%" height="100%" fill="${palette.surface}"/>`,
    text(MARGIN, MARGIN + 14, title, 'font-size="15" font-weight="600"'),
    ...axes,
    ...headers,
    ...cells,
    ...edges,
    '</svg>',
  ].join('\n');
}
