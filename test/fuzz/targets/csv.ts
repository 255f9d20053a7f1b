import { openDataset } from '@ferkit/core/datasets';
import { createRows, inChunks, toBytes, toOfficialCsv } from '../../core/datasets/support/csvText';
import { checkDataset } from '../support/checkDataset';
import { choose } from '../support/choose';
import { claim } from '../support/claim';
import type { FuzzTarget } from '../support/FuzzTarget';
import { mutateBytes } from '../support/mutateBytes';

const SIDE = 4;

/** A file and the options for reading it. */
interface CsvInput {
  readonly bytes: Uint8Array;
  readonly onBadRow: 'throw' | 'skip';
  /** Bytes for each chunk of the stream; 0 for one chunk. */
  readonly chunk: number;
}

const words = [
  'emotion',
  'pixels',
  'Usage',
  'Training',
  'PublicTest',
  'PrivateTest',
  'happy',
  ',',
  '"',
  '\n',
  '\r\n',
  ' ',
];

const official = toOfficialCsv(createRows(9, SIDE * SIDE));
const texts = [
  official,
  official.replaceAll('\n', '\r\n'),
  official.replaceAll(/,([\d ]+),/g, ',"$1",'),
  official.replaceAll(/,\w+$/gm, ''),
  `\ufeff${official.replaceAll(/^3,/gm, 'happy,').replace('emotion,pixels,Usage', ' emotion, pixels, Usage')}`,
  official.replaceAll(/^(\w+),([\w ]+),(\w+)$/gm, '$1,$3,$2'),
];
const files = texts.map(toBytes);

/** Reference parser for simple files. @returns the rows, or undefined for texts beyond it, such as those with quotes */
function readPlainly(
  text: string,
): readonly { readonly label: number; readonly pixels: readonly number[] }[] | undefined {
  const [header = '', ...lines] = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const names = header.split(',').map((name) => name.trim().toLowerCase());
  const [emotion, pixels] = [names.indexOf('emotion'), names.indexOf('pixels')];
  if (emotion < 0 || pixels < 0 || /["\0\r]/.test(text)) return undefined;
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const cells = line.split(',');
      return {
        label: Number(cells[emotion]),
        pixels: cells[pixels]!.trim()
          .split(/[ \t]+/)
          .map(Number),
      };
    });
}

async function run({ bytes, onBadRow, chunk }: CsvInput): Promise<void> {
  const source = chunk === 0 ? bytes : inChunks(bytes, chunk);
  const dataset = await openDataset(source, { width: SIDE, height: SIDE, onBadRow });
  checkDataset(dataset);
  if (onBadRow === 'skip') return;
  const rows = readPlainly(new TextDecoder().decode(bytes));
  if (rows === undefined) return;
  claim(rows.length === dataset.size, 'each row is read');
  rows.forEach(({ label, pixels }, k) => {
    if (!Number.isNaN(label)) claim(dataset.labelIndices[k] === label, 'labels are those of the file');
    claim(String(pixels) === String([...dataset.image(k).pixels]), 'pixels are those of the file');
  });
}

const plain = (text: string): CsvInput => ({ bytes: toBytes(text), onBadRow: 'throw', chunk: 0 });

/** CSV files in the layout of FER2013. */
export const openCsv = (): Promise<FuzzTarget<CsvInput>> =>
  Promise.resolve({
    seeds: files.map((bytes, index) => ({ bytes, onBadRow: 'throw', chunk: index * 7 })),
    hostile: [
      { name: 'empty', expected: 'DATASET_MALFORMED', create: () => plain('') },
      { name: 'header-only', expected: 'DATASET_EMPTY', create: () => plain('emotion,pixels,Usage\n') },
      { name: 'one-line-of-8-MiB', expected: 'DATASET_MALFORMED', create: () => plain('7'.repeat(1 << 23)) },
      {
        name: 'a-million-columns',
        expected: 'DATASET_MALFORMED',
        create: () => plain(`${official}${','.repeat(1e6)}`),
      },
      { name: 'old-line-ends', expected: 'result', create: () => plain(official.replaceAll('\n', '\r')) },
      {
        name: 'all-rows-bad',
        expected: 'DATASET_MALFORMED',
        create: () => ({ ...plain(`emotion,pixels\n${'x,1\n'.repeat(1e6)}`), onBadRow: 'skip' }),
      },
      {
        name: 'pixels-column-twice',
        expected: 'DATASET_MALFORMED',
        create: () => plain(official.replace('Usage', 'pixels')),
      },
      {
        name: 'prototype-as-label',
        expected: 'DATASET_MALFORMED',
        create: () => plain(official.replaceAll(/^\d,/gm, '__proto__,')),
      },
    ],
    mutate: (random) => ({
      bytes: mutateBytes(random, choose(random, files), { words, others: files }),
      onBadRow: choose(random, ['throw', 'throw', 'skip']),
      chunk: choose(random, [0, 1, 7, 61]),
    }),
    run,
    toBytes: ({ bytes }) => bytes,
  });
