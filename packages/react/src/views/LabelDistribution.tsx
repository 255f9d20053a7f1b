import { type CSSProperties, useState } from 'react';
import { Choice } from '../elements/Choice';
import { DataTable } from '../elements/DataTable';
import { guardView } from '../elements/guardView';
import {
  flagRule,
  isRecord,
  listOf,
  namesRule,
  numberFrom,
  oneOf,
  optional,
  rule,
  shape,
  textRule,
} from '../elements/propRules';
import { Figure, type ViewProps } from '../elements/Figure';
import { Legend, useSeriesToggles } from '../elements/Legend';
import { Tip } from '../elements/Tip';
import { useMarks } from '../elements/useMarks';
import { useTexts } from '../messages/MessagesProvider';
import { distributionMessages } from '../messages/distributionMessages';
import { isolateName, joinWords } from '../messages/joinTexts';
import { numberFormats } from '../messages/numberFormats';

/** Number of samples of each label, for example of one split or of the predictions. */
export interface LabelSeries {
  /** Displayed name. */
  readonly name: string;
  /** Number of samples by label. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Order of the labels: as given, by descending value of the first series, or by name. */
export type DistributionSort = 'given' | 'value' | 'name';

/** Props of {@link LabelDistribution}. */
export interface LabelDistributionProps extends ViewProps {
  /** Series shown side by side; up to three differ in pattern as well as in colour. */
  readonly series: readonly LabelSeries[];
  /** A further series, shown last; tips and the table have the differences of the others from it. @default none */
  readonly compareWith?: LabelSeries | undefined;
  /** Labels to show, in this order. @default the labels of all series */
  readonly labels?: readonly string[] | undefined;
  /** `share` divides by the size of the series, so that series of different sizes can be compared. @default 'count' */
  readonly unit?: 'count' | 'share' | undefined;
  /** Order of the labels. @default 'given' */
  readonly sort?: DistributionSort | undefined;
  /** Shows a control to change the order; `sort` is then the initial one. @default false */
  readonly toolbar?: boolean | undefined;
}

const seriesRule = /* @__PURE__ */ shape('a series { name, counts }', {
  name: textRule,
  counts: rule('counts', (value) => isRecord(value) && Object.values(value).every(numberFrom(0).accepts)),
});

const guard = {
  name: 'LabelDistribution',
  kind: 'distribution',
  texts: distributionMessages,
  props: {
    series: listOf('a list of { name, counts } with a number of samples for each label', seriesRule),
    compareWith: optional(seriesRule),
    labels: optional(namesRule),
    unit: optional(oneOf('count', 'share')),
    sort: optional(oneOf('given', 'value', 'name')),
    toolbar: optional(flagRule),
  },
} as const;

/**
 * Frequency of each label in several series side by side, such as training and validation, or true and predicted labels. A bar under
 * the pointer, or reached with the arrow keys, tells its number.
 *
 * @example
 * ```tsx
 * <LabelDistribution unit="share" series={[{ name: 'Train', counts: train }]} compareWith={{ name: 'Validation', counts: validation }} />
 * ```
 */
export const LabelDistribution = /* @__PURE__ */ guardView<LabelDistributionProps>(
  guard,
  function LabelDistribution(
    { series, compareWith, labels: given, unit, sort = 'given', toolbar, messages: overrides, ...attributes },
    ref,
  ) {
    const messages = useTexts(distributionMessages, overrides);
    const { count, exactShare, countChange, pointChange } = numberFormats(messages.locale);
    const [chosen, setChosen] = useState<DistributionSort>();
    const toggles = useSeriesToggles();
    const all = compareWith ? [...series, compareWith] : series;
    const names = given ?? [...new Set(all.flatMap(({ counts }) => Object.keys(counts)))];
    const order = (toolbar ? chosen : undefined) ?? sort;
    // A label may be called "constructor".
    const countOf = (one: LabelSeries | undefined, label: string): number =>
      one && Object.hasOwn(one.counts, label) ? one.counts[label]! : 0;
    const labels = [...names];
    if (order === 'value') labels.sort((a, b) => countOf(series[0], b) - countOf(series[0], a));
    if (order === 'name') {
      labels.sort((a, b) => messages.label(a).localeCompare(messages.label(b), messages.locale));
    }

    const columns = all.map((one) => {
      const values = labels.map((label) => countOf(one, label));
      const total = values.reduce((sum, value) => sum + value, 0);
      const shown = unit === 'share' ? values.map((value) => (total === 0 ? 0 : value / total)) : values;
      const nameAt = (value: number): string => messages.label(labels[values.indexOf(value)] ?? '');
      const name = isolateName(one.name, messages);
      return {
        name,
        shown,
        summary: messages.labelSummary({
          series: name,
          total: count(total),
          most: nameAt(Math.max(...values)),
          fewest: nameAt(Math.min(...values)),
        }),
      };
    });
    const format = unit === 'share' ? exactShare : count;
    const other = compareWith && columns.at(-1);
    const differenceAt = (row: number, column: number): string | undefined => {
      if (!other || column === columns.length - 1) return undefined;
      const difference = columns[column]!.shown[row]! - other.shown[row]!;
      return unit === 'share' ? pointChange(difference) : countChange(difference);
    };
    const tell = (row: number, column: number): string => {
      const difference = differenceAt(row, column);
      const text = `${columns[column]!.name} ${format(columns[column]!.shown[row]!)}`;
      return difference === undefined ? text : `${text}; ${messages.change} ${difference}`;
    };
    const isShown = (column: number): boolean => columns.length < 2 || toggles.isShown(column);
    const highest = Math.max(...columns.filter((_, column) => isShown(column)).flatMap(({ shown }) => shown), 0) || 1;
    const { active, getRootProps, getMarkProps } = useMarks(
      labels.flatMap((_, row) => columns.flatMap((__, column) => (isShown(column) ? [{ row, column }] : []))),
    );
    return (
      <Figure
        messages={messages}
        kind="distribution"
        name={messages.labelDistribution}
        summary={labels.length === 0 ? messages.noData : undefined}
        tools={
          <Legend
            names={columns.map(({ name }) => name)}
            mark="bar"
            toggles={columns.length > 1 ? toggles : undefined}
            label={messages.seriesShown}
          />
        }
        {...attributes}
        ref={ref}
      >
        {toolbar && (
          <div className="ferkit-tools">
            <Choice<DistributionSort>
              name={messages.sort}
              choices={[
                ['given', messages.sortGiven],
                ['value', messages.sortValue],
                ['name', messages.sortLabel],
              ]}
              value={order}
              onChoose={setChosen}
            />
          </div>
        )}
        <div
          {...getRootProps()}
          role="group"
          aria-label={columns.map(({ summary }) => summary).join(' ') || messages.noData}
          className="ferkit-rows ferkit-marks"
        >
          {labels.map((label, row) => (
            <div key={label} className="ferkit-row">
              <span title={messages.label(label)}>{messages.label(label)}</span>
              <div>
                {columns.map(
                  ({ shown }, column) =>
                    isShown(column) && (
                      <div
                        key={column}
                        {...getMarkProps(row, column)}
                        className="ferkit-bar"
                        role="img"
                        aria-label={`${messages.label(label)}: ${tell(row, column)}`}
                        data-none={shown[row] === 0 ? '' : undefined}
                      >
                        <i
                          data-series={column}
                          style={{ '--ferkit-rate': (shown[row]! / highest).toFixed(5) } as CSSProperties}
                        />
                        {shown[row] === 0 ? count(0) : format(shown[row]!)}
                      </div>
                    ),
                )}
              </div>
            </div>
          ))}
          {active && (
            <Tip at={active}>
              <strong>{messages.label(labels[active.row]!)}</strong>
              <Legend
                names={columns.map((_, column) => tell(active.row, column)).filter((_, column) => isShown(column))}
                styles={columns.map((_, column) => ({ 'data-series': column })).filter((_, column) => isShown(column))}
                mark="bar"
              />
            </Tip>
          )}
        </div>
        {labels.length > 0 && (
          <DataTable
            messages={messages}
            columns={[
              messages.labelColumn,
              ...all.map(({ name }) => name),
              ...(other ? series.map(({ name }) => joinWords([name, messages.change], messages.locale)) : []),
            ]}
            rows={labels.map((label, row) => [
              messages.label(label),
              ...columns.map(({ shown }) => format(shown[row]!)),
              ...columns.flatMap((_, column) => differenceAt(row, column) ?? []),
            ])}
          />
        )}
      </Figure>
    );
  },
);
