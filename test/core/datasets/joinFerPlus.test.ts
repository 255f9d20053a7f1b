import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Dataset, joinFerPlus, openDataset } from '@ferkit/core/datasets';
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
/** Votes of which the first row has others. */
const withFirst = (counts: string): Uint8Array => source([`Training,x.png,${counts}`, ...votes.slice(1)]);

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
    const some = (await openFive()).filter(({ row }) => row !== 0).shuffle({ seed: 3 });
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

  // neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, NF
  it.each<readonly [string, string, boolean]>([
    ['as many call no face as angry', '0,0,0,0,5,0,0,0,0,5', true],
    ['as many call no face as unknown', '0,0,0,0,1,0,0,0,4,4', true],
    ['more call no face than angry', '0,0,0,0,4,0,0,0,0,5', false],
    ['as many call unknown as angry', '0,0,0,0,5,0,0,0,5,0', true],
    ['fewer call unknown than angry, but more than no face', '0,0,0,0,6,0,0,0,3,1', true],
    ['contempt and unknown are together more than angry, but neither is alone', '0,0,0,0,4,0,0,3,3,0', true],
    ['more call contempt than angry', '0,0,0,0,4,0,0,5,0,0', false],
  ])('drop by a majority only: %s', async (_, counts, kept) => {
    const joined = await joinFerPlus(await openFive(), withFirst(counts), { dropOther: true });
    expect([...joined.rows].includes(0)).toBe(kept);
  });

  it('leave the label at a tie, wherever it stands among the labels', async () => {
    const sad = withFirst('0,0,0,5,0,5,0,0,0,0');
    const rows = ['4,0 0 0 0,Training', ...Array<string>(4).fill('3,1 1 1 1,Training')];
    const five = await openDataset(toBytes(['emotion,pixels,Usage', ...rows].join('\n')), { width: 2, height: 2 });
    expect((await joinFerPlus(five, sad, { targets: 'hard' })).label(0)).toBe('sad');
    expect((await joinFerPlus(await openFive(), sad, { targets: 'hard' })).label(0)).toBe('disgust');
  });

  it('leave the label where nobody voted for any', async () => {
    const joined = await joinFerPlus(await openFive(), source(), { targets: 'hard', dropNotFace: false });
    expect(joined.label(2)).toBe('sad');
  });

  it('count contempt where the dataset has a label for it', async () => {
    const rows = [0, 3, 4, 7, 2].map((emotion, k) => `${emotion},${k} ${k} ${k} ${k},Training`);
    const labels = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral', 'contempt'];
    const csv = toBytes(['emotion,pixels,Usage', ...rows].join('\n'));
    const joined = await joinFerPlus(await openDataset(csv, { width: 2, height: 2, labels }), source());
    expect([...joined.rows]).toEqual([0, 1, 3, 4]);
    expect(softOf(joined, 2)).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('ignore single votes on request, as the reference code does', async () => {
    const joined = await joinFerPlus(await openFive(), source(), { ignoreSingleVotes: true });
    expect(softOf(joined, 0)).toEqual([0.3333, 0.2222, 0, 0, 0, 0, 0.4444]);
  });

  it('keep single votes where there are no others', async () => {
    const singles = withFirst('1,1,0,0,1,1,0,0,0,0');
    const joined = await joinFerPlus(await openFive(), singles, { ignoreSingleVotes: true });
    expect(softOf(joined, 0)).toEqual([0.25, 0.25, 0, 0.25, 0, 0, 0.25]);
  });

  it('are read from what a spreadsheet saved: a byte order mark, blanks around names and numbers', async () => {
    const lines = [HEADER, ...votes].map((line) => line.split(',').join(' , '));
    const joined = await joinFerPlus(await openFive(), toBytes(`\ufeff${lines.join('\n')}`));
    expect(softOf(joined, 0)).toEqual([0.3, 0.2, 0, 0, 0.1, 0, 0.4]);
  });

  it('become labels or distributions, and nothing else', async () => {
    const targets = 'labels' as 'hard';
    const error = await catchError('OPTION_INVALID', async () => joinFerPlus(await openFive(), source(), { targets }));
    expect(error.details).toMatchObject({ option: 'targets', received: '"labels"' });
  });

  it('are refused where they do not belong to the dataset', async () => {
    const five = await openFive();
    const short = await catchError('DATASET_MALFORMED', () => joinFerPlus(five, source(votes.slice(1))));
    expect(short.details).toMatchObject({ expected: '5 rows, one for each row of "bytes"', received: '4' });
    const text = source([...votes.slice(0, 4), 'PrivateTest,x.png,1,0,0,4,0,zero,4,0,0,1']);
    const bad = await catchError('DATASET_MALFORMED', () => joinFerPlus(five, text));
    expect(bad.details).toMatchObject({ line: 6, column: 'disgust', received: '"zero"' });
    const missing = source([...votes.slice(0, 4), 'PrivateTest,x.png,1,0']);
    const cut = await catchError('DATASET_MALFORMED', () => joinFerPlus(five, missing));
    expect(cut.details).toMatchObject({ line: 6, expected: '12 columns', received: '4' });
    const pets = five.rename(Object.fromEntries(five.labels.map((label, k) => [label, `pet ${k}`])));
    await catchError('OPTION_INVALID', () => joinFerPlus(pets, source()));
  });
});

describe('a file of votes that would count wrongly is refused', () => {
  const noVotes = expect.stringMatching(/ of fer2013new\.csv$/) as string;

  it.each<readonly [string, (header: string) => string, string, string]>([
    ['a column twice', (header) => header.replace('sadness', 'anger'), 'each column once', '"anger" twice'],
    [
      'a misspelt column',
      (header) => header.replace('sadness', 'sadnes'),
      'a column of votes for "sad"',
      '"neutral, happiness, surprise, sadnes, an…"',
    ],
    [
      'no column of votes for no face',
      (header) => header.replace('NF', 'other'),
      noVotes,
      '"Usage,Image name,neutral,happiness,surpr…"',
    ],
    ['the header of another file', () => 'emotion,pixels', noVotes, '"emotion,pixels"'],
  ])('%s', async (_, change, expected, received) => {
    const file = toBytes([change(HEADER), ...votes].join('\n'));
    const error = await catchError('DATASET_MALFORMED', async () => joinFerPlus(await openFive(), file));
    expect(error.details).toMatchObject({ source: 'bytes', line: 1, expected, received });
  });

  it('an empty file', async () => {
    const error = await catchError('DATASET_MALFORMED', async () => joinFerPlus(await openFive(), toBytes('')));
    expect(error.details).toMatchObject({ line: 1, expected: noVotes, received: '""' });
  });

  it.each(['', '-1', '+1', '1.5', '1e1', '3 4', '0x1', 'x1', '1x', '256'])('a number of votes as %j', async (cell) => {
    const file = withFirst(`${cell},0,0,1,3,2,0,0,0,0`);
    const error = await catchError('DATASET_MALFORMED', async () => joinFerPlus(await openFive(), file));
    const received = JSON.stringify(cell);
    expect(error.details).toMatchObject({ line: 2, column: 'neutral', expected: 'a number of votes', received });
  });

  it('but not one of as many votes as a byte holds', async () => {
    const joined = await joinFerPlus(await openFive(), withFirst('255,0,0,0,0,0,0,0,0,0'), { targets: 'hard' });
    expect(joined.label(0)).toBe('neutral');
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
