import { describeCorruption } from '../datasets/Corruption';
import type { ModelMetadata } from '../models/ModelMetadata';
import { nameSample } from '../imagePaths';
import type { EvaluationReport, ReportJson, RobustScores, SamplePrediction, Scores } from './EvaluationReport';
import { checkReport } from './parseReport';

/**
 * Formats a report as a Markdown page: origin of the numbers, scores with and without copies of training images, scores per
 * label, confusion matrix, the reliability bins with samples, the scores on corrupted images, the mistakes and likely label errors.
 * @throws REPORT_MALFORMED with the path of the first invalid field
 *
 * @example
 * ```ts
 * await writeFile('report.md', reportToMarkdown(report));
 * ```
 */
export function reportToMarkdown(report: ReportJson): string {
  checkReport(report);
  const sections = [
    `# Evaluation of ${escapeMarkdown(report.model.architecture.id)} on ${escapeMarkdown(report.dataset)}`,
    headerTable(report),
    ...describeTrainedOn(report),
    ...describeSuggestion(report),
    '## Scores',
    scoresTable(report),
    ...describeAbsent(report),
    '## Labels',
    labelsTable(report),
    '## Confusion matrix',
    'Rows are true labels, columns predicted ones.',
    confusionTable(report),
    '## Reliability',
    'Mean highest score and accuracy of the samples in each range of scores.',
    reliabilityTable(report),
    ...describeRobustness(report),
    ...describeMistakes(report),
  ];
  return `${sections.join('\n\n')}\n`;
}

function percent(rate: number): string {
  return `${(rate * 100).toFixed(2)} %`;
}

function decimal(value: number): string {
  return value.toFixed(4);
}

function describeTraining({ provenance }: ModelMetadata): string {
  if (provenance === undefined) return 'not known';
  const { dataset, epochs, seed, createdAt, library, backend } = provenance;
  return `${dataset}, ${epochs} epochs, seed ${seed}, with ${library} on ${backend}, ${createdAt}`;
}

function headerTable({ dataset, samples, model, backend }: EvaluationReport): string {
  const { architecture, input, temperature } = model;
  const facts: readonly (readonly [string, string])[] = [
    ['Dataset', `${dataset}, ${samples} samples`],
    [
      'Model',
      `${architecture.id}, ${input.width} x ${input.height}${input.channels === 3 ? ' in colour' : ''}, temperature ${Number(temperature.toPrecision(4))}`,
    ],
    ['Trained on', describeTraining(model)],
    ['Evaluated on', `${backend.name}, ${backend.device}`],
  ];
  return facts.map(([name, fact]) => `- ${name}: ${escapeMarkdown(fact)}`).join('\n');
}

function describeTrainedOn({ trainedOn }: EvaluationReport): readonly string[] {
  if (trainedOn === undefined) return [];
  return [
    `**The model was trained on about ${percent(trainedOn)} of these images.** Their scores do not tell how well it does on others.`,
  ];
}

function describeSuggestion({ suggestion, accuracy }: EvaluationReport): readonly string[] {
  if (suggestion === undefined) return [];
  const order = suggestion.labels.map(escapeMarkdown).join(', ');
  const gain = `would give an accuracy of ${percent(suggestion.accuracy)} instead of ${percent(accuracy)}`;
  return [`**The labels may be in another order:** ${order} ${gain}. The scores below use the order of the model.`];
}

function describeAbsent({ confusion, perLabel, samples }: Scores): readonly string[] {
  // Not from `labelsWithoutSamples`, which reports of earlier versions lack.
  const absent = confusion.labels.filter((label) => perLabel[label]!.support === 0);
  if (absent.length === 0) return [];
  const wrong = absent.reduce((sum, label) => sum + perLabel[label]!.predicted, 0);
  const predicted =
    wrong === 0
      ? 'No sample was predicted as one of them.'
      : `${wrong} of the ${samples} samples were predicted as one of them, which counts as wrong.`;
  const names = absent.map(escapeMarkdown).join(', ');
  return [`Labels without samples, left out of the means over labels: ${names}. ${predicted}`];
}

const SCORES: readonly (readonly [name: string, show: (scores: Scores) => string])[] = [
  ['Samples', ({ samples }) => String(samples)],
  ['Accuracy', ({ accuracy }) => percent(accuracy)],
  ['Balanced accuracy', ({ balancedAccuracy }) => percent(balancedAccuracy)],
  ['Top-2 accuracy', ({ top2Accuracy }) => percent(top2Accuracy)],
  ['Macro F1', ({ macroF1 }) => decimal(macroF1)],
  ['Loss, nats', ({ loss }) => decimal(loss)],
  ['Negative log-likelihood, nats', ({ nll }) => decimal(nll)],
  ['Expected calibration error', ({ ece }) => decimal(ece)],
];

