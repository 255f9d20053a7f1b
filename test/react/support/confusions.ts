import type { ConfusionCounts } from '@ferkit/core/metrics';

/** Three labels; no sample of disgust, and one prediction of it. */
export const moods: ConfusionCounts = {
  labels: ['happy', 'disgust', 'sad'],
  counts: [
    [8, 0, 2],
    [0, 0, 0],
    [1, 1, 3],
  ],
};

/** The same labels in another order, from a weaker model. */
export const weaker: ConfusionCounts = {
  labels: ['sad', 'happy', 'disgust'],
  counts: [
    [2, 3, 0],
    [5, 5, 0],
    [0, 0, 0],
  ],
};

/** Counts of a number of labels. */
export function manyLabels(count: number): ConfusionCounts {
  return {
    labels: Array.from({ length: count }, (_, label) => `label ${label}`),
    counts: Array.from({ length: count }, (_, truth) =>
      Array.from({ length: count }, (__, predicted) => (truth * 7 + predicted * 13) % 11),
    ),
  };
}
