import {
  accuracyInterval,
  calibrationErrorInterval,
  type EvaluationReport,
  type Interval,
  macroF1Interval,
} from '@ferkit/core/metrics';
import type { ReactElement } from 'react';
import { numberFormats } from '../messages/numberFormats';
import type { ReportMessages } from '../messages/reportMessages';

interface HeadlineProps {
  readonly report: EvaluationReport;
  readonly earlier: EvaluationReport | null;
  readonly messages: ReportMessages;
}

/** The scores at the top of a report. */
const METRICS = ['accuracy', 'macroF1', 'ece', 'balancedAccuracy', 'top2Accuracy', 'nll'] as const;
type Metric = (typeof METRICS)[number];

const names = {
  accuracy: 'accuracy',
  macroF1: 'macroF1',
  ece: 'calibrationError',
  balancedAccuracy: 'balancedAccuracy',
  top2Accuracy: 'top2Accuracy',
  nll: 'logLoss',
} as const satisfies Readonly<Record<Metric, keyof ReportMessages>>;

/** The scores of a report, with their intervals, without copies of training images, and in the earlier report. */
export function Headline({ report, earlier, messages }: HeadlineProps): ReactElement {
  const { share, exactShare, decimal, pointChange } = numberFormats(messages.locale);
  const { withoutTrainingCopies: fresh, confusion } = report;
  const intervals: Partial<Record<Metric, Interval>> = {
    accuracy: accuracyInterval(confusion),
    macroF1: macroF1Interval(confusion),
    ece: calibrationErrorInterval(report.reliability),
  };
  return (
    <dl className="ferkit-headline">
      {METRICS.map((metric) => {
        const write = metric === 'nll' ? decimal : exactShare;
        const interval = intervals[metric];
        const change = earlier === null ? 0 : report[metric] - earlier[metric];
        const isBetter = change > 0 === !['ece', 'nll'].includes(metric);
        const written = metric === 'nll' ? `${change > 0 ? '+' : ''}${decimal(change)}` : pointChange(change);
        return (
          <div key={metric}>
            <dt>{messages[names[metric]]}</dt>
            <dd>
              <strong>{write(report[metric])}</strong>
              {/* The delta method gives no width where every prediction is correct, which would say too much. */}
              {interval && interval.to > interval.from && (
                <span>
                  {messages.interval({
                    level: share(0.95),
                    from: exactShare(interval.from),
                    to: exactShare(interval.to),
                  })}
                </span>
              )}
              {fresh && <span>{messages.scoreWithoutCopies(write(fresh[metric]))}</span>}
              {earlier && (
                <span data-change={change === 0 ? undefined : isBetter ? 'better' : 'worse'}>
                  {messages.earlierScore({ score: write(earlier[metric]), change: written })}
                </span>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
