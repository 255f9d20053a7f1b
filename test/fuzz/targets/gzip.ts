import { gzipSync, constants } from 'node:zlib';
import { openDataset } from '@ferkit/core/datasets';
import { createRows, inChunks, toBytes, toOfficialCsv } from '../../core/datasets/support/csvText';
import { checkDataset } from '../support/checkDataset';
import { choose } from '../support/choose';
import { claim } from '../support/claim';
import type { FuzzTarget } from '../support/FuzzTarget';
import { mutateBytes } from '../support/mutateBytes';

const SIDE = 4;
const text = toBytes(toOfficialCsv(createRows(40, SIDE * SIDE)));
const files = [
  gzipSync(text),
  gzipSync(text, { level: 0 }),
  gzipSync(text, { strategy: constants.Z_HUFFMAN_ONLY }),
  gzipSync(text, { strategy: constants.Z_FIXED }),
].map((bytes) => Uint8Array.from(bytes));

/** A file and the bytes for each chunk of the stream; 0 for one chunk. */
interface GzipInput {
  readonly bytes: Uint8Array;
  readonly chunk: number;
}

const MEBIBYTE = 1 << 20;

/** A decompression bomb with a ratio of about 1,000: concatenated gzip members. */
const bomb = (piece: string, mebibytes: number, beginning = ''): GzipInput => {
  const member = gzipSync(piece.repeat(MEBIBYTE / piece.length));
  return {
    bytes: Uint8Array.from(Buffer.concat([gzipSync(beginning), ...Array<Buffer>(mebibytes).fill(member)])),
    chunk: 0,
  };
};

/** Gzipped CSV files. Gzip has a checksum, so that an accepted file must decompress to the original text. */
export async function openGzip(): Promise<FuzzTarget<GzipInput>> {
  const options = { width: SIDE, height: SIDE };
  const whole = await openDataset(text, options);
  return {
    seeds: files.map((bytes, index) => ({ bytes, chunk: index * 5 })),
    hostile: [
      { name: 'bomb-of-zeros', expected: 'DATASET_MALFORMED', create: () => bomb('\0', 256) },
      { name: 'bomb-of-one-line', expected: 'DATASET_MALFORMED', create: () => bomb('1 ', 256) },
      { name: 'bomb-of-one-row', expected: 'DATASET_MALFORMED', create: () => bomb('1 ', 256, 'emotion,pixels\n0,') },
      { name: 'bomb-of-blank-lines', expected: 'DATASET_EMPTY', create: () => bomb('\n', 32, 'emotion,pixels\n') },
      {
        name: 'bomb-in-a-bomb',
        expected: 'DATASET_MALFORMED',
        create: () => ({ bytes: Uint8Array.from(gzipSync(bomb('\0', 64).bytes)), chunk: 0 }),
      },
    ],
    mutate: (random) => ({
      bytes: mutateBytes(random, choose(random, files), { others: files }),
      chunk: choose(random, [0, 1, 13, 100]),
    }),
    run: async ({ bytes, chunk }) => {
      const dataset = await openDataset(chunk === 0 ? bytes : inChunks(bytes, chunk), options);
      checkDataset(dataset);
      // Only bytes after the checksum may differ: gzip ignores trailing bytes.
      claim(dataset.size === whole.size, 'each row is there');
      for (const column of ['pixels', 'labelIndices', 'splitIndices'] as const) {
        claim(Buffer.compare(dataset[column], whole[column]) === 0, `${column} are those that were packed`);
      }
    },
    toBytes: ({ bytes }) => bytes,
  };
}
