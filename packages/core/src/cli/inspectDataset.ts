import { describeSkipped, SPLITS, summarize, type Dataset, type DatasetSummary } from '../index';
import type { Host } from './Host';
import { formatCount, formatPercent } from './render/formatNumber';
import { formatTable } from './render/formatTable';

/** Prints the facts of a dataset. */
export function inspectDataset(dataset: Dataset, json: boolean, { out }: Host): void {
  const summary = summarize(dataset);
  if (json) {
    out.print(JSON.stringify(summary, undefined, 2));
    return;
  }
  const { name, total, width, height, mean, std } = summary;
  const [head, ...rows] = formatTable(countsTable(summary), 'lr');
  out.print(
    out.style.bold(`${name}: ${formatCount(total)} images of ${width} x ${height}`),
    '',
    out.style.dim(head!),
    ...rows,
    '',
    ...formatTable(
      [
        ['pixels', `mean ${mean.toFixed(4)}, deviation ${std.toFixed(4)} (0 black, 1 white)`],
        ...describeDefects(summary),
      ],
      'l',
    ),
  );
}

function countsTable({ labels, splits, perLabel, total }: DatasetSummary): string[][] {
  const present = SPLITS.filter((split) => splits[split].total > 0);
  const row = (name: string, counts: readonly number[], all: number): string[] => [
    name,
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
function describeDefects({ duplicates, constant, skipped }: DatasetSummary): string[][] {
  const { distinct, groups, rows, conflicting, groupsAcrossSplits, copiesOfTrain } = duplicates;
  const reasons = skipped.items.slice(0, 5).map(({ reason }) => ['', reason]);
  return [
    [
      'images',
      `${formatCount(distinct)} distinct; ${formatCount(groups)} are duplicated (${formatCount(rows)} samples)`,
    ],
    [
      'conflicts',
      `${formatCount(conflicting.groups)} duplicated images carry different labels (${formatCount(conflicting.rows)} samples)`,
    ],
    ['splits', `${formatCount(groupsAcrossSplits)} duplicated images are in more than one split`],
    [
      'leaks',
      `${formatCount(copiesOfTrain.validation)} samples of validation and ${formatCount(copiesOfTrain.test)} of test are copies of training images`,
    ],
    [
      'constant',
      `${formatCount(constant.rows)} images of one grey value, ${formatCount(constant.black)} of them black`,
    ],
    ...(skipped.count === 0 ? [] : [['left out', describeSkipped(skipped)], ...reasons]),
  ];
}
