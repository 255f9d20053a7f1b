import type { ConfusionCounts } from '../metrics/confusion';
import type { LabelOrder } from './EvaluationReport';

/**
 * Finds the order of labels that fits a confusion matrix best, if it fits far better than the present one: a sign that the
 * outputs of a network were named in the wrong order. Agreement is counted beyond chance, as in Cohen's kappa, so that a network
 * that gives one answer to everything fits no order better than another.
 * @returns undefined unless the better order explains most samples of the labels that it moves, at least twice as many as the
 * present one, and more than the best of all orders would by chance
 */
export function suggestLabelOrder({ labels, counts }: ConfusionCounts): LabelOrder | undefined {
  const support = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const predicted = labels.map((_, output) => counts.reduce((sum, row) => sum + row[output]!, 0));
  const samples = support.reduce((sum, count) => sum + count, 0);
  if (samples === 0) return undefined;
  const lift = (label: number, output: number): number =>
    counts[label]![output]! - (support[label]! * predicted[output]!) / samples;

  // A tie, as among labels without samples, leaves an output its name.
  const outputs = assign(
    labels.map((_, label) => labels.map((__, output) => lift(label, output) + (label === output ? 1e-6 : 0))),
  );
  const moved = labels.flatMap((_, label) => (outputs[label] !== label && support[label]! > 0 ? [label] : []));
  const sumOver = (chosen: readonly number[], value: (label: number) => number): number =>
    chosen.reduce((sum, label) => sum + value(label), 0);
  const before = sumOver(moved, (label) => counts[label]![label]!);
  const after = sumOver(moved, (label) => counts[label]![outputs[label]!]!);
  const explained = moved.filter((label) =>
    labels.every((_, output) => lift(label, output) <= lift(label, outputs[label]!)),
  );
  // The best of n! orders lies some sqrt(2 ln n!) standard deviations above their mean by chance alone.
  const orders = labels.reduce((sum, _, k) => sum + Math.log(k + 1), 0);
  const noise = (Math.sqrt(2 * orders) + 2) * Math.sqrt(before + after);
  const fits =
    explained.length >= 2 &&
    sumOver(explained, (label) => support[label]!) >= 0.8 * sumOver(moved, (label) => support[label]!) &&
    after >= 2 * before &&
    after - before > noise;
  if (!fits) return undefined;

  const order = labels.map((_, output) => labels[outputs.indexOf(output)]!);
  const correct = sumOver([...labels.keys()], (label) => counts[label]![outputs[label]!]!);
  return { labels: order, accuracy: correct / samples };
}

/**
 * Assigns a column to each row so that the sum of the chosen values is the largest. Source: H. W. Kuhn, "The Hungarian method
 * for the assignment problem" (1955), in the form with potentials and shortest augmenting paths.
 * @param values - a square matrix
 * @returns the column of each row
 */
function assign(values: readonly (readonly number[])[]): number[] {
  const size = values.length;
  // Rows and columns count from 1; row 0 and column 0 are the start of each path.
  const rowPotential = new Float64Array(size + 1);
  const columnPotential = new Float64Array(size + 1);
  const rowOf = new Int32Array(size + 1);
  const previous = new Int32Array(size + 1);
  for (let row = 1; row <= size; row++) {
    rowOf[0] = row;
    let column = 0;
    const distances = new Float64Array(size + 1).fill(Infinity);
    const visited = new Uint8Array(size + 1);
    do {
      visited[column] = 1;
      const from = rowOf[column]!;
      let step = Infinity;
      let nearest = 0;
      for (let k = 1; k <= size; k++) {
        if (visited[k] === 1) continue;
        const distance = -values[from - 1]![k - 1]! - rowPotential[from]! - columnPotential[k]!;
        if (distance < distances[k]!) {
          distances[k] = distance;
          previous[k] = column;
        }
        if (distances[k]! < step) [step, nearest] = [distances[k]!, k];
      }
      for (let k = 0; k <= size; k++) {
        if (visited[k] === 1) {
          rowPotential[rowOf[k]!]! += step;
          columnPotential[k]! -= step;
        } else {
          distances[k]! -= step;
        }
      }
      column = nearest;
    } while (rowOf[column] !== 0);
    for (; column !== 0; column = previous[column]!) rowOf[column] = rowOf[previous[column]!]!;
  }
  const columns = new Array<number>(size);
  for (let column = 1; column <= size; column++) columns[rowOf[column]! - 1] = column - 1;
  return columns;
}
