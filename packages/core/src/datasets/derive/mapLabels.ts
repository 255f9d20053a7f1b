import { checkLabels, type DatasetColumns, labelIndexOf } from '../DatasetColumns';
import { describeValue, optionInvalid } from '../../options';

/**
 * Gives the samples other labels: label `i` becomes `labels[newIndices[i]]`. A new index of -1 takes the label away; no
 * sample may have it, and its part of a soft label goes to the others in their proportion.
 */
export function mapLabels(
  columns: DatasetColumns,
  labels: readonly string[],
  newIndices: readonly number[],
): DatasetColumns {
  const labelIndices = columns.labelIndices.map((index) => newIndices[index]!);
  const mapped = { ...columns, labels, labelIndices };
  return columns.softLabels === undefined
    ? mapped
    : { ...mapped, softLabels: mapSoftLabels(columns.softLabels, newIndices, labels.length, labelIndices) };
}

function mapSoftLabels(
  softLabels: Float32Array,
  newIndices: readonly number[],
  count: number,
  labelIndices: Uint8Array,
): Float32Array {
  const mapped = new Float32Array(labelIndices.length * count);
  for (let k = 0; k < labelIndices.length; k++) {
    const row = new Float64Array(count);
    let sum = 0;
    newIndices.forEach((index, old) => {
      if (index < 0) return;
      const part = softLabels[k * newIndices.length + old]!;
      row[index]! += part;
      sum += part;
    });
    // Nothing of the distribution is left: the hard label is all that is known of the sample.
    if (sum > 0) for (let c = 0; c < count; c++) mapped[k * count + c] = row[c]! / sum;
    else mapped[k * count + labelIndices[k]!] = 1;
  }
  return mapped;
}

/** Implements {@link Dataset.merge}. */
export function mergeLabels(columns: DatasetColumns, from: string, into: string): DatasetColumns {
  const removed = labelIndexOf(columns.labels, from, 'from');
  labelIndexOf(columns.labels, into, 'into');
  if (from === into) throw optionInvalid('into', `another label than "${from}"`, describeValue(into));
  const labels = columns.labels.filter((label) => label !== from);
  return mapLabels(
    columns,
    labels,
    columns.labels.map((label, index) => labels.indexOf(index === removed ? into : label)),
  );
}

/** Implements {@link Dataset.rename}. */
export function renameLabels(columns: DatasetColumns, names: Readonly<Record<string, string>>): DatasetColumns {
  for (const label of Object.keys(names)) labelIndexOf(columns.labels, label, 'names');
  // Labels may be called as what each object has from its prototype.
  const labels = columns.labels.map((label) => (Object.hasOwn(names, label) ? names[label]! : label));
  checkLabels(labels);
  return { ...columns, labels };
}
