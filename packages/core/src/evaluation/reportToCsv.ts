import { csvField } from '../csvField';
import type {
  EvaluationReport,
  ReportJson,
  Robustness,
  RobustScores,
  SamplePrediction,
  Scores,
} from './EvaluationReport';
import { checkReport } from './parseReport';
import { ROBUST_METRICS } from './summarizeRobustness';

/**
 * Formats a report as CSV (RFC 4180) in long form, one value per line, to pivot in spreadsheets and data frames. The column
 * `part` is `report` (facts), `all` or `withoutTrainingCopies`; after corruptions also each of them (`noise:10`), each kind
 * (`noise`), and `corrupted` for their mean. Where the report lists samples, those of the parts `mistakes`, `labelErrors` and
 * `predictions` are named in three more columns: `sample`, `row` and `source`. `label` is the true label. Numbers have full precision.
 * @throws REPORT_MALFORMED with the path of the first invalid field
 *
 * @example
 * ```ts
 * await writeFile('report.csv', reportToCsv(report));
 * ```
 */
export function reportToCsv(report: ReportJson): string {
  checkReport(report);
  const { withoutTrainingCopies, robustness, mistakes, labelErrors, predictions } = report;
  const lines = [
    ...listFacts(report),
    ...listScores('all', report),
    ...(withoutTrainingCopies === undefined ? [] : listScores('withoutTrainingCopies', withoutTrainingCopies)),
    ...(robustness === undefined ? [] : listRobustness(robustness)),
    ...listPredictions('mistakes', mistakes),
    ...(labelErrors === undefined ? [] : [{ part: 'labelErrors', metric: 'count', value: labelErrors.count }]),
    ...listPredictions('labelErrors', labelErrors?.samples),
    ...listPredictions('predictions', predictions),
  ];
  const columns = mistakes === undefined && predictions === undefined ? COLUMNS : [...COLUMNS, ...SAMPLE_COLUMNS];
  const rows = lines.map((line: Line) => columns.map((column) => csvField(line[column])).join(','));
  return [columns.join(','), ...rows, ''].join('\r\n');
}

/** One line: part of the report, metric, label or bin, and value. */
interface Line {
  readonly part: string;
  readonly metric: string;
  readonly label?: string;
  readonly predicted?: string;
  readonly from?: number;
  readonly to?: number;
  readonly value: string | number;
  readonly sample?: number;
  readonly row?: number;
  readonly source?: string;
}

const COLUMNS = [
  'part',
  'metric',
  'label',
  'predicted',
  'from',
  'to',
  'value',
] as const satisfies readonly (keyof Line)[];

/** More columns of a report that lists samples. */
const SAMPLE_COLUMNS = ['sample', 'row', 'source'] as const satisfies readonly (keyof Line)[];

const RATES = [
  'samples',
  'loss',
  'nll',
  'accuracy',
  'balancedAccuracy',
  'top2Accuracy',
  'macroF1',
  'ece',
] as const satisfies readonly (keyof Scores)[];

const LABEL_METRICS = ['precision', 'recall', 'f1', 'support', 'predicted'] as const;
const BIN_METRICS = ['count', 'confidence', 'accuracy'] as const;

function listFacts({ dataset, model, backend, trainedOn, suggestion }: EvaluationReport): readonly Line[] {
  return [
    { part: 'report', metric: 'dataset', value: dataset },
    { part: 'report', metric: 'architecture', value: model.architecture.id },
    { part: 'report', metric: 'temperature', value: model.temperature },
    { part: 'report', metric: 'backend', value: backend.name },
    ...(trainedOn === undefined ? [] : [{ part: 'report', metric: 'trainedOn', value: trainedOn }]),
    ...(suggestion === undefined
      ? []
      : [
          { part: 'report', metric: 'suggestion.accuracy', value: suggestion.accuracy },
          // `label` is the present name of the output, `value` the better one.
          ...suggestion.labels.map((value, output) => ({
            part: 'report',
            metric: 'suggestion.label',
            label: model.labels[output]!,
            value,
          })),
        ]),
  ];
}

function listScores(part: string, scores: Scores): readonly Line[] {
  const { labels, counts } = scores.confusion;
  return [
    ...RATES.map((metric) => ({ part, metric, value: scores[metric] })),
    ...labels.flatMap((label) =>
      LABEL_METRICS.map((metric) => ({ part, metric, label, value: scores.perLabel[label]![metric] })),
    ),
    ...counts.flatMap((row, truth) =>
      row.map((value, index) => ({
        part,
        metric: 'confusion',
        label: labels[truth]!,
        predicted: labels[index]!,
        value,
      })),
    ),
    ...scores.reliability.flatMap((bin) =>
      BIN_METRICS.map((metric) => ({
        part,
        metric: `reliability.${metric}`,
        from: bin.from,
        to: bin.to,
        value: bin[metric],
      })),
    ),
  ];
}

function listRobustness({ seed, corruptions, kinds, mean }: Robustness): readonly Line[] {
  const list = (part: string, scores: RobustScores): readonly Line[] =>
    ROBUST_METRICS.map((metric) => ({ part, metric, value: scores[metric] }));
  return [
    { part: 'report', metric: 'robustness.seed', value: seed },
    ...corruptions.flatMap((scores) => list(`${scores.kind}:${scores.strength}`, scores)),
    ...kinds.flatMap((scores) => list(scores.kind, scores)),
    ...list('corrupted', mean),
  ];
}

function listPredictions(part: string, predictions: readonly SamplePrediction[] = []): readonly Line[] {
  return predictions.flatMap(({ confidence, labelScore, ...sample }) => [
    { part, metric: 'confidence', value: confidence, ...sample },
    { part, metric: 'labelScore', value: labelScore, ...sample },
  ]);
}
