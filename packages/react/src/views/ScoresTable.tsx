import type { Scores } from '@ferkit/core';
import { type ReactElement, useState } from 'react';
import { guardView } from '../elements/guardView';
import { anyNumberRule, countsRule, isRecord, numberFrom, rule, shape } from '../elements/propRules';
import { Figure, type ViewProps } from '../elements/Figure';
import { rateProps } from '../elements/rateProps';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { scoresMessages } from '../messages/scoresMessages';

/** Props of {@link ScoresTable}. */
export interface ScoresTableProps extends ViewProps {
  /** An evaluation report. If it also has scores without training copies, visitors can switch between both. */
  readonly data: ScoredLabels & { readonly withoutTrainingCopies?: ScoredLabels | undefined };
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

const guard = {
  name: 'ScoresTable',
  kind: 'scores',
  texts: scoresMessages,
  props: {
    data: rule(
      'an evaluation report, or its scores: samples, accuracy, perLabel and confusion',
      (value) =>
        isScored(value) && (value.withoutTrainingCopies === undefined || isScored(value.withoutTrainingCopies)),
    ),
  },
} as const;

/**
 * Classification report: precision, recall, F1 and support of each label, their averages, and the accuracy.
 *
 * @example
 * ```tsx
 * <ScoresTable data={report} />
 * ```
 */
export const ScoresTable = /* @__PURE__ */ guardView<ScoresTableProps>(
  guard,
  function ScoresTable({ data, messages: overrides, ...attributes }, ref) {
    const messages = useTexts(scoresMessages, overrides);
    const { count, exactShare } = numberFormats(messages.locale);
    const [isWithoutCopies, setIsWithout] = useState(false);
    const { withoutTrainingCopies: without } = data;
    const scores = isWithoutCopies && without ? without : data;
    const labels = scores.confusion.labels.map((name) => ({ name, ...scores.perLabel[name]! }));
    const rate = (value: number, isDefined = true): ReactElement => (
      <td {...(isDefined && rateProps(value))}>{isDefined ? exactShare(value) : '–'}</td>
    );
    const average = (name: string, weighted: boolean): ReactElement => {
      const { precision, recall, f1 } = averageScores(labels, weighted);
      return (
        <tr>
          <th scope="row">{name}</th>
          {rate(precision)}
          {rate(recall)}
          {rate(f1)}
          <td>{count(scores.samples)}</td>
        </tr>
      );
    };
    return (
      <Figure
        messages={messages}
        kind="scores"
        name={messages.scores}
        summary={isWithoutCopies && without ? messages.withoutCopiesNote(count(without.samples)) : undefined}
        tools={
          without && (
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
          )
        }
        {...attributes}
        ref={ref}
      >
        <div className="ferkit-scroll" tabIndex={0} role="group" aria-label={messages.scores}>
          <table className="ferkit-table" aria-label={messages.scores}>
            <thead>
              <tr>
                {[messages.labelColumn, messages.precision, messages.recall, messages.f1, messages.support].map(
                  (name, column) => (
                    <th key={column} scope="col">
                      {name}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {labels.map(({ name, precision, recall, f1, support, predicted }) => (
                <tr key={name}>
                  <th scope="row">{messages.label(name)}</th>
                  {rate(precision, predicted > 0 && support > 0)}
                  {rate(recall, support > 0)}
                  {rate(f1, support > 0)}
                  <td>{count(support)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{messages.accuracy}</th>
                <td />
                <td />
                {rate(scores.accuracy)}
                <td>{count(scores.samples)}</td>
              </tr>
              {average(messages.macroAverage, false)}
              {average(messages.weightedAverage, true)}
            </tfoot>
          </table>
        </div>
      </Figure>
    );
  },
);

type LabelScores = Scores['perLabel'][string];

/**
 * Mean scores over labels.
 * @param weighted - true weights labels by support; false weights all labels that have samples equally
 */
function averageScores(
  labels: readonly LabelScores[],
  weighted: boolean,
): Pick<LabelScores, 'precision' | 'recall' | 'f1'> {
  const weigh = ({ support }: LabelScores): number => (weighted ? support : Number(support > 0));
  const total = labels.reduce((sum, label) => sum + weigh(label), 0);
  const average = (metric: 'precision' | 'recall' | 'f1'): number =>
    labels.reduce((sum, label) => sum + weigh(label) * label[metric], 0) / (total || 1);
  return { precision: average('precision'), recall: average('recall'), f1: average('f1') };
}
