import { mkdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type DatasetProgress, EXPRESSIONS, openDataset } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { toNotes } from './support/createSamples';
import { encodePng } from './support/encodePng';
import { useTemporaryFolder } from './support/temporaryFolder';

const folder = useTemporaryFolder();
const small = { width: 2, height: 2 };

const flat = (value: number, side = 2): Uint8Array =>
  encodePng({ pixels: new Uint8Array(side * side).fill(value), width: side, height: side });

const write = (files: Readonly<Record<string, Uint8Array>>): Promise<string> => folder.write('faces', files);

/** A File as a browser gives it for `<input webkitdirectory>`. */
function pickedFile(path: string, bytes: Uint8Array): File {
  const file = new File([new Uint8Array(bytes)], path.split('/').at(-1)!);
  return Object.defineProperty(file, 'webkitRelativePath', { value: path });
}

describe('a folder of images', () => {
  it("is read in msambare's layout: split/label/file", async () => {
    const source = await write({
      'train/angry/a.png': flat(1),
      'train/happy/10.png': flat(3),
      'train/happy/1.PNG': flat(2),
      'test/neutral/z.jpg': flat(4),
      'test/angry/y.jpeg': flat(5),
      'train/.DS_Store': new Uint8Array(3),
      'readme.txt': new Uint8Array(3),
    });
    const dataset = await openDataset(source, small);
    expect(dataset).toMatchObject({ name: 'faces', labels: ['angry', 'happy', 'neutral'] });
    expect(toNotes(dataset)).toEqual([
      ['angry', 'train', 1],
      ['happy', 'train', 2],
      ['happy', 'train', 3],
      ['angry', 'test', 5],
      ['neutral', 'test', 4],
    ]);
  });

  it.each(['validation', 'val', 'valid', 'Validation'])('knows validation data under the name %s', async (name) => {
    const source = await write({ [`${name}/sad/a.png`]: flat(1), 'Training/sad/b.png': flat(2) });
    expect(toNotes(await openDataset(source, small))).toEqual([
      ['sad', 'train', 2],
      ['sad', 'validation', 1],
    ]);
  });

  it('is all training data without folders for splits', async () => {
    const source = await write({ 'happy/a.png': flat(1), 'sad/b.png': flat(2) });
    expect((await openDataset(source, small)).selectSplit('train').size).toBe(2);
  });

  it("takes other words for FER2013's labels, in its order", async () => {
    const words = ['Anger', 'DISGUSTED', 'fearful', 'happiness', 'Sadness', 'surprised', 'Neutral'];
    const source = await write(Object.fromEntries(words.map((word, k) => [`${word}/x.png`, flat(k)])));
    const dataset = await openDataset(source, small);
    expect(dataset.labels).toEqual(EXPRESSIONS);
    expect([...dataset.labelIndices].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(dataset.label([...dataset.pixels].indexOf(3) / 4)).toBe('happy');
  });

  it('translates each label by itself, and takes others as they are, behind the expressions', async () => {
    const source = await write({ 'anger/a.png': flat(1), 'Contempt/b.png': flat(2), 'Bored/c.png': flat(3) });
    expect((await openDataset(source, small)).labels).toEqual(['angry', 'contempt', 'Bored']);
  });

  it('reads the wanted labels only, in their order', async () => {
    const source = await write({ 'Sadness/a.png': flat(1), 'happy/b.png': flat(2), 'fear/c.png': flat(3) });
    const dataset = await openDataset(source, { ...small, labels: ['sad', 'happy'] });
    expect(dataset.labels).toEqual(['sad', 'happy']);
    expect(dataset.labelCounts).toEqual([1, 1]);
    await catchError('OPTION_INVALID', () => openDataset(source, { ...small, labels: ['calm'] }));
  });

  it('resizes images, to 48 x 48 by default', async () => {
    const source = await write({ 'happy/a.png': flat(9, 31), 'happy/b.png': flat(8, 64) });
    const dataset = await openDataset(source);
    expect([dataset.width, dataset.height, dataset.pixels.length]).toEqual([48, 48, 2 * 48 * 48]);
    expect(new Set(dataset.image(0).pixels)).toEqual(new Set([9]));
    expect(new Set(dataset.image(1).pixels)).toEqual(new Set([8]));
  });

  it('names an image that cannot be read, or skips and counts it', async () => {
    const source = await write({
      'happy/a.png': flat(1),
      'happy/b.png': flat(2).subarray(0, 50),
      'happy/c.png': new Uint8Array(0),
      'happy/d.png': flat(4),
    });
    const error = await catchError('DATASET_MALFORMED', () => openDataset(source, small));
    expect(error.details).toMatchObject({
      source: 'happy/b.png',
      expected: 'a whole PNG, JPEG, WebP, GIF or BMP file',
    });
    const dataset = await openDataset(source, { ...small, onBadRow: 'skip' });
    expect(toNotes(dataset).map(([, , pixel]) => pixel)).toEqual([1, 4]);
    expect(dataset.skipped.count).toBe(2);
    expect(dataset.skipped.kinds).toEqual({ malformed: 2 });
    expect(dataset.skipped.items.map(({ source, reason }) => [source, reason.slice(0, 26)])).toEqual([
      ['happy/b.png', 'Cannot read "happy/b.png":'],
      ['happy/c.png', 'Cannot read "happy/c.png":'],
    ]);
  });

  it('says which layout is expected', async () => {
    const loose = await write({ 'a.png': flat(1) });
    const error = await catchError('DATASET_MALFORMED', () => openDataset(loose, small));
    expect(error.details.expected).toBe('images at "label/file" or "split/label/file"');
    await mkdir(folder.path('empty'));
    const empty = await catchError('DATASET_MALFORMED', () => openDataset(folder.path('empty'), small));
    expect(empty.details.received).toBe('no files');
    const wrong = await catchError('DATASET_MALFORMED', () => openDataset(loose, { ...small, format: 'fer2013-csv' }));
    expect(wrong.details.expected).toContain('a FER2013 CSV file');
  });

  it('tells how far it is', async () => {
    const source = await write({ 'happy/a.png': flat(1), 'sad/b.png': flat(2) });
    const told: DatasetProgress[] = [];
    await openDataset(source, { ...small, onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toEqual({ bytes: 2 * flat(1).length, rows: 2, totalRows: 2 });
  });
});

describe('a folder for each split', () => {
  it('is one dataset, where the labels are the same', async () => {
    await write({ 'a/happy/1.png': flat(1), 'a/sad/2.png': flat(2), 'b/happy/3.png': flat(3), 'b/sad/4.png': flat(4) });
    const parts = { train: folder.path('faces', 'a'), test: folder.path('faces', 'b') };
    expect(toNotes(await openDataset(parts, small))).toEqual([
      ['happy', 'train', 1],
      ['sad', 'train', 2],
      ['happy', 'test', 3],
      ['sad', 'test', 4],
    ]);
  });

  it('says what to do where the labels differ', async () => {
    await write({ 'a/happy/1.png': flat(1), 'a/sad/2.png': flat(2), 'b/happy/3.png': flat(3) });
    const parts = { train: folder.path('faces', 'a'), test: folder.path('faces', 'b') };
    const error = await catchError('OPTION_INVALID', () => openDataset(parts, small));
    expect(error.message).toContain('Name the labels to read in the option "labels".');
    expect((await openDataset(parts, { ...small, labels: ['happy', 'sad'] })).size).toBe(3);
  });
});

describe('what is no source', () => {
  it('is refused', async () => {
    for (const nothing of [undefined, null, 7, {}, { train: undefined }]) {
      await catchError('OPTION_INVALID', () => openDataset(nothing as unknown as string, small));
    }
    await catchError('SOURCE_UNREADABLE', () => openDataset(folder.path('missing.csv')));
    for (const [source, words] of [
      [{ trian: 'a.csv' }, 'Did you mean "source.train"?'],
      [{ train: 'a.csv', val: 'b.csv' }, 'source.validation'],
      [{ images: 'a.npy', label: 'b.npy' }, 'Did you mean "source.labels"?'],
      [{ path: 'a.csv' }, 'source.train'],
    ] as [object, string][]) {
      const error = await catchError('OPTION_INVALID', () => openDataset(source as unknown as string));
      expect(error.message).toContain(words);
    }
    for (const options of [null, 'x', 4, [], { lables: 'auto' }]) {
      await catchError('OPTION_INVALID', () => openDataset('a.csv', options as object));
    }
    for (const wrong of [
      { format: 'tsv' },
      { width: 0 },
      { onBadRow: 'ignore' },
      { unlabeled: 'keep' },
      { labels: [] },
      { labels: 'happy' },
      { labels: [1, 2] },
      { labels: ['happy', undefined] },
      { unlabeled: {} },
      { unlabeled: { label: 4 } },
      { unlabeled: { label: 'happy', split: 'test' } },
      { width: '48' },
      { height: Number.NaN },
      { onProgress: true },
      { name: 7 },
      { signal: true },
    ]) {
      await catchError('OPTION_INVALID', () => openDataset(new Uint8Array(1), wrong as { width: number }));
    }
  });
});

describe('files that a browser picked', () => {
  const files = [
    pickedFile('my faces/test/sad/2.png', flat(2)),
    pickedFile('my faces/train/happy/1.png', flat(1)),
    pickedFile('my faces/train/happy/.hidden.png', flat(9)),
  ];

  it('are read by their relative paths', async () => {
    const dataset = await openDataset(files, small);
    expect(dataset.name).toBe('my faces');
    expect(toNotes(dataset)).toEqual([
      ['happy', 'train', 1],
      ['sad', 'test', 2],
    ]);
  });

  it('may be a FileList', async () => {
    const list = Object.assign(
      Object.create({ item: (k: number) => files[k] }) as object,
      Object.fromEntries(files.entries()),
      {
        length: 3,
      },
    );
    expect((await openDataset(list as unknown as File[], small)).size).toBe(2);
  });

  it('may be one CSV file', async () => {
    const file = new File(['emotion,pixels\n3,1 2 3 4\n'], 'some.csv');
    expect((await openDataset([file], small)).label(0)).toBe('happy');
  });
});
