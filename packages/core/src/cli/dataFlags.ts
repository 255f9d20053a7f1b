import { type OpenDatasetOptions, openDatasetTable } from '../datasets/OpenDatasetOptions';
import { syntheticFacesTable, type SyntheticFacesOptions } from '../datasets/synthetic/createSyntheticFaces';
import {
  type BackendChoice,
  createSyntheticFaces,
  Dataset,
  describeFaces,
  describeSkipped,
  openDataset,
  type SkippedKind,
  type SkippedReport,
  type Split,
  SPLITS,
} from '../index';
import { keepGroups } from '../keepGroups';
import { number } from '../options';
import { type FlagValues, flagsOf } from './Flag';
import type { Host } from './Host';
import { LiveLine } from './Screen';
import { hintAt, UsageError } from './failures';
import { looksLikeModel } from './openModel';
import { type LabelPair, parseLabels, parsePairs } from './parseValue';
import { countOf, formatBytes, formatCount } from './render/formatNumber';
import { showText } from './render/showText';

const openFlag = flagsOf<OpenDatasetOptions>(openDatasetTable);
const syntheticFlag = flagsOf<SyntheticFacesOptions>(syntheticFacesTable);
const shareFlag = flagsOf<{ readonly fraction?: number }>({ fraction: number({ above: 0, to: 1 }) });

/** The flags of commands that read a dataset. */
export const dataFlags = {
  data: {
    type: 'string',
    value: '<path>',
    completes: 'file',
    about: 'a FER2013 CSV, plain or gzip, a folder of images (split/label/*.png), its zip archive, or a URL',
  },
  synthetic: { type: 'boolean', about: "ferkit's drawn faces instead of a dataset: a toy for trying things out" },
  count: syntheticFlag('count', { value: '<n>', about: 'how many synthetic faces' }),
  faces: openFlag('faces', {
    value: '<auto|false>',
    choices: ['auto', 'false'],
    expected: 'auto or false',
    about:
      'auto crops photos to the main face and leaves out those without one; false takes each picture as a cropped face',
  }),
  'label-file': {
    type: 'string',
    value: '<file>',
    completes: 'file',
    about: 'the list of images and labels in the folder of --data, relative to that folder, where there are several',
  },
  layout: openFlag('layout', {
    value: '<levels>',
    about: 'the levels of folders, such as split/label/group: a group is a person, * a level that says nothing',
  }),
  'label-names': {
    type: 'string',
    option: 'labels',
    value: '<a,b,...>',
    about: 'the names of the label numbers in the data, in their order; of label folders, those to read',
    read: parseLabels,
  },
  unlabeled: openFlag('unlabeled', {
    value: '<throw|skip>',
    choices: ['throw', 'skip'],
    expected: 'throw or skip',
    about: 'skip leaves out and counts images and rows without a label',
  }),
  rename: {
    type: 'string',
    multiple: true,
    value: '<old=new,...>',
    about: 'other names for labels, e.g. anger=angry,joy=happy; before --merge and --labels',
    read: (text: string, flag: string): LabelPair[] => parsePairs(text, flag, 'anger=angry'),
  },
  merge: {
    type: 'string',
    multiple: true,
    value: '<from:into,...>',
    about: 'merge one label into another, e.g. disgust:angry; before --labels',
    read: (text: string, flag: string): LabelPair[] => parsePairs(text, flag, 'disgust:angry'),
  },
  labels: {
    type: 'string',
    value: '<a,b,...>',
    about: 'only the samples of these labels, in this order',
    read: parseLabels,
  },
  fraction: shareFlag('fraction', {
    value: '<share>',
    about: 'a random part of the samples, e.g. 0.1, stratified by label',
  }),
  'skip-bad-rows': {
    type: 'boolean',
    option: 'onBadRow',
    sets: 'skip',
    about: 'leave malformed rows or images out and count them, instead of stopping',
  },
} as const;

/** Shares of the splits of a dataset without splits. The seed is always 0, so that later commands find the same test split. */
const SHARES = { train: 0.8, validation: 0.1, test: 0.1 } as const;

