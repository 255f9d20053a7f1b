import { FerError } from '../../errors';
import type { DatasetColumns } from '../DatasetColumns';
import { optionInvalid } from '../optionInvalid';
import { selectWhere } from './selectSamples';
import { SPLITS, type Split } from '../splits';

/** Implements {@link Dataset.split}. */
export function selectSplit(columns: DatasetColumns, split: Split): DatasetColumns {
  const index = SPLITS.indexOf(split);
  if (index < 0) throw optionInvalid('split', `one of ${SPLITS.join(', ')}`, split);
  const selected = selectWhere(columns, (position) => columns.splitIndices[position] === index);
  if (selected.rows.length === 0) {
    const present = SPLITS.filter((_, other) => columns.splitIndices.includes(other));
    throw new FerError('DATASET_EMPTY', {
      failed: `The dataset "${columns.name}" has no samples in its split "${split}"`,
      expected: `one of ${present.join(', ')}`,
      received: `"${split}"`,
      next: 'Make splits with withSplits({ train: 0.8, validation: 0.1, test: 0.1 }, seed).',
      split,
    });
  }
  return { ...selected, name: `${columns.name}/${split}` };
}
