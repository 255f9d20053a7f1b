import type { Scores } from '@ferkit/core';

import { DataTable } from '../elements/DataTable';
import { guardView } from '../elements/guardView';
import { anyNumberRule, listOf, numberFrom, shape } from '../elements/propRules';
import { Figure, type ViewProps } from '../elements/Figure';
import { Legend } from '../elements/Legend';
import { barPath, Plot, type Axis } from '../elements/Plot';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { reliabilityMessages } from '../messages/reliabilityMessages';

/** Props of {@link ReliabilityDiagram}. */
export interface ReliabilityDiagramProps extends ViewProps {
  /** An evaluation report, or its reliability bins alone. */
  readonly data: Pick<Scores, 'reliability'>;
}

const guard = {
  name: 'ReliabilityDiagram',
  kind: 'reliability',
  texts: reliabilityMessages,
  props: {
    data: shape('an evaluation report, or { reliability } with its bins', {
      reliability: listOf(
        'bins',
        shape('a bin', {
          from: anyNumberRule,
          to: anyNumberRule,
          count: numberFrom(0),
          confidence: anyNumberRule,
          accuracy: anyNumberRule,
        }),
      ),
    }),
  },
} as const;

/**
 * Reliability diagram (Guo et al. 2017, arXiv:1706.04599): accuracy over confidence, where the bars of a calibrated model reach
 * the diagonal, and a histogram of the samples below.
 *
 * @example
 * ```tsx
 * <ReliabilityDiagram data={report} />
 * ```
 */
export const ReliabilityDiagram = /* @__PURE__ */ guardView<ReliabilityDiagramProps>(
  guard,
  function ReliabilityDiagram({ data: { reliability: bins }, messages: overrides, ...attributes }, ref) {
    const messages = useTexts(reliabilityMessages, overrides);
    const { count, share, exactShare } = numberFormats(messages.locale);
    const samples = bins.reduce((sum, bin) => sum + bin.count, 0);
    const gaps = bins.reduce((sum, bin) => sum + bin.count * Math.abs(bin.accuracy - bin.confidence), 0);
    const summary =
      samples === 0
        ? messages.noData
        : messages.reliabilitySummary({ error: exactShare(gaps / samples), samples: count(samples) });
    const rates: Axis = { title: messages.confidence, domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], format: share };
    const most = Math.max(1, ...bins.map((bin) => bin.count));
    const counts: Axis = { title: messages.samples, domain: [0, most], ticks: [0, most], format: count };
    const filled = bins.filter((bin) => bin.count > 0);
    return (
      <Figure
        messages={messages}
        kind="reliability"
        name={messages.reliability}
        summary={summary}
        {...attributes}
        ref={ref}
      >
        <div className="ferkit-over">
          <strong>{messages.accuracy}</strong>
          <Legend names={[messages.accuracy, messages.gap]} mark="bar" />
        </div>
        <Plot label={summary} x={{ ...rates, title: '' }} y={{ ...rates, title: messages.accuracy }}>
          {filled.map(({ from, to, accuracy, confidence }) => (
            <g key={from}>
              <path className="ferkit-area" data-series={0} d={barPath(rates, rates, [from, to], 0, accuracy)} />
              <path
                className="ferkit-area"
                data-series={1}
                d={barPath(rates, rates, [from, to], accuracy, confidence)}
              />
            </g>
          ))}
          <path className="ferkit-mark" d="M0 100L100 0" />
        </Plot>
        <div className="ferkit-over">
          <strong>{messages.samples}</strong>
        </div>
        <Plot label={`${messages.samples}: ${count(samples)}`} x={rates} y={counts} data-low="">
          {filled.map(({ from, to, count: height }) => (
            <path
              key={from}
              className="ferkit-area"
              data-series={2}
              d={barPath(rates, counts, [from, to], 0, height)}
            />
          ))}
        </Plot>
        <DataTable
          messages={messages}
          columns={[messages.confidence, messages.samples, messages.accuracy, messages.gap]}
          rows={bins.map(({ from, to, count: size, confidence, accuracy }) => [
            messages.confidenceFromTo(share(from), share(to)),
            count(size),
            size === 0 ? '–' : exactShare(accuracy),
            size === 0 ? '–' : exactShare(confidence - accuracy),
          ])}
        />
      </Figure>
    );
  },
);