interface OpenDataOptions {
  /** Backend of the face detector. @default 'auto' */
  readonly backend?: BackendChoice | undefined;
  /** Size of the images of the model that gets them; those of a table have their own. @default 48 x 48 */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** Channels of the model that gets them. @default 1 */
  readonly channels?: 1 | 3 | undefined;
  /** Pairs of labels to merge if the flags name none. */
  readonly merges?: readonly LabelPair[] | undefined;
  /** True: splits a dataset that has a train split only. @default true */
  readonly split?: boolean;
  /** True: prints what the dataset left out. @default true */
  readonly isTold?: boolean;
}

/** Names of tables of numbers, whose pictures have a size that cannot be chosen. */
const TABLE = /\.(csv|csv\.gz|npy|npz|parquet)$/i;

/**
 * Opens the dataset of the flags, renames, merges and selects its labels, and selects samples. Prints what the dataset left out.
 * @throws UsageError, and the errors of `openDataset`
 */
export async function openData(
  values: FlagValues<typeof dataFlags>,
  { notices, signal }: Host,
  { backend, size, channels = 1, merges = [], split = true, isTold = true }: OpenDataOptions = {},
): Promise<Dataset> {
  const sides = size === undefined || TABLE.test(values.data ?? '') ? {} : { width: size.width, height: size.height };
  let dataset =
    values.synthetic === true
      ? drawFaces(values, { size, channels })
      : await readDataset(
          values,
          { ...sides, channels, ...(backend === undefined ? {} : { backend }), signal },
          notices,
        );
  if (isTold) {
    if (dataset.faces !== undefined && dataset.faces.cropped > 0) notices.print(`${describeFaces(dataset.faces)}.`);
    notices.print(...listSkipped(dataset.skipped));
  }
  dataset = selectLabels(dataset, values, merges);
  if (split && isAllTrain(dataset)) {
    const whole = dataset;
    dataset = keepGroups(whole, (by) => whole.assignSplits(SHARES, { seed: 0, ...by }));
    notices.print('The dataset has no splits: 80 % train, 10 % validation, 10 % test, always the same ones.');
  }
  return values.fraction === undefined || values.fraction === 1 ? dataset : dataset.fraction(values.fraction);
}

/** Names that are shown of each kind; `--json` has all that the library keeps. */
const SHOWN = 3;

/** The rows, files and folders that a dataset left out: a line for each kind with the first of them; none if nothing was. */
export function listSkipped({ count, kinds, items }: SkippedReport): string[] {
  if (count === 0) return [];
  const lines = (Object.entries(kinds) as [SkippedKind, number][])
    .sort(([, one], [, other]) => other - one)
    .map(([kind, number]) => {
      const all = items.filter((item) => item.kind === kind);
      // Of rows that break their format, the reason says more than the name of their file.
      const first = all.slice(0, SHOWN).map(({ source, reason }) => showText(kind === 'malformed' ? reason : source));
      const rest = number > first.length ? ', …' : '';
      return `  ${describeSkipped({ count: number, kinds: { [kind]: number }, items: [] })}: ${first.join(', ')}${rest}`;
    });
  return [`Left out: ${formatCount(count)}`, ...lines];
}

/** Renames, merges and selects labels, in this order. @throws UsageError for a label that the dataset does not have */
function selectLabels(
  dataset: Dataset,
  { rename, merge, labels }: FlagValues<typeof dataFlags>,
  merges: readonly LabelPair[],
): Dataset {
  const check = (flag: string, { labels: known, name }: Dataset, label: string): void => {
    if (known.includes(label)) return;
    throw new UsageError(
      `--${flag} names the label "${label}", which ${name} does not have. It has ${known.join(', ')}.` +
        hintAt(label, known),
    );
  };
  let selected = dataset;
  const renames = rename?.flat() ?? [];
  for (const [from, to] of renames) {
    if (selected.labels.includes(from) || !selected.labels.includes(to)) check('rename', selected, from);
    else {
      // A folder "anger" is read as the label "angry".
      throw new UsageError(
        `--rename names the label "${from}", which ${selected.name} does not have. It has ${to} already: leave this pair out.`,
      );
    }
  }
  const names = new Map(renames);
  const renamed = selected.labels.map((label) => names.get(label) ?? label);
  const repeated = renamed.find((label, index) => renamed.indexOf(label) !== index);
  if (repeated !== undefined) {
    const [one, other] = selected.labels.filter((label) => (names.get(label) ?? label) === repeated);
    throw new UsageError(
      `--rename gives "${one!}" and "${other!}" one name, ${repeated}. To make them one label: --merge.`,
    );
  }
  // All at once, so that two labels can exchange their names.
  if (names.size > 0) selected = selected.rename(Object.fromEntries(names));
  for (const [from, into] of merge?.flat() ?? merges) {
    check('merge', selected, from);
    check('merge', selected, into);
    if (from !== into) selected = selected.merge(from, into);
  }
  if (labels === undefined) return selected;
  for (const label of labels) check('labels', selected, label);
  return selected.selectLabels(labels);
}

