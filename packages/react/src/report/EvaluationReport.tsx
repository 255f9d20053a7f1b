import type { EpochRecord, EvaluationReport as Report, ReportJson } from '@ferkit/core';
import type { ReactElement } from 'react';
import { Figure, type ViewProps } from '../elements/Figure';
import { guardLazily } from '../elements/guardLazily';
import { isolateName, joinList } from '../messages/joinTexts';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { reportMessages, type ReportMessages } from '../messages/reportMessages';
import type { LabelSeries } from '../views/LabelDistribution';
import type { Prediction } from '../views/PredictionGrid';
import { Headline } from './Headline';
import { ReportFacts } from './ReportFacts';
import {
  ConfusionSection,
  CurvesSection,
  DistributionSection,
  MistakesSection,
  PredictionsSection,
  ReliabilitySection,
  RobustnessSection,
  ScoresSection,
} from './sections';

/** Props of {@link EvaluationReport}. */
export interface EvaluationReportProps extends ViewProps {
  /** The report of `evaluate`, or its JSON, such as an imported file. */
  readonly data: Report | ReportJson;
  /** An earlier report: scores, matrix, labels and robustness then also show what has changed since. @default none */
  readonly compareWith?: Report | ReportJson | null | undefined;
  /** History of the training, shown as curves: `history` of the result of `train`. @default none */
  readonly history?: readonly EpochRecord[] | null | undefined;
  /** Faces with their predictions, shown with the surest mistakes first. @default none */
  readonly predictions?: readonly Prediction[] | null | undefined;
}

/**
 * All of an evaluation on one page: accuracy, macro F1 and calibration error with 95 % intervals and without copies of training images,
 * what was evaluated on what, the scores of labels, confusion matrix, reliability, labels and robustness; mistakes and likely label errors,
 * if the report has them. Each section loads on demand.
 *
 * @example
 * ```tsx
 * import report from './report.json';
 * import earlier from './earlier.json';
 *
 * <EvaluationReport data={report} compareWith={earlier} />
 * ```
 * @example
 * ```tsx
 * const { history } = await train(model, data);
 * const report = await evaluate(model, test);
 * return <EvaluationReport data={report} history={history} />;
 * ```
 */
export const EvaluationReport = /* @__PURE__ */ guardLazily<EvaluationReportProps>(
  'EvaluationReport',
  'report',
  () => import('./reportProps'),
  function EvaluationReport({ data, compareWith, history, predictions, messages: overrides, ...attributes }, ref) {
    const messages = useTexts(reportMessages, overrides);
    // The guard checks both.
    const report = data as Report;
    const earlier = (compareWith ?? null) as Report | null;
    const { confusion, robustness, mistakes, labelErrors } = report;
    const { count } = numberFormats(messages.locale);
    const section = { messages: overrides };
    const compared = earlier
      ? { compareWith: earlier, names: [messages.thisReport, messages.earlierReport] }
      : undefined;
    return (
      <Figure
        messages={messages}
        kind="report"
        name={messages.evaluationReport}
        summary={[
          isolateName(report.model.architecture.id, messages),
          isolateName(report.dataset, messages),
          `${messages.samples}: ${count(report.samples)}`,
        ].join(' · ')}
        {...attributes}
        ref={ref}
      >
        <ReportWarnings report={report} earlier={earlier} messages={messages} />
        <Headline report={report} earlier={earlier} messages={messages} />
        <ReportFacts report={report} earlier={earlier} messages={messages} />
        <ScoresSection {...section} {...compared} data={report} />
        <ConfusionSection
          {...section}
          {...compared}
          data={report}
          predictions={predictions ?? undefined}
          normalize="true"
          toolbar
        />
        <DistributionSection {...section} series={countLabels(report, earlier, messages)} labels={confusion.labels} />
        <ReliabilitySection {...section} {...compared} data={report} />
        {robustness && <RobustnessSection {...section} {...compared} data={report} toolbar />}
        {labelErrors && (
          <MistakesSection {...section} kind="labelErrors" samples={labelErrors.samples} count={labelErrors.count} />
        )}
        {mistakes && (
          <MistakesSection
            {...section}
            kind="mistakes"
            samples={mistakes}
            doubtful={labelErrors?.samples}
            count={report.samples - correctOf(report)}
          />
        )}
        {history && <CurvesSection {...section} history={history} />}
        {predictions && <PredictionsSection {...section} predictions={sortByMistake(predictions)} />}
      </Figure>
    );
  },
);

interface ReportPartProps {
  readonly report: Report;
  readonly earlier: Report | null;
  readonly messages: ReportMessages;
}

/** Warnings that limit how far the scores can be trusted. */
function ReportWarnings({ report, earlier, messages }: ReportPartProps): ReactElement | null {
  const { suggestion, accuracy, confusion, perLabel, dataset } = report;
  const { count, exactShare } = numberFormats(messages.locale);
  const listLabels = (labels: readonly string[]): string => joinList(labels.map(messages.label), messages.locale);
  // Not from `labelsWithoutSamples`, which reports of earlier versions lack.
  const absent = confusion.labels.filter((label) => perLabel[label]!.support === 0);
  const wrong = absent.reduce((sum, label) => sum + perLabel[label]!.predicted, 0);
  const warnings = [
    suggestion &&
      messages.otherLabelOrder({
        labels: listLabels(suggestion.labels),
        accuracy: exactShare(accuracy),
        better: exactShare(suggestion.accuracy),
      }),
    absent.length > 0 && messages.labelsWithoutSamples({ labels: listLabels(absent), predictions: count(wrong) }),
    earlier &&
      earlier.dataset !== dataset &&
      messages.otherDataset({
        dataset: isolateName(dataset, messages),
        earlier: isolateName(earlier.dataset, messages),
      }),
  ].filter(Boolean);
  if (warnings.length === 0) return null;
  return (
    <ul className="ferkit-warnings">
      {warnings.map((warning) => (
        <li key={String(warning)}>{warning}</li>
      ))}
    </ul>
  );
}

const correctOf = ({ confusion }: Report): number => confusion.counts.reduce((sum, row, label) => sum + row[label]!, 0);

/** The numbers of samples by true and by predicted label. */
function countLabels(report: Report, earlier: Report | null, messages: ReportMessages): readonly LabelSeries[] {
  const series = (name: string, { confusion, perLabel }: Report, field: 'support' | 'predicted'): LabelSeries => ({
    name,
    // From entries, because a label may be called "__proto__".
    counts: Object.fromEntries(confusion.labels.map((label) => [label, perLabel[label]![field]])),
  });
  return [
    series(messages.truth, report, 'support'),
    series(messages.predicted, report, 'predicted'),
    ...(earlier ? [series(messages.earlierReport, earlier, 'predicted')] : []),
  ];
}

/** Mistakes first, the surest before all; then faces below the threshold or without a true label, then the others. */
function sortByMistake(predictions: readonly Prediction[]): readonly Prediction[] {
  const rank = ({ truth, label }: Prediction): number =>
    label === null || truth === undefined ? 1 : truth === label ? 2 : 0;
  const surety = ({ scores }: Prediction): number => scores[0]?.score ?? 0;
  return [...predictions].sort((a, b) => rank(a) - rank(b) || surety(b) - surety(a));
}
