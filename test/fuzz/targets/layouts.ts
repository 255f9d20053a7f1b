import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { openDataset, type Random } from '@ferkit/core/datasets';
import { encodePng } from '../../core/datasets/support/encodePng';
import { npy } from '../../core/datasets/support/npy';
import { checkDataset } from '../support/checkDataset';
import { choose } from '../support/choose';
import { claim } from '../support/claim';
import type { FuzzTarget } from '../support/FuzzTarget';
import { mutateBytes } from '../support/mutateBytes';

const SIDE = 4;

/** Files with their paths, as a folder that was picked in a page. */
interface LayoutInput {
  readonly files: readonly (readonly [path: string, bytes: Uint8Array])[];
  readonly onBadRow: 'throw' | 'skip';
  readonly unlabeled: 'throw' | 'skip';
}

const flat = (value: number): Uint8Array =>
  encodePng({ pixels: new Uint8Array(SIDE * SIDE).fill(value), width: SIDE, height: SIDE });
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const parquet = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: 'image', data: [flat(1), flat(2)], type: 'BYTE_ARRAY' },
      { name: 'label', data: ['happy', 'sad'], type: 'STRING' },
      { name: 'subject', data: ['ann', 'bo'], type: 'STRING' },
    ],
  }),
);
const archive = zipSync({
  'x.npy': npy('|u1', [2, SIDE, SIDE], new Uint8Array(2 * SIDE * SIDE).fill(9)),
  'y.npy': npy('|u1', [2], Uint8Array.of(3, 6)),
});

const names = ['images/a.png', 'images/b, c.png', 'images/test_00001.png'];
const lists = [
  'path,label\nimages/a.png,happy\n"images/b, c.png",sad\ntest_00001.png,happy\n',
  'a.png happy\ntest_00001.png sad\n',
  'image;emotion;Usage;subject\na.png;0;Training;1\ntest_00001.png;1;PublicTest;2\n',
  'filename,happy,sad,neutral\na.png,0,1,0\nb.png,3,2,1\n',
  'a.png,"(0, 0, 4, 4)",4,0,0,1,3,2,0,0,0,0\n',
  'a.png 0 0 0 4 4 50.5 3\n',
  'subDirectory_filePath,face_x,face_y,face_width,face_height,expression\nimages/a.png,0,0,4,4,1\n',
  'train_00001.jpg 1\ntest_00001.jpg 7\n',
].map(encode);
const folders = [
  ['happy/s1/a.png', 'sad/s2/b.png'],
  ['train/happy/a.png', 'val/sad/b.png', 'test/sad/c.png'],
  ['p1/0/a.png', 'p2/1/b.png'],
  ['KA.AN1.39.png', 'YM.HA1.40.png'],
  ['S005/001/S005_001_00000001.png', 'S010/002/S010_002_00000002.png'],
];
const words = [
  'happy',
  '..',
  'train',
  'test',
  '__proto__',
  'S01',
  'NaN',
  ',',
  '"',
  '\n',
  '\t',
  '\0',
  '.png',
  '1',
  '-1',
  '99',
];

const withImages = (path: string, bytes: Uint8Array): LayoutInput['files'] => [
  [path, bytes],
  ...names.map((name, k) => [name, flat(k + 1)] as const),
];
/** Files that are mutated; some of them are refused as they are. */
const templates: readonly LayoutInput[] = [
  ...lists.map((list) => withImages('labels.csv', list)),
  ...folders.map((paths) => paths.map((path, k) => [path, flat(k + 1)] as const)),
  [['data/train-00000-of-00001.parquet', parquet] as const],
  [['faces.npz', archive] as const],
].map((files) => ({ files, onBadRow: 'throw', unlabeled: 'throw' }));

// Parquet is read as it is only: hyparquet 1.33 believes the lengths of runs in a damaged page, and one wrong byte claims up to 2^31 values.
const mutable = templates.filter(({ files }) => !files.some(([path]) => path.endsWith('.parquet')));

/** Changes the content of one file, or a part of its path. */
function mutate(random: Random): LayoutInput {
  const { files } = choose(random, mutable);
  const changed = random.integer(files.length);
  const isPath = random.integer(3) === 0;
  return {
    files: files.map(([path, bytes], k) => {
      if (k !== changed) return [path, bytes] as const;
      if (!isPath) return [path, mutateBytes(random, bytes, { words, others: lists })] as const;
      const parts = path.split('/');
      parts.splice(random.integer(parts.length), random.integer(2), choose(random, words));
      return [parts.join('/'), bytes] as const;
    }),
    onBadRow: choose(random, ['throw', 'skip']),
    unlabeled: choose(random, ['throw', 'skip']),
  };
}

async function run({ files, ...options }: LayoutInput): Promise<void> {
  const picked = files.map(([path, bytes]) => {
    const file = new File([bytes as BlobPart], path.split('/').at(-1)!);
    return Object.defineProperty(file, 'webkitRelativePath', { value: `faces/${path}` });
  });
  const dataset = await openDataset(picked, {
    ...options,
    width: SIDE,
    height: SIDE,
    faces: false,
    parquet: () => import('hyparquet'),
  });
  checkDataset(dataset);
  const { count, kinds } = dataset.skipped;
  claim(Object.values(kinds).reduce((sum, number) => sum + number, 0) === count, 'the kinds sum to the count');
}

/** Folders of images, lists of images, Parquet files and archives of arrays. */
export const openLayouts = (): Promise<FuzzTarget<LayoutInput>> =>
  Promise.resolve({
    seeds: templates.filter((_, k) => ![2, 7, 10, 12].includes(k)),
    hostile: [
      {
        name: 'a-list-of-a-million-names',
        expected: 'DATASET_MALFORMED',
        create: () => ({
          files: withImages('labels.csv', encode(`path,label\n${'x.png,happy\n'.repeat(1e6)}`)),
          onBadRow: 'skip',
          unlabeled: 'throw',
        }),
      },
      {
        name: 'a-path-of-ten-thousand-folders',
        expected: 'DATASET_MALFORMED',
        create: () => ({ files: [[`${'a/'.repeat(1e4)}b.txt`, encode('x')]], onBadRow: 'throw', unlabeled: 'throw' }),
      },
    ],
    mutate,
    run,
    toBytes: ({ files }) => Buffer.concat(files.flatMap(([path, bytes]) => [encode(path), bytes])),
  });
