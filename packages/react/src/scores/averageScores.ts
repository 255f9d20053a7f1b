import type { Scores } from '@ferkit/core';

type LabelScores = Scores['perLabel'][string];

/**
 * The mean scores of labels.
 * @param weighted - whether each label counts as often as it has samples; if not, each that occurs counts once
 */
export function averageScores(
  labels: readonly LabelScores[],
  weighted: boolean,
): Pick<LabelScores, 'precision' | 'recall' | 'f1'> {
  const weigh = ({ support, predicted }: LabelScores): number => (weighted ? support : Number(support + predicted > 0));
  const total = labels.reduce((sum, label) => sum + weigh(label), 0);
  const average = (metric: 'precision' | 'recall' | 'f1'): number =>
    labels.reduce((sum, label) => sum + weigh(label) * label[metric], 0) / (total || 1);
  return { precision: average('precision'), recall: average('recall'), f1: average('f1') };
}
