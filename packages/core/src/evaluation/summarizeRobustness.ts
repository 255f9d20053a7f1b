import type { CorruptionScores, Robustness, RobustScores } from './EvaluationReport';

export const ROBUST_METRICS = ['accuracy', 'macroF1', 'ece'] as const satisfies readonly (keyof RobustScores)[];

/** Adds the means over each kind and over all to the scores of corruptions. */
export function summarizeRobustness(seed: number, corruptions: readonly CorruptionScores[]): Robustness {
  const kinds = [...new Set(corruptions.map(({ kind }) => kind))];
  return {
    seed,
    corruptions,
    kinds: kinds.map((kind) => ({ kind, ...meanScores(corruptions.filter((scores) => scores.kind === kind)) })),
    mean: meanScores(corruptions),
  };
}

function meanScores(scores: readonly RobustScores[]): RobustScores {
  const mean = (name: keyof RobustScores): number =>
    scores.reduce((sum, entry) => sum + entry[name], 0) / scores.length;
  return { accuracy: mean('accuracy'), macroF1: mean('macroF1'), ece: mean('ece') };
}
