import { createSyntheticFaces, openDataset, SPLITS, type Dataset, type Split } from '../index';
import type { dataFlags } from './dataFlags';
import type { FlagValues } from './Flag';
import type { Host } from './Host';
import { LiveLine } from './LiveLine';
import { parseList, parseNumber, parsePairs } from './parseValue';
import { formatBytes, formatCount } from './render/formatNumber';
import { UsageError } from './UsageError';

/** How samples are dealt out where a dataset has no splits of its own. Always the same, so that later commands find the same test split. */
const SHARES = { train: 0.8, validation: 0.1, test: 0.1 } as const;
const SPLIT_SEED = 0;

interface OpenDataOptions {
  /** Pairs of labels to merge where the flags name none. */
  readonly merges?: readonly (readonly [from: string, into: string])[] | undefined;
  /** Whether a dataset that is all train split is dealt out to three. */
  readonly deal?: boolean;
}

/**
 * Opens the dataset that the flags name, with the labels and the part of it that they ask for.
 * @throws UsageError, and what `openDataset` throws
 */
export async function openData(
  values: FlagValues<typeof dataFlags>,
  { error: screen, signal }: Host,
  { merges = [], deal = true }: OpenDataOptions = {},
): Promise<Dataset> {
  const pairs = values.merge === undefined ? merges : parsePairs('merge', values.merge);
  const share = values.fraction === undefined ? 1 : parseNumber('fraction', values.fraction);

  let dataset = values.synthetic === true ? drawFaces(values) : await readDataset(values, screen, signal);
  if (dataset.skipped.count > 0)
    screen.print(`Left out ${formatCount(dataset.skipped.count)} malformed rows or images.`);
  if (deal && isAllTrain(dataset)) {
    dataset = dataset.withSplits(SHARES, SPLIT_SEED);
    screen.print('The dataset has no splits: 80 % train, 10 % validation, 10 % test, always the same ones.');
  }
  for (const [from, into] of pairs) dataset = dataset.merge(from, into);
  if (values.labels !== undefined) dataset = dataset.classes(parseList(values.labels));
  return share === 1 ? dataset : dataset.fraction(share);
}

function drawFaces(values: FlagValues<typeof dataFlags>): Dataset {
  if (values.data !== undefined) throw new UsageError('--data and --synthetic exclude each other.');
  return createSyntheticFaces(values.count === undefined ? {} : { count: parseNumber('count', values.count) });
}

async function readDataset(
  values: FlagValues<typeof dataFlags>,
  screen: Host['error'],
  signal: AbortSignal,
): Promise<Dataset> {
  const { data } = values;
  if (data === undefined) throw new UsageError('Which data? Give --data <path>, or --synthetic for drawn faces.');
  const line = new LiveLine(screen);
  try {
    return await openDataset(data, {
      signal,
      onBadRow: values['skip-bad-rows'] === true ? 'skip' : 'throw',
      onProgress: ({ bytes, totalBytes, rows }) => {
        const total = totalBytes === undefined ? '' : ` of ${formatBytes(totalBytes)}`;
        line.update(() => `reading ${data}: ${formatCount(rows)} images, ${formatBytes(bytes)}${total}`);
      },
    });
  } finally {
    line.clear();
  }
}

const isAllTrain = ({ splitIndices }: Dataset): boolean =>
  splitIndices.every((split) => split === SPLITS.indexOf('train'));

/** Whether a dataset has samples in a split. */
export function hasSplit(dataset: Dataset, split: Split): boolean {
  return dataset.splitIndices.includes(SPLITS.indexOf(split));
}