/** Flags that tell how data are read, which drawn faces are not. */
const OF_DATA = ['faces', 'label-file', 'layout', 'label-names', 'unlabeled', 'skip-bad-rows'] as const;

function drawFaces(
  values: FlagValues<typeof dataFlags>,
  { size, channels = 1 }: Pick<OpenDataOptions, 'size' | 'channels'>,
): Dataset {
  const { data, count } = values;
  if (data !== undefined) throw new UsageError('--data and --synthetic exclude each other.');
  const flag = OF_DATA.find((name) => values[name] !== undefined);
  if (flag !== undefined) throw new UsageError(`--${flag} is for --data, and --synthetic draws faces.`);
  const isSquare = size !== undefined && size.width === size.height && syntheticFacesTable.size.accepts(size.width);
  return createSyntheticFaces({
    ...(count === undefined ? {} : { count }),
    ...(isSquare ? { size: size.width } : {}),
    channels,
  });
}

async function readDataset(
  values: FlagValues<typeof dataFlags>,
  options: OpenDatasetOptions,
  notices: Host['notices'],
): Promise<Dataset> {
  const { data } = values;
  if (data === undefined) throw new UsageError('Which data? Give --data <path>, or --synthetic for drawn faces.');
  if (values.count !== undefined) throw new UsageError('--count is for --synthetic; of a dataset take a --fraction.');
  if (looksLikeModel(data)) throw new UsageError(`--data takes a dataset, and ${data} is a model: give it as --model.`);
  const line = new LiveLine(notices);
  try {
    return await openDataset(data, {
      ...options,
      ...(values.faces === undefined ? {} : { faces: values.faces }),
      ...(values['label-file'] === undefined ? {} : { labelFile: values['label-file'] }),
      ...(values.layout === undefined ? {} : { layout: values.layout }),
      ...(values['label-names'] === undefined ? {} : { labels: values['label-names'] }),
      ...(values.unlabeled === undefined ? {} : { unlabeled: values.unlabeled }),
      onBadRow: values['skip-bad-rows'] === true ? 'skip' : 'throw',
      onProgress: ({ bytes, totalBytes, rows }) => {
        const total = totalBytes === undefined ? '' : ` of ${formatBytes(totalBytes)}`;
        line.update(() => `reading ${data}: ${countOf(rows, 'image')}, ${formatBytes(bytes)}${total}`);
      },
    });
  } finally {
    line.clear();
  }
}

/**
 * Holds a share of the train split out for validation, as the library's `train` does, if there is no validation split.
 * @returns the dataset itself if nothing is held out
 */
export function holdOutValidation(dataset: Dataset, share: number | false, seed: number): Dataset {
  if (share === false || hasSplit(dataset, 'validation') || !hasSplit(dataset, 'train')) return dataset;
  return keepGroups(dataset, (by) => dataset.holdOut(share, { seed, ...by }));
}

const isAllTrain = ({ splitIndices }: Dataset): boolean =>
  splitIndices.every((split) => split === SPLITS.indexOf('train'));

/** True if a dataset has samples in a split. */
export function hasSplit(dataset: Dataset, split: Split): boolean {
  return dataset.splitIndices.includes(SPLITS.indexOf(split));
}