function scoresTable(report: EvaluationReport): string {
  const { withoutTrainingCopies } = report;
  const columns: readonly Scores[] = withoutTrainingCopies === undefined ? [report] : [report, withoutTrainingCopies];
  const head = ['', 'All samples', 'Without copies of training images'].slice(0, columns.length + 1);
  return markdownTable([head, ...SCORES.map(([name, show]) => [name, ...columns.map(show)])]);
}

function labelsTable({ confusion, perLabel }: Scores): string {
  const rows = confusion.labels.map((label) => {
    const { precision, recall, f1, support, predicted } = perLabel[label]!;
    // Without samples no rate has a meaning.
    const rates = support === 0 ? ['–', '–', '–'] : [percent(precision), percent(recall), decimal(f1)];
    return [escapeMarkdown(label), ...rates, String(support), String(predicted)];
  });
  return markdownTable([['Label', 'Precision', 'Recall', 'F1', 'Samples', 'Predicted'], ...rows]);
}

function confusionTable({ confusion: { labels, counts } }: Scores): string {
  const names = labels.map(escapeMarkdown);
  const rows = counts.map((row, truth) => [
    names[truth]!,
    // Correct predictions are bold.
    ...row.map((count, predicted) => (truth === predicted ? `**${count}**` : String(count))),
  ]);
  return markdownTable([['True \\ predicted', ...names], ...rows]);
}

function reliabilityTable({ reliability }: Scores): string {
  const rows = reliability
    .filter(({ count }) => count > 0)
    .map(({ from, to, count, confidence, accuracy }) => [
      `${from.toFixed(3)} to ${to.toFixed(3)}`,
      String(count),
      percent(confidence),
      percent(accuracy),
    ]);
  return markdownTable([['Highest score', 'Samples', 'Mean score', 'Accuracy'], ...rows]);
}

function describeRobustness({ robustness, ...clean }: EvaluationReport): readonly string[] {
  if (robustness === undefined) return [];
  const { seed, corruptions, kinds, mean } = robustness;
  const row = (name: string, { accuracy, macroF1, ece }: RobustScores): string[] => [
    name,
    percent(accuracy),
    decimal(macroF1),
    decimal(ece),
  ];
  const strengthsOf = (kind: string): number => corruptions.filter((corruption) => corruption.kind === kind).length;
  const rows = [
    row('none', clean),
    ...corruptions.map((corruption) => row(describeCorruption(corruption), corruption)),
    ...kinds
      .filter(({ kind }) => strengthsOf(kind) > 1)
      .map((scores) => row(`${scores.kind}, mean of ${strengthsOf(scores.kind)}`, scores)),
    row(`all, mean of ${corruptions.length}`, mean),
  ];
  return [
    '## Robustness',
    `All samples once more after each corruption, with seed ${seed}. Pixels are those of an image of 48 pixels.`,
    markdownTable([['Corruption', 'Accuracy', 'Macro F1', 'Calibration error'], ...rows]),
  ];
}

function describeMistakes({ mistakes, labelErrors, samples, confusion }: EvaluationReport): readonly string[] {
  if (mistakes === undefined || labelErrors === undefined) return [];
  const right = confusion.counts.reduce((sum, row, label) => sum + row[label]!, 0);
  const section = (title: string, about: string, listed: readonly SamplePrediction[]): readonly string[] => [
    `## ${title}`,
    about,
    ...(listed.length === 0 ? [] : [predictionsTable(listed)]),
  ];
  return [
    ...section('Mistakes', `${mistakes.length} of ${samples - right}, the most confident first.`, mistakes),
    ...section(
      'Likely label errors',
      `${labelErrors.samples.length} of ${labelErrors.count}, the most likely first, found by confident learning.`,
      labelErrors.samples,
    ),
  ];
}

function predictionsTable(predictions: readonly SamplePrediction[]): string {
  const rows = predictions.map((prediction) => [
    escapeMarkdown(nameSample(prediction)),
    escapeMarkdown(prediction.label),
    escapeMarkdown(prediction.predicted),
    percent(prediction.confidence),
    percent(prediction.labelScore),
  ]);
  return markdownTable([['Sample', 'Label', 'Predicted', 'Score', 'Score of the label'], ...rows]);
}

/**
 * Escapes text for a Markdown table. An underscore inside a word has no meaning in Markdown and stays, so that names such as
 * `fer_2013` remain readable in the source.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*[\]|~]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;');
}

/**
 * Formats a Markdown table whose columns also align in plain text: the first to the left, all others to the right.
 * @param rows - escaped cells; the first row is the header
 */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head.map(pad)), line(rule), ...rows.slice(1).map((row) => line(row.map(pad)))].join('\n');
}
