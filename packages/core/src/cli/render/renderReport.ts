import { nameSample } from '../../imagePaths';
import {
  type ConfusionCounts,
  describeCorruption,
  type EvaluationReport,
  type LabelScore,
  type RobustScores,
  type SamplePrediction,
  type Scores,
} from '../../index';
import type { Colour, Style } from './Style';
import { countOf, formatCount, formatPercent } from './formatNumber';
import { formatTable, pad, renderBar } from './formatTable';
import { showName, showText, widthOf } from './showText';

/** A report for a terminal: the summary, the scores of each label, the confusion matrix, the scores on corrupted images. */
export function renderReport(report: EvaluationReport, style: Style, columns: number): string[] {
  const { dataset, samples, withoutTrainingCopies } = report;
  const copies = samples - (withoutTrainingCopies?.samples ?? samples);
  return [
    style.bold(`${showText(dataset)}: ${countOf(samples, 'image')}`),
    summarizeScores(report),
    ...(withoutTrainingCopies === undefined || copies === 0
      ? []
      : [
          style.bold(
            `without the ${countOf(copies, 'image that is a copy', 'images that are copies')} of training images`,
          ),
          summarizeScores(withoutTrainingCopies),
        ]),
    ...renderTrainedOn(report),
    ...renderSuggestion(report),
    '',
    ...renderScores(report, style),
    '',
    ...renderConfusion(report.confusion, style, columns),
    ...renderRobustness(report, style),
    ...renderMistakes(report, style),
  ];
}

function summarizeScores({ accuracy, balancedAccuracy, macroF1, top2Accuracy, nll, ece }: Scores): string {
  return [
    `accuracy ${formatPercent(accuracy)}`,
    `balanced ${formatPercent(balancedAccuracy)}`,
    `macro F1 ${formatPercent(macroF1)}`,
    `top-2 ${formatPercent(top2Accuracy)}`,
    `NLL ${nll.toFixed(4)}`,
    `ECE ${ece.toFixed(4)}`,
  ].join('  ');
}

/** Where the copies of training images are scored apart, that says it more exactly. */
const renderTrainedOn = ({ trainedOn, withoutTrainingCopies }: EvaluationReport): string[] =>
  trainedOn === undefined || withoutTrainingCopies !== undefined
    ? []
    : [
        `Warning: the model was trained on about ${formatPercent(trainedOn, 0)} of these images. Their scores do not tell how well it does on others.`,
      ];

/** Better names for the outputs of the model, and the labels without samples. */
function renderSuggestion({ suggestion, accuracy, confusion, perLabel }: EvaluationReport): string[] {
  const absent = confusion.labels.filter((label) => perLabel[label]!.support === 0);
  const wrong = absent.reduce((sum, label) => sum + perLabel[label]!.predicted, 0);
  return [
    ...(absent.length === 0
      ? []
      : [
          `no images of ${absent.join(', ')}: left out of the means; ${formatCount(wrong)} predictions of them count as wrong`,
        ]),
    ...(suggestion === undefined
      ? []
      : [
          `The labels may be in another order: ${suggestion.labels.join(',')} would give ` +
            `${formatPercent(suggestion.accuracy)} instead of ${formatPercent(accuracy)}.`,
        ]),
  ];
}

const RIGHT: Colour = [21, 128, 90];
const WRONG: Colour = [190, 70, 30];
/** The shade of a cell with share 0. */
const EMPTY: Colour = [38, 38, 44];
const LIGHT: Colour = [255, 255, 255];

/** Smallest share that is shaded, so that rare errors do not stand out. */
const SHADE_FROM = 0.005;

/**
 * Draws a confusion matrix: a row for each true label, a column for each predicted one, and in each cell the count and its
 * percentage of the row. With colours, the background shows the share: green for correct predictions, orange for errors.
 * @param columns - width of the terminal; a narrow one drops percentages and shortens headings
 */
export function renderConfusion({ labels: names, counts }: ConfusionCounts, style: Style, columns = 80): string[] {
  const labels = names.map(showText);
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
  // The spaces place the dot under the last digit of the counts.
  if (count === 0) return isFull ? '·     ' : '·';
  return isFull ? `${count} ${pad(`${Math.round(100 * share)}%`, 4, 'right')}` : String(count);
}

function shade(text: string, share: number, isRight: boolean, style: Style): string {
  const full = isRight ? RIGHT : WRONG;
  const strength = Math.sqrt(share);
  const background = EMPTY.map((value, channel) => value + strength * (full[channel]! - value)) as unknown as Colour;
  return style.paint(text, { foreground: LIGHT, background });
}

