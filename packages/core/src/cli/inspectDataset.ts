import { describeFaces, SPLITS, summarize, type Dataset, type DatasetSummary } from '../index';
import type { Host } from './Host';
import { listSkipped } from './dataFlags';
import { countOf, formatCount, formatPercent } from './render/formatNumber';
import { formatTable } from './render/formatTable';
import { showText } from './render/showText';

/** Prints the facts of a dataset. */
export function inspectDataset(dataset: Dataset, json: boolean, { out }: Host): void {
  const summary = summarize(dataset);
  if (json) {
    out.write(`${JSON.stringify(summary, undefined, 2)}\n`);
    return;
  }
  const { name, total, width, height, channels, mean, std } = summary;
  const [head, ...rows] = formatTable(countsTable(summary), 'lr');
  out.print(
    out.style.bold(
      `${showText(name)}: ${countOf(total, 'image')} of ${width} x ${height}${channels === 3 ? ' in colour' : ''}`,
    ),
    '',
    out.style.dim(head!),
    ...rows,
    '',
    ...formatTable(
      [
        ...(summary.faces === undefined ? [] : [['faces', describeFaces(summary.faces)]]),
        ['pixels', `mean ${mean.toFixed(4)}, deviation ${std.toFixed(4)} (0 black, 1 white)`],
        ...describeDefects(summary),
      ],
      'l',
    ),
    ...(summary.skipped.count === 0 ? [] : ['', ...listSkipped(summary.skipped)]),
  );
}

function countsTable({ labels, splits, perLabel, total }: DatasetSummary): string[][] {
  const present = SPLITS.filter((split) => splits[split].total > 0);
  const row = (name: string, counts: readonly number[], all: number): string[] => [
    showText(name),
    ...counts.map(formatCount),
    formatCount(all),
    formatPercent(all / total, 1),
  ];
  return [
    ['', ...present, 'all', 'share'],
    ...labels.map((label) =>
      row(
        label,
        present.map((split) => splits[split].perLabel[label]!),
        perLabel[label]!,
      ),
    ),
    row(
      'all',
      present.map((split) => splits[split].total),
      total,
    ),
  ];
}

/** Defects of the dataset that limit the trust in scores on it. */
function describeDefects({ duplicates, constant }: DatasetSummary): string[][] {
  const { distinct, groups, rows, conflicting, groupsAcrossSplits, copiesOfTrain } = duplicates;
  const verb = (count: number, one: string, several: string): string => (count === 1 ? one : several);
  const duplicated = (count: number): string => countOf(count, 'duplicated image');
  return [
    [
      'images',
      `${formatCount(distinct)} distinct; ${formatCount(groups)} ${verb(groups, 'is', 'are')} duplicated (${countOf(rows, 'sample')})`,
    ],
    [
      'conflicts',
      `${duplicated(conflicting.groups)} ${verb(conflicting.groups, 'carries', 'carry')} different labels (${countOf(conflicting.rows, 'sample')})`,
    ],
    ['splits', `${duplicated(groupsAcrossSplits)} ${verb(groupsAcrossSplits, 'is', 'are')} in more than one split`],
    [
      'leaks',
      `${countOf(copiesOfTrain.validation, 'sample')} of validation and ${formatCount(copiesOfTrain.test)} of test are copies of training images`,
    ],
    ['constant', `${countOf(constant.rows, 'image')} of one grey value, ${formatCount(constant.black)} of them black`],
  ];
}
