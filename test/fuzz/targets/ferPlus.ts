import { gzipSync } from 'node:zlib';
import { createRandom, createSyntheticFaces, type FerPlusOptions, joinFerPlus } from '@ferkit/core/datasets';
import { toBytes } from '../../core/datasets/support/csvText';
import { checkDataset } from '../support/checkDataset';
import { choose } from '../support/choose';
import { claim } from '../support/claim';
import type { FuzzTarget } from '../support/FuzzTarget';
import { mutateBytes } from '../support/mutateBytes';

const COUNT = 21;
const HEADER = 'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';
const words = [...HEADER.split(','), ',', '\n', '\r\n', '10', 'Training'];

const random = createRandom(9);
const rows = Array.from({ length: COUNT }, (_, k) => {
  const votes = Array.from({ length: 10 }, () => random.integer(4));
  return ['Training', `fer${String(k).padStart(7, '0')}.png`, ...votes].join(',');
});
const text = `${[HEADER, ...rows].join('\n')}\n`;
const files = [toBytes(text), toBytes(`\ufeff${text.replaceAll('\n', '\r\n')}`), Uint8Array.from(gzipSync(text))];

/** A file of votes and the options for applying it. */
interface FerPlusInput extends FerPlusOptions {
  readonly bytes: Uint8Array;
}

/** FER+ vote files, applied to a valid dataset. */
export const openFerPlus = (): Promise<FuzzTarget<FerPlusInput>> => {
  const faces = createSyntheticFaces({ count: COUNT, size: 8 });
  return Promise.resolve({
    seeds: files.map((bytes) => ({ bytes })),
    hostile: [
      {
        name: 'more-votes-than-memory',
        expected: 'DATASET_MALFORMED',
        create: () => ({ bytes: toBytes(`NF,${',x'.repeat(3e5)}\n${'\n'.repeat(3e5)}x`) }),
      },
      {
        name: 'bomb',
        expected: 'DATASET_MALFORMED',
        create: () => {
          const member = gzipSync(' '.repeat(1 << 20));
          return { bytes: Uint8Array.from(Buffer.concat([gzipSync(text), ...Array<Buffer>(300).fill(member)])) };
        },
      },
      {
        name: 'a-column-twice',
        expected: 'DATASET_MALFORMED',
        create: () => ({ bytes: toBytes(text.replace('sadness', 'anger')) }),
      },
      {
        name: 'a-misspelt-column',
        expected: 'DATASET_MALFORMED',
        create: () => ({ bytes: toBytes(text.replace('sadness', 'sadnesq')) }),
      },
    ],
    mutate: (source) => ({
      bytes: mutateBytes(source, choose(source, files), { words, others: files }),
      targets: choose(source, ['soft', 'hard', 'both']),
      dropNotFace: source.next() < 0.5,
      dropOther: source.next() < 0.5,
      ignoreSingleVotes: source.next() < 0.5,
    }),
    run: async ({ bytes, ...options }) => {
      const joined = await joinFerPlus(faces, bytes, options);
      checkDataset(joined);
      claim(joined.size <= faces.size, 'no sample is added');
    },
    toBytes: ({ bytes }) => bytes,
  });
};
