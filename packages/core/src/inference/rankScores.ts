import type { LabelScore } from './Classification';

/** Scores with their labels, the highest first; equal ones in the order of the labels. */
export function rankScores(labels: readonly string[], scores: Float32Array): readonly LabelScore[] {
  return labels.map((label, index) => ({ label, score: scores[index]! })).sort((a, b) => b.score - a.score);
}
