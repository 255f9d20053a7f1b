import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../packages/core/src/datasets/Dataset';
import { joinFerPlus } from '../../../packages/core/src/datasets/ferPlus/joinFerPlus';
import { openDataset } from '../../../packages/core/src/datasets/openDataset';
import { catchError } from './support/catchError';
import { toBytes } from './support/csvText';

const HEADER = 'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';
const votes = [
  'Training,fer0000000.png,4,0,0,1,3,2,0,0,0,0',
  'Training,fer0000001.png,0,10,0,0,0,0,0,0,0,0',
  'Training,,0,0,0,0,0,0,0,0,0,10',
  'PublicTest,fer0000003.png,0,0,0,0,0,0,0,6,4,0',
  'PrivateTest,fer0000004.png,1,0,0,4,0,0,4,0,0,1',
];
const source = (lines: readonly string[] = votes): Uint8Array => toBytes(`${[HEADER, ...lines].join('\r\n')}\r\n`);

/** Five rows labelled angry, happy, sad, neutral, fear. */
async function openFive(): Promise<Dataset> {
  const rows = [0, 3, 4, 6, 2].map((emotion, k) => `${emotion},${k} ${k} ${k} ${k},Training`);
  return openDataset(toBytes(['emotion,pixels,Usage', ...rows].join('\n')), { width: 2, height: 2 });
}
const softOf = (dataset: Dataset, k: number): number[] =>
  [...dataset.softLabels!.subarray(k * dataset.labels.length, (k + 1) * dataset.labels.length)].map(
    (value) => Math.round(value * 1e4) / 1e4,
  );

describe('votes of FER+', () => {
  it('become label distributions by row, and leave the labels alone', async () => {
    const joined = await joinFerPlus(await openFive(), source());
    expect([...joined.rows]).toEqual([0, 1, 3, 4]);
    // angry, disgust, fear, happy, sad, surprise, neutral
    expect(softOf(joined, 0)).toEqual([0.3, 0.2, 0, 0, 0.1, 0, 0.4]);
    expect(softOf(joined, 1)).toEqual([0, 0, 0, 1, 0, 0, 0]);
    expect([0, 1, 2, 3].map((k) => joined.label(k))).toEqual(['angry', 'happy', 'neutral', 'fear']);
  });

  it('leave a sample its own label where nobody voted for any', async () => {
    const joined = await joinFerPlus(await openFive(), source());
    expect(softOf(joined, 2)).toEqual([0, 0, 0, 0, 0, 0, 1]);
    const all = await joinFerPlus(await openFive(), source(), { dropNotFace: false });
    expect(softOf(all, 2)).toEqual([0, 0, 0, 0, 1, 0, 0]);
  });

  it('find their rows after shuffling and selecting', async () => {
    const some = (await openFive()).filter(({ row }) => row !== 0).shuffle(3);
    const joined = await joinFerPlus(some, source());
    const happy = [...joined.rows].indexOf(1);
    expect(softOf(joined, happy)).toEqual([0, 0, 0, 1, 0, 0, 0]);
  });

  it('replace the labels by those with most votes; a tie stays with the own label', async () => {
    const joined = await joinFerPlus(await openFive(), source(), { targets: 'hard' });
    expect(joined.softLabels).toBeUndefined();
    expect([0, 1, 2, 3].map((k) => joined.label(k))).toEqual(['neutral', 'happy', 'neutral', 'fear']);
    const both = await joinFerPlus(await openFive(), source(), { targets: 'both' });
    expect([both.label(0), softOf(both, 0)[0]]).toEqual(['neutral', 0.3]);
  });

  it('drop what most call unknown or contempt, on request', async () => {
    const joined = await joinFerPlus(await openFive(), source(), { dropOther: true });
    expect([...joined.rows]).toEqual([0, 1, 4]);
  });

  it('count contempt where the dataset has a label for it', async () => {
    const rows = [0, 3, 4, 7, 2].map((emotion, k) => `${emotion},${k} ${k} ${k} ${k},Training`);
    const labels = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral', 'contempt'];
    const csv = toBytes(['emotion,pixels,Usage', ...rows].join('\n'));
    const joined = await joinFerPlus(await openDataset(csv, { width: 2, height: 2, labels }), source());
    expect(softOf(joined, 2)).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('ignore single votes on request, as the reference code does', async () => {
    const joined = await joinFerPlus(await openFive(), source(), { ignoreSingleVotes: true });
    expect(softOf(joined, 0)).toEqual([0.3333, 0.2222, 0, 0, 0, 0, 0.4444]);
  });

  it('are refused where they do not belong to the dataset', async () => {
    const five = await openFive();
    const short = await catchError('DATASET_MALFORMED', () => joinFerPlus(five, source(votes.slice(1))));
    expect(short.details).toMatchObject({ expected: '5 rows, one for each row of "bytes"', received: '4' });
    const text = source([...votes.slice(0, 4), 'PrivateTest,x.png,1,0,0,4,0,zero,4,0,0,1']);
    const bad = await catchError('DATASET_MALFORMED', () => joinFerPlus(five, text));
    expect(bad.details).toMatchObject({ line: 6, column: 'disgust', received: '"zero"' });
    const missing = source([...votes.slice(0, 4), 'PrivateTest,x.png,1,0']);
    expect((await catchError('DATASET_MALFORMED', () => joinFerPlus(five, missing))).details.line).toBe(6);
    await catchError('DATASET_MALFORMED', () => joinFerPlus(five, toBytes('emotion,pixels\n')));
    const pets = five.rename(Object.fromEntries(five.labels.map((label, k) => [label, `pet ${k}`])));
    await catchError('OPTION_INVALID', () => joinFerPlus(pets, source()));
  });
});

describe('a file of votes that would count wrongly is refused', () => {
  it.each<readonly [string, (header: string) => string, string]>([
    ['a column twice', (header) => header.replace('sadness', 'anger'), 'each column once'],
    ['a misspelt column', (header) => header.replace('sadness', 'sadnes'), 'a column of votes for "sad"'],
  ])('%s', async (_, change, expected) => {
    const file = toBytes([change(HEADER), ...votes].join('\n'));
    const error = await catchError('DATASET_MALFORMED', async () => joinFerPlus(await openFive(), file));
    expect(error.details).toMatchObject({ line: 1, expected });
  });

  it('rows without the many columns of the header, before memory is taken for them', async () => {
    const file = toBytes(`NF${',x'.repeat(2)}${','.repeat(1e5)}\n${'\n'.repeat(1e5)}x`);
    await catchError('DATASET_MALFORMED', async () => joinFerPlus(await openFive(), file));
  });

  it('one that unpacks to more than any votes', async () => {
    const blank = gzipSync(' '.repeat(1 << 20));
    const file = Uint8Array.from(Buffer.concat([gzipSync(source()), ...Array<Buffer>(65).fill(blank)]));
    const error = await catchError('DATASET_MALFORMED', async () => joinFerPlus(await openFive(), file));
    expect(error.details).toMatchObject({ expected: 'at most 67108864 bytes of text' });
  });
});
