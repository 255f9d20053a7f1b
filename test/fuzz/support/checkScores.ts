import { claim } from './claim';

/** Checks that scores are a probability distribution over the labels. */
export function checkScores(scores: ArrayLike<number>, labels: readonly string[]): void {
  const list = Array.from(scores);
  claim(list.length === labels.length, 'one score a label');
  claim(
    list.every((score) => score >= 0 && score <= 1 + 1e-5),
    `scores are probabilities, not ${list.join(', ')}`,
  );
  const sum = list.reduce((total, score) => total + score, 0);
  claim(Math.abs(sum - 1) < 1e-3, `scores sum to 1, not ${sum}`);
}
