import type { LabelScore } from '../../index';
import { formatPercent } from './formatNumber';
import { formatTable } from './formatTable';
import { renderBar } from './renderBar';
import type { Style } from './Style';

const BAR_WIDTH = 20;

/** Labels with their scores, each with a bar. */
export function renderLabelScores(scores: readonly LabelScore[], style: Style): string[] {
  return formatTable(
    scores.map(({ label, score }) => [label, renderBar(score, BAR_WIDTH, style), formatPercent(score, 1)]),
    'llr',
  );
}
