import type { Scores } from '@ferkit/core';
import { type ReactElement, useState } from 'react';
import { Choice } from '../elements/Choice';
import { guardView } from '../elements/guardView';
import {
  anyNumberRule,
  countsRule,
  isRecord,
  namesRule,
  numberFrom,
  optional,
  rule,
  shape,
} from '../elements/propRules';
import { Figure, type ViewProps } from '../elements/Figure';
import { rateProps } from '../elements/rateProps';
import { ScrollArea } from '../elements/ScrollArea';
import { joinSentences } from '../messages/joinTexts';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { scoresMessages } from '../messages/scoresMessages';

/** Props of {@link ScoresTable}. */
export interface ScoresTableProps extends ViewProps {
  /** An evaluation report. If it also has scores without training copies, visitors can switch between both. */
  readonly data: ScoredLabels & { readonly withoutTrainingCopies?: ScoredLabels | undefined };
  /** Report of another model on the same labels: the table has one score of both side by side, and the difference. @default none */
  readonly compareWith?: ScoresTableProps['data'] | undefined;
  /** Displayed names of the two models. @default 'Model 1' and 'Model 2' */
  readonly names?: readonly string[] | undefined;
}

/** The scores of each label, and the confusion counts with their order. */
export type ScoredLabels = Pick<Scores, 'samples' | 'accuracy' | 'perLabel' | 'confusion'>;

const labelRule = /* @__PURE__ */ shape('scores of a label', {
  precision: anyNumberRule,
  recall: anyNumberRule,
  f1: anyNumberRule,
  support: numberFrom(0),
  predicted: numberFrom(0),
});

function isScored(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  const { samples, accuracy, confusion, perLabel } = value;
  return (
    anyNumberRule.accepts(samples) &&
    anyNumberRule.accepts(accuracy) &&
    countsRule.accepts(confusion) &&
    isRecord(perLabel) &&
    (confusion as ScoredLabels['confusion']).labels.every((label) => labelRule.accepts(perLabel[label]))
  );
}

const dataRule = /* @__PURE__ */ rule(
  'an evaluation report, or its scores: samples, accuracy, perLabel and confusion',
  (value) => isScored(value) && (value.withoutTrainingCopies === undefined || isScored(value.withoutTrainingCopies)),
);

const guard = {
  name: 'ScoresTable',
  kind: 'scores',
  texts: scoresMessages,
  props: { data: dataRule, compareWith: optional(dataRule), names: optional(namesRule) },
} as const;

const METRICS = ['precision', 'recall', 'f1'] as const;
type Metric = (typeof METRICS)[number];

/** Column and direction of the order that a visitor chose. */
interface Order {
  readonly column: number;
  readonly isDescending: boolean;
}

interface Cell {
  readonly text: string;
  /** The number to sort by; null for none. */
  readonly value: number | null;
  /** A bar underlines rates. */
  readonly isRate?: boolean;
}

/**
 * Classification report: precision, recall, F1 and support of each label, their averages, and the accuracy. Visitors sort it by any
 * column. Of two models, it shows one score at a time beside that of the other, and the difference.
 *
 * @example
 * ```tsx
 * <ScoresTable data={report} compareWith={earlier} names={['After', 'Before']} />
 * ```
 */
