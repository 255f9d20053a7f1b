import { createSyntheticFaces, type Dataset, describeSkipped, openDataset, type Split, SPLITS } from '../index';
import type { FlagValues } from './Command';
import type { Host } from './Host';
import { LiveLine } from './Screen';
import { UsageError } from './failures';
import { parseList, parseNumber, parsePairs } from './parseValue';
import { formatBytes, formatCount } from './render/formatNumber';

/** The flags of commands that read a dataset. */
export const dataFlags = {
  data: {
    type: 'string',
    value: '<path>',
    about: 'a FER2013 CSV, plain or gzip, a folder of images (split/label/*.png), or a URL',
  },
  synthetic: { type: 'boolean', about: "ferkit's drawn faces instead of a dataset: a toy for trying things out" },
  count: { type: 'string', value: '<n>', about: 'how many synthetic faces (2100)' },
  merge: {
    type: 'string',
    multiple: true,
    value: '<from:into>',
    about: 'merge one label into another, e.g. disgust:angry',
  },
  labels: { type: 'string', value: '<a,b,...>', about: 'only the samples of these labels' },
  fraction: {
    type: 'string',
    value: '<share>',
    about: 'a random part of the samples, e.g. 0.1, stratified by label',
  },
  'skip-bad-rows': { type: 'boolean', about: 'leave malformed rows or images out and count them, instead of stopping' },
} as const;

/** Shares of the splits of a dataset without splits. The seed is always 0, so that later commands find the same test split. */
const SHARES = { train: 0.8, validation: 0.1, test: 0.1 } as const;

interface OpenDataOptions {
  /** Pairs of labels to merge if the flags name none. */
  readonly merges?: readonly (readonly [from: string, into: string])[] | undefined;
  /** True: splits a dataset that has a train split only. @default true */
  readonly split?: boolean;
}

/**
 * Opens the dataset of the flags, and selects its labels and samples.
 * @throws UsageError, and the errors of `openDataset`
 */
export async function openData(
  values: FlagValues<typeof dataFlags>,
  { error: screen, signal }: Host,
  { merges = [], split = true }: OpenDataOptions = {},
): Promise<Dataset> {
  const pairs = values.merge === undefined ? merges : parsePairs('merge', values.merge);
  const share = values.fraction === undefined ? 1 : parseNumber('fraction', values.fraction);

  let dataset = values.synthetic === true ? drawFaces(values) : await readDataset(values, screen, signal);
  if (dataset.skipped.count > 0) screen.print(`Left out: ${describeSkipped(dataset.skipped)}.`);
  if (split && isAllTrain(dataset)) {
    dataset = dataset.assignSplits(SHARES, { seed: 0 });
    screen.print('The dataset has no splits: 80 % train, 10 % validation, 10 % test, always the same ones.');
  }
  for (const [from, into] of pairs) dataset = dataset.merge(from, into);
  if (values.labels !== undefined) dataset = dataset.selectLabels(parseList(values.labels));
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

/** True if a dataset has samples in a split. */
export function hasSplit(dataset: Dataset, split: Split): boolean {
  return dataset.splitIndices.includes(SPLITS.indexOf(split));
}

/**
 * Brings the labels of a dataset into the order of the model's, if both have the same ones: those of a folder are sorted by
 * name, those of FER2013 by number. The library refuses other labels.
 */
export function matchLabels(dataset: Dataset, labels: readonly string[]): Dataset {
  const isSame = dataset.labels.every((label, index) => label === labels[index]);
  const areEqual = dataset.labels.length === labels.length && labels.every((label) => dataset.labels.includes(label));
  return areEqual && !isSame ? dataset.selectLabels(labels) : dataset;
}
