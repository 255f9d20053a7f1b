import { type CSSProperties } from 'react';
import { DataTable } from '../elements/DataTable';
import { guardView } from '../elements/guardView';
import { isRecord, listOf, namesRule, numberFrom, oneOf, optional, rule, shape, textRule } from '../elements/propRules';
import { Figure, type ViewProps } from '../elements/Figure';
import { Legend } from '../elements/Legend';
import { useTexts } from '../messages/MessagesProvider';
import { distributionMessages } from '../messages/distributionMessages';
import { isolateName } from '../messages/joinTexts';
import { numberFormats } from '../messages/numberFormats';

/** Number of samples of each label, for example of one split or of the predictions. */
export interface LabelSeries {
  /** Displayed name. */
  readonly name: string;
  /** Number of samples by label. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Props of {@link LabelDistribution}. */
export interface LabelDistributionProps extends ViewProps {
  /** Series shown side by side; up to three differ in pattern as well as in colour. */
  readonly series: readonly LabelSeries[];
  /** Labels to show, in this order. @default the labels of all series */
  readonly labels?: readonly string[] | undefined;
  /** `share` divides by the size of the series, so that series of different sizes can be compared. @default 'count' */
  readonly unit?: 'count' | 'share' | undefined;
}

const guard = {
  name: 'LabelDistribution',
  kind: 'distribution',
  texts: distributionMessages,
  props: {
    series: listOf(
      'a list of { name, counts } with a number of samples for each label',
      shape('a series', {
        name: textRule,
        counts: rule('counts', (value) => isRecord(value) && Object.values(value).every(numberFrom(0).accepts)),
      }),
    ),
    labels: optional(namesRule),
    unit: optional(oneOf('count', 'share')),
  },
} as const;

/**
 * Frequency of each label in several series side by side, such as training and validation, or true and predicted labels.
 *
 * @example
 * ```tsx
 * <LabelDistribution unit="share" series={[{ name: 'Train', counts: train }, { name: 'Validation', counts: validation }]} />
 * ```
 */
export const LabelDistribution = /* @__PURE__ */ guardView<LabelDistributionProps>(
  guard,
  function LabelDistribution(
    {
      series,
      labels = [...new Set(series.flatMap(({ counts }) => Object.keys(counts)))],
      unit,
      messages: overrides,
      ...attributes
    },
    ref,
  ) {
    const messages = useTexts(distributionMessages, overrides);
    const { count, exactShare } = numberFormats(messages.locale);
    const columns = series.map(({ name, counts }) => {
      // A label may be called "constructor".
      const values = labels.map((label) => (Object.hasOwn(counts, label) ? counts[label]! : 0));
      const total = values.reduce((sum, value) => sum + value, 0);
      const shown = unit === 'share' ? values.map((value) => (total === 0 ? 0 : value / total)) : values;
      const nameAt = (value: number): string => messages.label(labels[values.indexOf(value)] ?? '');
      return {
        name,
        shown,
        summary: messages.labelSummary({
          series: isolateName(name, messages),
          total: count(total),
          most: nameAt(Math.max(...values)),
          fewest: nameAt(Math.min(...values)),
        }),
      };
    });
    const format = unit === 'share' ? exactShare : count;
    const highest = Math.max(...columns.flatMap(({ shown }) => shown), 0) || 1;
    return (
      <Figure
        messages={messages}
        kind="distribution"
        name={messages.labelDistribution}
        summary={labels.length === 0 ? messages.noData : undefined}
        tools={<Legend names={series.map(({ name }) => name)} mark="bar" />}
        {...attributes}
        ref={ref}
      >
        <div
          role="img"
          aria-label={columns.map(({ summary }) => summary).join(' ') || messages.noData}
          className="ferkit-rows"
        >
          {labels.map((label, row) => (
            <div key={label} className="ferkit-row">
              <span title={messages.label(label)}>{messages.label(label)}</span>
              <div>
                {columns.map(({ shown }, index) => (
                  <div key={index} className="ferkit-bar">
                    <i
                      data-series={index}
                      style={{ '--ferkit-rate': (shown[row]! / highest).toFixed(5) } as CSSProperties}
                    />
                    {format(shown[row]!)}
                  </div>
                ))}
              </div>
            </div>
          ))}
        </div>
        {labels.length > 0 && (
          <DataTable
            messages={messages}
            columns={[messages.labelColumn, ...series.map(({ name }) => name)]}
            rows={labels.map((label, row) => [
              messages.label(label),
              ...columns.map(({ shown }) => format(shown[row]!)),
            ])}
          />
        )}
      </Figure>
    );
  },
);
