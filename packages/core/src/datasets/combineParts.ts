import { type DatasetColumns, type Split, SPLITS } from './DatasetColumns';
import { concatDatasets } from './derive/concatDatasets';
import { describeValue, optionInvalid } from '../options';

/** A dataset that was read from one source, and the split that this source is for. */
export interface DatasetPart {
  readonly split: Split;
  readonly columns: DatasetColumns;
}

/**
 * Concatenates the datasets of several sources into one. A part with splits of its own keeps them; a part that is all
 * `train`, like a file without splits, moves to the split that it was given for.
 * @throws OPTION_INVALID if the labels of the parts differ
 */
export function combineParts(name: string, parts: readonly DatasetPart[]): DatasetColumns {
  const withSplits = parts.map(({ split, columns }) => {
    const hasSplits = columns.splitIndices.some((index) => index !== 0);
    const splitIndices = hasSplits ? columns.splitIndices : columns.splitIndices.map(() => SPLITS.indexOf(split));
    return { ...columns, splitIndices };
  });
  checkSameLabels(parts);
  const { labels } = parts
    .map(({ columns }) => columns)
    .sort((one, other) => other.labels.length - one.labels.length)[0]!;
  const [first, ...others] = withSplits.map((columns) => ({ ...columns, labels }));
  const combined = others.reduce<DatasetColumns>((sum, part) => concatDatasets(sum, part), first!);
  return { ...combined, name };
}

/** A CSV part without contempt has seven of the eight labels, under the same numbers. */
function checkSameLabels(parts: readonly DatasetPart[]): void {
  const [first, ...others] = parts;
  const textOf = ({ columns }: DatasetPart): string => columns.labels.join(', ').replace(/, contempt$/, '');
  const other = others.find((part) => textOf(part) !== textOf(first!));
  if (other === undefined) return;
  const expected = `the labels ${first!.columns.labels.join(', ')} in each part`;
  const next = 'Name the labels to read in the option "labels".';
  throw optionInvalid('source', expected, describeValue(other.columns.labels), next);
}
