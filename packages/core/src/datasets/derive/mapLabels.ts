import { isRecord } from '../../isRecord';
import { checkOption, describeValue, optionInvalid } from '../../options';
import { checkLabels, type DatasetColumns, labelIndexOf, labelRule } from '../DatasetColumns';

/**
 * Maps the labels of the samples: label `i` becomes `labels[newIndices[i]]`. A new index of -1 removes a label; no sample may
 * have it, and soft labels are normalized over the remaining labels.
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
    // No part of the distribution remains, so the hard label is used.
    if (sum > 0) for (let c = 0; c < count; c++) mapped[k * count + c] = row[c]! / sum;
    else mapped[k * count + labelIndices[k]!] = 1;
  }
  return mapped;
}

/** Implements {@link Dataset.merge}. */
export function mergeLabels(columns: DatasetColumns, from: string | readonly string[], into: string): DatasetColumns {
  const isList: boolean = Array.isArray(from) && from.length > 0;
  if (typeof from !== 'string' && !isList) throw optionInvalid('from', 'a label or labels', describeValue(from));
  // `flat` would drop the holes of a list.
  const removed = typeof from === 'string' ? [from] : Array.from(from);
  for (const label of removed) labelIndexOf(columns.labels, label, 'from');
  labelIndexOf(columns.labels, into, 'into');
  if (removed.includes(into)) throw optionInvalid('into', `another label than "${into}"`, describeValue(into));
  const labels = columns.labels.filter((label) => !removed.includes(label));
  return mapLabels(
    columns,
    labels,
    columns.labels.map((label) => labels.indexOf(removed.includes(label) ? into : label)),
  );
}

/** Implements {@link Dataset.rename}. */
export function renameLabels(columns: DatasetColumns, names: Readonly<Record<string, string>>): DatasetColumns {
  if (!isRecord(names)) throw optionInvalid('names', 'an object from old names to new names', describeValue(names));
  for (const [label, name] of Object.entries(names)) {
    labelIndexOf(columns.labels, label, 'names');
    checkOption(`names.${label}`, name, labelRule);
  }
  // hasOwn, because a label may be named like a property of Object.prototype.
  const labels = columns.labels.map((label) => (Object.hasOwn(names, label) ? names[label]! : label));
  const repeated = labels.find((label, index) => labels.indexOf(label) !== index);
  if (repeated !== undefined) {
    const others = columns.labels.filter((label, index) => labels[index] === repeated && label !== repeated);
    const next = `To make one label of several, use merge(${JSON.stringify(others[0])}, ${JSON.stringify(repeated)}).`;
    throw optionInvalid('names', 'a new name that no other label has', describeValue(repeated), next);
  }
  checkLabels(labels);
  return { ...columns, labels };
}
