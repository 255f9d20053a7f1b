import type { CorruptionScores, EvaluationReport, Robustness, RobustScores } from '@ferkit/core';

/** An evaluation report, or its scores on clean and corrupted images, with the name of its model. */
export interface RobustnessData extends Pick<EvaluationReport, 'accuracy' | 'macroF1' | 'ece'> {
  /** Displayed name of the model, needed only among several. @default 'Model 1' and so on */
  readonly name?: string | undefined;
  /** Scores on corrupted images; absent in the report of an evaluation without the option `corruptions`. */
  readonly robustness?: Pick<Robustness, 'corruptions'> | undefined;
}

/** Score that a robustness chart shows: accuracy, macro F1, or expected calibration error, of which less is better. */
export type RobustnessMetric = keyof RobustScores;

/** Order of the kinds of corruptions: as in the reports, or by descending loss of the first model against clean images. */
export type RobustnessSort = 'kind' | 'loss';

/** The scores of all models on the same images. */
export interface RobustnessRow {
  readonly id: string;
  /** The corruption; absent for clean images and for means. */
  readonly corruption?: Pick<CorruptionScores, 'kind' | 'strength'>;
  /** Score of each model; null for one that was not measured. */
  readonly scores: readonly (number | null)[];
  /** Score of each model minus its score on clean images. */
  readonly changes: readonly (number | null)[];
}

/** All strengths of a kind of corruption. */
export interface RobustnessGroup {
  readonly kind: string;
  readonly rows: readonly RobustnessRow[];
  readonly mean: RobustnessRow;
}

/** A robustness chart as plain data. */
export interface RobustnessView {
  readonly clean: RobustnessRow;
  /** Mean over the corruptions on which all measured models have scores. */
  readonly mean: RobustnessRow;
  /** Number of these corruptions. */
  readonly shared: number;
  readonly groups: readonly RobustnessGroup[];
  /** Positions of the models without scores on corrupted images. */
  readonly missing: readonly number[];
}

/** Arranges the scores of the models by corruption. */
export function buildRobustnessView(
  models: readonly RobustnessData[],
  metric: RobustnessMetric,
  sort: RobustnessSort,
): RobustnessView {
  const measured = models.map(({ robustness }) => robustness?.corruptions ?? []);
  const missing = [...models.keys()].filter((model) => measured[model]!.length === 0);
  const clean = models.map((model) => finite(model[metric]));
  const createRow = (id: string, scores: RobustnessRow['scores']): RobustnessRow => ({
    id,
    scores,
    changes: scores.map((score, model) => (score === null || clean[model] == null ? null : score - clean[model])),
  });

  const byCorruption = new Map<string, RobustnessRow>();
  for (const { kind, strength } of measured.flat()) {
    const id = `${kind} ${strength}`;
    if (byCorruption.has(id)) continue;
    const scores = measured.map((list) =>
      finite(list.find((other) => other.kind === kind && other.strength === strength)?.[metric]),
    );
    byCorruption.set(id, { ...createRow(id, scores), corruption: { kind, strength } });
  }
  const rows = [...byCorruption.values()];
  const isShared = ({ scores }: RobustnessRow): boolean =>
    scores.every((score, model) => score !== null || missing.includes(model));
  const meanOf = (id: string, all: readonly RobustnessRow[]): RobustnessRow => {
    const shared = all.filter(isShared);
    return createRow(
      id,
      models.map((_, model) => {
        if (shared.length === 0 || missing.includes(model)) return null;
        return shared.reduce((sum, { scores }) => sum + scores[model]!, 0) / shared.length;
      }),
    );
  };
  const groups = [...new Set(rows.map(({ corruption }) => corruption!.kind))].map((kind): RobustnessGroup => {
    const own = rows.filter(({ corruption }) => corruption!.kind === kind);
    return { kind, rows: own, mean: meanOf(`mean ${kind}`, own) };
  });
  const lossOf = ({ rows: own }: RobustnessGroup): number => {
    const losses = own.flatMap(({ changes: [change] }) => (change == null ? [] : [findLoss(change, metric)]));
    return losses.length === 0 ? -Infinity : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  };
  return {
    clean: createRow('clean', clean),
    mean: meanOf('mean', rows),
    shared: rows.filter(isShared).length,
    groups: sort === 'loss' ? groups.sort((a, b) => lossOf(b) - lossOf(a) || 0) : groups,
    missing,
  };
}

/** The loss that a change of a score means: a calibration error gets worse when it grows. */
export function findLoss(change: number, metric: RobustnessMetric): number {
  return metric === 'ece' ? change : -change;
}

/** JSON has null for scores that are no numbers. */
function finite(score: number | null | undefined): number | null {
  return Number.isFinite(score) ? score! : null;
}