const percent = (share: number): string => (100 * share).toFixed(1);

/** A report's rates as a table: one line for each label, then their mean and the whole. All in percent. */
export function renderScores(
  { perLabel, confusion, balancedAccuracy, macroF1, accuracy, samples }: Scores,
  style: Style,
): string[] {
  // In the order of the labels, which an object does not keep for names that are numbers.
  const rows = confusion.labels.map((label) => {
    const { precision, recall, f1, support } = perLabel[label]!;
    return [showText(label), percent(precision), percent(recall), percent(f1), formatCount(support)];
  });
  const lines = formatTable(
    [
      ['', 'precision %', 'recall %', 'F1 %', 'support'],
      ...rows,
      ['mean of labels', '', percent(balancedAccuracy), percent(macroF1), ''],
      ['accuracy', '', '', percent(accuracy), formatCount(samples)],
    ],
    'lrrrr',
  );
  return lines.map((line, index) => (index === 0 ? style.dim(line) : index > rows.length ? style.bold(line) : line));
}

/** The scores on corrupted images below those on clean ones, and their mean. */
function renderRobustness({ robustness, ...clean }: EvaluationReport, style: Style): string[] {
  if (robustness === undefined) return [];
  const { seed, corruptions, kinds, mean } = robustness;
  const row = (name: string, { accuracy, macroF1, ece }: RobustScores): string[] => [
    name,
    percent(accuracy),
    percent(macroF1),
    ece.toFixed(4),
  ];
  const strengthsOf = (kind: string): number => corruptions.filter((corruption) => corruption.kind === kind).length;
  const lines = formatTable(
    [
      [`corruption, seed ${seed}`, 'accuracy %', 'macro F1 %', 'ECE'],
      row('none', clean),
      ...corruptions.map((corruption) => row(describeCorruption(corruption), corruption)),
      ...kinds
        .filter(({ kind }) => strengthsOf(kind) > 1)
        .map((scores) => row(`${scores.kind}, mean of ${strengthsOf(scores.kind)}`, scores)),
      row(`all, mean of ${corruptions.length}`, mean),
    ],
    'lrrr',
  );
  const last = lines.length - 1;
  return [
    '',
    ...lines.map((line, index) => (index === 0 ? style.dim(line) : index === last ? style.bold(line) : line)),
  ];
}

/** Mistakes that a terminal shows: the report as JSON or Markdown has all that were kept. */
const SHOWN_MISTAKES = 5;

function renderMistakes({ mistakes, labelErrors, samples }: EvaluationReport, style: Style): string[] {
  if (mistakes === undefined || labelErrors === undefined) return [];
  const table = (title: string, listed: readonly SamplePrediction[]): string[] => {
    if (listed.length === 0) return [];
    const rows = listed
      .slice(0, SHOWN_MISTAKES)
      .map((one) => [
        showName(nameSample(one)),
        showText(one.label),
        showText(one.predicted),
        formatPercent(one.confidence, 1),
        formatPercent(one.labelScore, 1),
      ]);
    const lines = formatTable([[title, 'label', 'predicted', 'score', 'of the label'], ...rows], 'lllrr');
    return ['', ...lines.map((line, index) => (index === 0 ? style.dim(line) : line))];
  };
  return [
    ...table('surest mistakes', mistakes),
    ...table('likeliest label errors', labelErrors.samples),
    '',
    `${formatCount(labelErrors.count)} of ${countOf(samples, 'label')} ${labelErrors.count === 1 ? 'is' : 'are'} likely wrong.`,
  ];
}

const BAR_WIDTH = 20;
/** Narrowest bar; on a narrower terminal there is none. */
const NARROWEST_BAR = 4;

/**
 * Labels with their scores, each with a bar.
 * @param columns - width of the terminal; a narrow one shortens the bars, or leaves them out
 */
export function renderLabelScores(scores: readonly LabelScore[], style: Style, columns = 80): string[] {
  const rows = scores.map(({ label, score }) => ({ name: showText(label), score, share: formatPercent(score, 1) }));
  const texts =
    Math.max(0, ...rows.map(({ name }) => widthOf(name))) + Math.max(0, ...rows.map(({ share }) => share.length));
  const width = Math.min(BAR_WIDTH, columns - texts - 4);
  return formatTable(
    rows.map(({ name, score, share }) =>
      width < NARROWEST_BAR ? [name, share] : [name, renderBar(score, width, style), share],
    ),
    width < NARROWEST_BAR ? 'lr' : 'llr',
  );
}