export const ScoresTable = /* @__PURE__ */ guardView<ScoresTableProps>(
  guard,
  function ScoresTable({ data, compareWith, names, messages: overrides, ...attributes }, ref) {
    const messages = useTexts(scoresMessages, overrides);
    const { count, exactShare, pointChange } = numberFormats(messages.locale);
    const [isWithoutCopies, setIsWithout] = useState(false);
    const [metric, setMetric] = useState<Metric>('f1');
    const [order, setOrder] = useState<Order | null>(null);

    // Both models are scored on the same samples.
    const isSplit = compareWith === undefined || compareWith.withoutTrainingCopies !== undefined;
    const without = isSplit ? data.withoutTrainingCopies : undefined;
    const pick = (report: ScoresTableProps['data']): ScoredLabels =>
      isWithoutCopies && without ? (report.withoutTrainingCopies ?? report) : report;
    const scores = pick(data);
    const others = compareWith && pick(compareWith);
    const nameOf = (model: number): string => names?.[model] ?? messages.model(count(model + 1));

    const number = (value: number | null, format: (value: number) => string): Cell => ({
      text: value === null ? '–' : format(value),
      value,
    });
    const rate = (value: number | null): Cell => ({ ...number(value, exactShare), isRate: value !== null });
    const none: Cell = { text: '', value: null };
    /** The cells of a row of one model, or of a score of both. */
    const cellsOf = (one: LabelRates, other: LabelRates | undefined, support: number): readonly Cell[] => {
      if (!others) return [...METRICS.map((name) => rate(one[name])), number(support, count)];
      const [value, compared] = [one[metric], other?.[metric] ?? null];
      const difference = value === null || compared === null ? null : value - compared;
      return [rate(value), rate(compared), number(difference, pointChange), number(support, count)];
    };
    const columns = [
      messages.labelColumn,
      ...(others ? [nameOf(0), nameOf(1), messages.change] : METRICS.map((name) => messages[name])),
      messages.support,
    ];
    const rows = scores.confusion.labels.map((label) => ({
      label,
      cells: cellsOf(
        ratesOf(scores.perLabel[label]!),
        others && Object.hasOwn(others.perLabel, label) ? ratesOf(others.perLabel[label]!) : undefined,
        scores.perLabel[label]!.support,
      ),
    }));
    if (order) {
      const sign = order.isDescending ? -1 : 1;
      rows.sort((a, b) => {
        if (order.column === 0) {
          return sign * messages.label(a.label).localeCompare(messages.label(b.label), messages.locale);
        }
        const [one, other] = [a.cells[order.column - 1]!.value, b.cells[order.column - 1]!.value];
        // Labels without a score are last in both directions.
        if (one === null || other === null) return Number(one === null) - Number(other === null);
        return sign * (one - other);
      });
    }
    const accuracy: LabelRates = { precision: null, recall: null, f1: scores.accuracy };
    const sums: readonly (readonly [name: string, cells: readonly Cell[]])[] = [
      [
        messages.accuracy,
        others
          ? cellsOf(
              { ...accuracy, [metric]: scores.accuracy },
              { ...accuracy, [metric]: others.accuracy },
              scores.samples,
            )
          : [none, none, rate(scores.accuracy), number(scores.samples, count)],
      ],
      ...([false, true] as const).map((weighted): readonly [string, readonly Cell[]] => [
        weighted ? messages.weightedAverage : messages.macroAverage,
        cellsOf(averageScores(scores, weighted), others && averageScores(others, weighted), scores.samples),
      ]),
    ];
    const summary = joinSentences(
      [
        others ? messages.comparison(nameOf(0), nameOf(1)) : [],
        isWithoutCopies && without ? messages.withoutCopiesNote(count(without.samples)) : [],
      ].flat(),
      messages.locale,
    );

    const sortBy = (column: number): void =>
      setOrder((previous) =>
        previous?.column === column
          ? { column, isDescending: !previous.isDescending }
          : { column, isDescending: column > 0 },
      );
    const direction = order?.isDescending ? 'descending' : 'ascending';
    const drawRow = (name: string, cells: readonly Cell[], key: string): ReactElement => (
      <tr key={key}>
        <th scope="row">{name}</th>
        {cells.map(({ text, value, isRate }, column) => (
          <td key={column} {...(isRate && rateProps(value!))}>
            {text}
          </td>
        ))}
      </tr>
    );
    return (
      <Figure
        messages={messages}
        kind="scores"
        name={messages.scores}
        summary={summary || undefined}
        tools={
          (others ?? without) && (
            <div className="ferkit-tools">
              {others && (
                <Choice<Metric>
                  name={messages.scoreShown}
                  choices={METRICS.map((name) => [name, messages[name]])}
                  value={metric}
                  onChoose={setMetric}
                />
              )}
              {without && (
                <span className="ferkit-group" role="group" aria-label={messages.samplesShown}>
                  {[false, true].map((choice) => (
                    <button
                      key={String(choice)}
                      type="button"
                      aria-pressed={choice === isWithoutCopies}
                      onClick={() => setIsWithout(choice)}
                    >
                      {choice ? messages.withoutCopies : messages.allSamples}
                    </button>
                  ))}
                </span>
              )}
            </div>
          )
        }
        {...attributes}
        ref={ref}
      >
        <ScrollArea label={messages.scores} hint={messages.scrollHint}>
          <table className="ferkit-table" aria-label={messages.scores}>
            <thead>
              <tr>
                {columns.map((name, column) => (
                  <th key={column} scope="col" aria-sort={order?.column === column ? direction : undefined}>
                    <button type="button" className="ferkit-sort" onClick={() => sortBy(column)}>
                      {name}
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{rows.map(({ label, cells }) => drawRow(messages.label(label), cells, label))}</tbody>
            <tfoot>{sums.map(([name, cells]) => drawRow(name, cells, name))}</tfoot>
          </table>
        </ScrollArea>
      </Figure>
    );
  },
);

type LabelScores = Scores['perLabel'][string];

/** Scores of a label, or their averages; null for those that are not defined. */
type LabelRates = Readonly<Record<Metric, number | null>>;

function ratesOf({ precision, recall, f1, support, predicted }: LabelScores): LabelRates {
  const isKnown = support > 0;
  return {
    precision: isKnown && predicted > 0 ? precision : null,
    recall: isKnown ? recall : null,
    f1: isKnown ? f1 : null,
  };
}

/**
 * Mean scores over labels.
 * @param weighted - true weights labels by support; false weights all labels that have samples equally
 */
function averageScores({ confusion, perLabel }: ScoredLabels, weighted: boolean): Readonly<Record<Metric, number>> {
  const labels = confusion.labels.map((label) => perLabel[label]!);
  const weigh = ({ support }: LabelScores): number => (weighted ? support : Number(support > 0));
  const total = labels.reduce((sum, label) => sum + weigh(label), 0);
  const average = (metric: Metric): number =>
    labels.reduce((sum, label) => sum + weigh(label) * label[metric], 0) / (total || 1);
  return { precision: average('precision'), recall: average('recall'), f1: average('f1') };
}
