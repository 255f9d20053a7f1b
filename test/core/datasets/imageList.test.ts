import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Dataset, EXPRESSIONS, openDataset, type OpenDatasetOptions } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { encodePng } from './support/encodePng';
import { useTemporaryFolder } from './support/temporaryFolder';

const folder = useTemporaryFolder();
const small = { width: 2, height: 2 };

/** An image of one grey value, by which it can be told. */
const flat = (value: number): Uint8Array => encodePng({ pixels: new Uint8Array(4).fill(value), width: 2, height: 2 });

type Files = Readonly<Record<string, string | number | Uint8Array>>;

async function write(files: Files): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(folder.path('faces', path)), { recursive: true });
    await writeFile(folder.path('faces', path), typeof content === 'number' ? flat(content) : content);
  }
  return folder.path('faces');
}

async function open(files: Files, options: OpenDatasetOptions = {}): Promise<Dataset> {
  return openDataset(await write(files), { ...small, ...options });
}

/** The samples, sorted by their pixels: `1 happy train`. */
const told = (dataset: Dataset): string[] =>
  Array.from({ length: dataset.size }, (_, k) =>
    [dataset.image(k).pixels[0]!, dataset.label(k), dataset.splitOf(k)].join(' '),
  ).sort();

const kinds = ({ skipped }: Dataset): object => skipped.kinds;

describe('a list of paths and labels', () => {
  const images = { 'images/a.png': 1, 'images/b.png': 2, 'images/c.png': 3 };
  const expected = ['1 happy train', '2 sad train', '3 happy train'];

  it.each<readonly [string, string, string]>([
    ['with a header', 'labels.csv', 'path,label\nimages/a.png,happy\nimages/b.png,Sadness\nimages/c.png,HAPPINESS\n'],
    ['without a header', 'labels.csv', 'images/a.png,happy\nimages/b.png,sad\nimages/c.png,happy'],
    ['of names without folders', 'labels.csv', 'filename,emotion\na.png,happy\nb.png,sad\nc.png,happy\n'],
    ['of names without extensions', 'labels.csv', 'image,expression\na,happy\nb,sad\nc,happy\n'],
    [
      'with backslashes',
      'labels.csv',
      'img;class\r\nimages\\a.png;happy\r\n.\\images\\b.png;sad\r\nimages\\c.png;happy\r\n',
    ],
    ['with tabs', 'labels.tsv', 'label\tfile\nhappy\timages/a.png\nsad\timages/b.png\nhappy\timages/c.png\n'],
    ['with blanks', 'list.txt', 'images/a.png happy\nimages/b.png sad\nimages/c.png happy\n'],
    [
      'with quotes and other columns',
      'labels.csv',
      ',pth,label,relFCs\n0,"images/a.png","happy",0.8\n1,images/b.png,sad,0.5\n2,images/c.png,happy,1\n',
    ],
    [
      'relative to its own folder',
      'lists/labels.csv',
      'path,label\n../images/a.png,happy\n../images/b.png,sad\n../images/c.png,happy\n',
    ],
    ['below the folder of images', 'images/labels.csv', 'path,label\na.png,happy\nb.png,sad\nc.png,happy\n'],
    [
      'with paths of another computer',
      'labels.csv',
      'path,label\n/home/me/faces/images/a.png,happy\n/home/me/faces/images/b.png,sad\n/home/me/faces/images/c.png,happy\n',
    ],
    [
      'with a drive',
      'labels.csv',
      'path,label\nC:\\data\\images\\a.png,happy\nC:\\data\\images\\b.png,sad\nC:\\data\\images\\c.png,happy\n',
    ],
    [
      'with a byte order mark and carriage returns',
      'labels.csv',
      '\ufeffpath,label\rimages/a.png,happy\rimages/b.png,sad\rimages/c.png,happy',
    ],
    ['in capitals', 'LABELS.CSV', 'PATH,LABEL\nImages/A.PNG,Happy\nimages/b.png,sad\nimages/c.png,happy\n'],
  ])('is read %s', async (_, name, text) => {
    const dataset = await open({ ...images, [name]: text });
    expect(told(dataset)).toEqual(expected);
    expect(dataset.labels).toEqual(['happy', 'sad']);
    expect(kinds(dataset)).toEqual({});
    expect(dataset.sources).toEqual(['images/a.png', 'images/b.png', 'images/c.png']);
  });

  it('is read packed, and when the list itself is opened', async () => {
    const source = await write({
      ...images,
      'labels.csv.gz': gzipSync('path,label\nimages/a.png,happy\nimages/b.png,sad\nimages/c.png,happy\n'),
    });
    expect(told(await openDataset(source, small))).toEqual(expected);
    const dataset = await openDataset(folder.path('faces', 'labels.csv.gz'), small);
    expect(told(dataset)).toEqual(expected);
    expect(dataset.name).toBe('labels');
    await write({ 'lists/other.csv': 'path,label\na.png,sad\n' });
    expect(told(await openDataset(folder.path('faces', 'lists', 'other.csv'), small))).toEqual(['1 sad train']);
  });

  it('is read from files that a browser picked', async () => {
    const picked = (path: string, content: Uint8Array | string): File =>
      Object.defineProperty(new File([content as BlobPart], path.split('/').at(-1)!), 'webkitRelativePath', {
        value: `my faces/${path}`,
      });
    const files = [
      picked('labels.csv', 'path,label\nimages/a.png,happy\nimages/b.png,sad\n'),
      picked('images/a.png', flat(1)),
      picked('images/b.png', flat(2)),
    ];
    const dataset = await openDataset(files, small);
    expect([dataset.name, ...told(dataset)]).toEqual(['my faces', '1 happy train', '2 sad train']);
    expect((await openDataset(files, { ...small, labelFile: 'labels.csv' })).size).toBe(2);
  });

  it('tells splits by a column, by folders, by the names of several lists, and people by a column', async () => {
    const column = await open({
      ...images,
      'labels.csv':
        'path,label,Usage,subject\na.png,happy,Training,s1\nb.png,sad,PublicTest,s2\nc.png,happy,PrivateTest,s2\n',
    });
    expect(told(column)).toEqual(['1 happy train', '2 sad validation', '3 happy test']);
    expect(column.groups).toEqual(['s1', 's2', 's2']);
  });

  it('tells splits by folders', async () => {
    const files = { 'train/a.png': 1, 'valid/a.png': 2, 'test/a.png': 3 };
    const dataset = await open({
      ...files,
      'labels.csv': 'path,label\ntrain/a.png,happy\nvalid/a.png,sad\ntest/a.png,happy\n',
    });
    expect(told(dataset)).toEqual(['1 happy train', '2 sad validation', '3 happy test']);
  });

  it('tells splits by the names of several lists', async () => {
    const header = 'image,label\n';
    const files = { 'train/a.png': 1, 'val/a.png': 2, 'test/a.png': 3 };
    const lists = {
      'train_labels.csv': `${header}a.png,happy\n`,
      'val_labels.csv': `${header}a.png,sad\n`,
      'test_labels.csv': `${header}a.png,happy\n`,
    };
    expect(told(await open({ ...files, ...lists }))).toEqual(['1 happy train', '2 sad validation', '3 happy test']);
  });

  it('counts and lists files that are missing, that it lacks, that are repeated, of other formats, and without a label', async () => {
    const dataset = await open({
      ...images,
      'images/extra.png': 9,
      'images/x.bmp': new Uint8Array(9),
      'labels.csv':
        'path,label\nimages/a.png,happy\nimages/a.png,happy\nimages/b.png,sad\nimages/gone.png,sad\nimages/x.bmp,sad\nimages/c.png,\n',
    });
    expect(told(dataset)).toEqual(['1 happy train', '2 sad train']);
    expect(kinds(dataset)).toEqual({ unreadable: 1, duplicate: 1, bmp: 1, unlabeled: 2 });
    expect(dataset.skipped.items.map(({ source }) => source).sort()).toEqual([
      'images/a.png',
      'images/c.png',
      'images/extra.png',
      'images/gone.png',
      'images/x.bmp',
    ]);
    expect(dataset.skipped.items.find(({ kind }) => kind === 'unreadable')!.reason).toContain('line 5');
  });

  it('translates each label by itself, and leaves out others than the wanted ones', async () => {
    const list = { ...images, 'labels.csv': 'path,label\na.png,Anger\nb.png,Contempt\nc.png,bored\n' };
    const all = await open(list);
    expect(all.labels).toEqual(['angry', 'contempt', 'bored']);
    const wanted = await open(list, { labels: EXPRESSIONS });
    expect(told(wanted)).toEqual(['1 angry train']);
    expect(kinds(wanted)).toEqual({ 'other-label': 2 });
    expect((await open(list, { labels: ['Anger', 'angry', 'Contempt'] })).label(0)).toBe('Anger');
  });

  it('of numbers needs their names', async () => {
    const list = { ...images, 'labels.csv': 'path,label\na.png,1\nb.png,2\nc.png,3\n' };
    const error = await catchError('OPTION_INVALID', () => open(list));
    expect(error.details).toMatchObject({ option: 'labels' });
    expect(error.message).toContain('1 to 3');
    const named = await open(list, { labels: ['sad', 'happy', 'calm'] });
    expect(told(named)).toEqual(['1 sad train', '2 happy train', '3 calm train']);
    expect(named.numbering).toContain('1 sad, 2 happy, 3 calm');
    const bad = await catchError('DATASET_MALFORMED', () => open(list, { labels: ['sad', 'happy'] }));
    expect(bad.details).toMatchObject({ source: 'labels.csv', line: 3, column: 'label', received: '"2"' });
    const skipped = await open(list, { labels: ['sad', 'happy'], onBadRow: 'skip' });
    expect([told(skipped), kinds(skipped)]).toEqual([['1 happy train'], { malformed: 2 }]);
  });

  it('without labels is refused, left out, or gets one label', async () => {
    const list = { 'images/a.png': 1, 'images/b.png': 2, 'list.txt': 'path\nimages/a.png\nimages/b.png\n' };
    const error = await catchError('DATASET_MALFORMED', () => open(list));
    expect(error.message).toContain('"unlabeled"');
    expect(told(await open(list, { unlabeled: { label: 'neutral' } }))).toEqual(['1 neutral train', '2 neutral train']);
    await catchError('DATASET_EMPTY', () => open(list, { unlabeled: 'skip' }));
  });

  it('is told where it breaks its form', async () => {
    const conflict = { ...images, 'labels.csv': 'path,label\na.png,happy\nb.png,sad\na.png,sad\n' };
    expect((await catchError('DATASET_MALFORMED', () => open(conflict))).details).toMatchObject({
      line: 4,
      received: 'sad',
    });
    const several = { 'x/a.png': 1, 'y/a.png': 2, 'y/b.png': 3, 'labels.csv': 'path,label\na.png,happy\nb.png,sad\n' };
    await catchError('DATASET_MALFORMED', () => open(several, { labelFile: 'labels.csv' }));
  });

  it('is told with a split that is none', async () => {
    const list = {
      ...images,
      'labels.csv': 'path,label,split\na.png,happy,train\nb.png,sad,holdout\nc.png,sad,test\n',
    };
    expect((await catchError('DATASET_MALFORMED', () => open(list))).details).toMatchObject({
      line: 3,
      received: '"holdout"',
    });
  });

  it('may be in UTF-16 with a byte order mark, as spreadsheets save it', async () => {
    const text = Buffer.from('\ufeffpath\tlabel\r\na.png\thappy\r\nb.png\tsad\r\n', 'utf16le');
    for (const bytes of [text, Buffer.from(text).swap16()]) {
      const dataset = await open({ 'images/a.png': 1, 'images/b.png': 2, 'labels.txt': Uint8Array.from(bytes) });
      expect(told(dataset)).toEqual(['1 happy train', '2 sad train']);
    }
  });

  it.each(['NaN', 'null', 'N/A'])('has no label where the table has a missing value: %s', async (word) => {
    const dataset = await open({ 'a.png': 1, 'b.png': 2, 'labels.csv': `path,label\na.png,happy\nb.png,${word}\n` });
    expect([dataset.labels, kinds(dataset)]).toEqual([['happy'], { unlabeled: 1 }]);
  });

  it('of files that are not there is refused', async () => {
    const list = { 'images/a.png': 1, 'labels.csv': 'path,label\nx.png,happy\ny.png,sad\n' };
    const error = await catchError('DATASET_MALFORMED', () => open(list, { labelFile: 'labels.csv' }));
    expect(error.details.received).toContain('none of the 2 files');
  });
});

describe('the file with the labels', () => {
  const images = { 'images/a.png': 1, 'images/b.png': 2 };
  const list = (label: string): string => `path,label\na.png,${label}\nb.png,${label}\n`;

  it('is named where there are several', async () => {
    const files = { ...images, 'first.csv': list('happy'), 'second.csv': list('sad'), 'notes.txt': 'Some notes.' };
    const error = await catchError('OPTION_INVALID', () => open(files));
    expect(error.details).toMatchObject({ option: 'labelFile', received: '2 files: first.csv, second.csv' });
    expect((await open(files, { labelFile: 'second.csv' })).labels).toEqual(['sad']);
    expect((await open(files, { labelFile: './first.csv' })).labels).toEqual(['happy']);
    // As shells complete it.
    expect((await open(files, { labelFile: folder.path('faces', 'second.csv') })).labels).toEqual(['sad']);
    const wrong = await catchError('OPTION_INVALID', () => open(files, { labelFile: 'secnd.csv' }));
    expect(wrong.message).toContain('Did you mean "second.csv"?');
  });

  it('must be a list in the folder', async () => {
    const files = { ...images, 'notes.txt': 'Some notes.', 'labels.csv': list('sad') };
    await catchError('DATASET_MALFORMED', () => open(files, { labelFile: 'notes.txt' }));
    const file = folder.path('faces', 'labels.csv');
    const error = await catchError('OPTION_INVALID', () => openDataset(file, { ...small, labelFile: 'labels.csv' }));
    expect(error.details.option).toBe('labelFile');
  });

  it('must be there for the format image-list', async () => {
    const error = await catchError('OPTION_INVALID', () =>
      open({ ...images, 'readme.txt': 'x' }, { format: 'image-list' }),
    );
    expect(error.details).toMatchObject({ option: 'labelFile', received: 'readme.txt' });
  });

  it('contradicts folders that are named after labels, which is told', async () => {
    const files = {
      'happy/a.png': 1,
      'sad/b.png': 2,
      'labels.csv': 'path,label\nhappy/a.png,happy\nsad/b.png,happy\nsad/c.png,sad\n',
    };
    const error = await catchError('OPTION_INVALID', () => open(files));
    expect(error.details).toMatchObject({ option: 'format' });
    expect(error.message).toContain('sad/b.png');
    expect(told(await open(files, { format: 'image-list' }))).toEqual(['1 happy train', '2 happy train']);
    expect(told(await open(files, { format: 'image-folder' }))).toEqual(['1 happy train', '2 sad train']);
    const same = {
      'happy/a.png': 1,
      'sad/b.png': 2,
      'labels.csv': 'path,label\nhappy/a.png,happiness\nsad/b.png,sad\n',
    };
    expect(told(await open(same))).toEqual(['1 happy train', '2 sad train']);
  });
});

describe('the list of a known data set', () => {
  it('is read: legend.csv of facial_expressions', async () => {
    const dataset = await open({
      'data/legend.csv':
        'user.id,image,emotion\n628,facial-expressions_1k.jpg,anger\n628,facial-expressions_2k.jpg,HAPPINESS\n12,Some_Name_0001.jpg,contempt\n',
      'images/facial-expressions_1k.jpg': 1,
      'images/facial-expressions_2k.jpg': 2,
      'images/Some_Name_0001.jpg': 3,
    });
    expect(told(dataset)).toEqual(['1 angry train', '2 happy train', '3 contempt train']);
  });

  it("is read: RAF-DB's list_patition_label.txt, with aligned crops before photos", async () => {
    const labels = [1, 2, 3, 4, 5, 6, 7];
    const name = (k: number): string => `${k < 5 ? 'train' : 'test'}_0000${k}`;
    const files = Object.fromEntries(labels.map((k) => [`Image/aligned/${name(k)}_aligned.jpg`, k]));
    const notes = Object.fromEntries(
      Array.from({ length: 30 }, (_, k) => [`Annotation/boundingbox/train_${10000 + k}_boundingbox.txt`, '1 2 3 4']),
    );
    const list = `${labels.map((k) => `${name(k)}.jpg ${k}`).join('\n')}\n`;
    const dataset = await open({
      ...files,
      ...notes,
      'EmoLabel/list_patition_label.txt': list,
      'Image/original/train_00001.jpg': 99,
    });
    expect(told(dataset)).toEqual([
      '1 surprise train',
      '2 fear train',
      '3 disgust train',
      '4 happy train',
      '5 sad test',
      '6 angry test',
      '7 neutral test',
    ]);
    expect(dataset.labels).toEqual(EXPRESSIONS);
    expect(dataset.numbering).toBe('RAF-DB: 1 surprise, 2 fear, 3 disgust, 4 happy, 5 sad, 6 angry, 7 neutral');
    expect(dataset.skipped.items).toEqual([
      expect.objectContaining({ kind: 'duplicate', source: 'Image/original/train_00001.jpg' }),
    ]);
    const words = await open({}, { labels: ['Happiness', 'Sadness'] });
    expect(words.labelCounts).toEqual([1, 1]);
  });

  it('is read: RAF-DB on Kaggle, folders by number with a list for each split', async () => {
    const dataset = await open({
      'DATASET/train/5/train_00001_aligned.jpg': 1,
      'DATASET/train/4/train_00002_aligned.jpg': 2,
      'DATASET/test/1/test_0001_aligned.jpg': 3,
      'train_labels.csv': 'image,label\ntrain_00001_aligned.jpg,5\ntrain_00002_aligned.jpg,4\n',
      'test_labels.csv': 'image,label\ntest_0001_aligned.jpg,1\n',
    });
    expect(told(dataset)).toEqual(['1 sad train', '2 happy train', '3 surprise test']);
  });

  const ferPlus = {
    'FER2013Train/label.csv':
      'fer0000001.png,"(0, 0, 2, 2)",0,8,0,2,0,0,0,0,0,0\nfer0000002.png,"(0, 0, 2, 2)",0,0,0,0,0,0,0,0,1,9\n',
    'FER2013Valid/label.csv': 'fer0000003.png,"(0, 0, 2, 2)",0,0,0,0,1,0,0,6,3,0\n',
    'FER2013Test/label.csv': 'fer0000004.png,"(0, 0, 2, 2)",5,0,0,5,0,0,0,0,0,0\n',
    'FER2013Train/fer0000001.png': 1,
    'FER2013Train/fer0000002.png': 2,
    'FER2013Valid/fer0000003.png': 3,
    'FER2013Test/fer0000004.png': 4,
  };

  it("is read: FER+'s folders with votes", async () => {
    const dataset = await open(ferPlus);
    expect(told(dataset)).toEqual(['1 happy train', '3 contempt validation', '4 sad test']);
    expect(dataset.labels).toEqual([...EXPRESSIONS, 'contempt']);
    expect(Array.from(dataset.softLabels!.subarray(0, 8), (share) => Math.round(100 * share))).toEqual([
      0, 0, 0, 80, 20, 0, 0, 0,
    ]);
    expect(kinds(dataset)).toEqual({ 'no-face': 1 });
    const hard = await open(ferPlus, { votes: 'hard', labels: EXPRESSIONS });
    expect([hard.softLabels, told(hard), kinds(hard)]).toEqual([
      undefined,
      ['1 happy train', '4 sad test'],
      { 'no-face': 1, 'other-label': 1 },
    ]);
    const part = await openDataset(folder.path('faces', 'FER2013Train'), small);
    expect(told(part)).toEqual(['1 happy train']);
  });

  it('is read: columns of one label each', async () => {
    const dataset = await open({
      'train/_classes.csv': 'filename, anger, happiness, neutral\na.jpg, 0, 1, 0\n',
      'valid/_classes.csv': 'filename, anger, happiness, neutral\nb.jpg, 1, 0, 0\n',
      'train/a.jpg': 1,
      'valid/b.jpg': 2,
    });
    expect(told(dataset)).toEqual(['1 happy train', '2 angry validation']);
  });

  it('is read: columns of two labels', async () => {
    const dataset = await open({ 'votes.csv': 'file,happy,sad\na.png,0,1\nb.png,3,1\n', 'a.png': 1, 'b.png': 2 });
    expect(told(dataset)).toEqual(['1 sad train', '2 happy train']);
  });

  it("is read: AffectNet's lists, with boxes of faces, and without what has no expression", async () => {
    const header =
      'subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal';
    const row = (path: string, expression: number, box = '0,0,2,2'): string =>
      `${path},${box},1.5;2.5;3;4,${expression},-0.1,0.2`;
    const framed = encodePng({
      pixels: Uint8Array.from({ length: 16 }, (_, k) => (k % 4 >= 2 && k >= 8 ? 7 : 200)),
      width: 4,
      height: 4,
    });
    const dataset = await open({
      'Manually_Annotated_file_lists/training.csv': [
        header,
        row('689/a.jpg', 1),
        row('689/b.jpg', 10),
        row('12/a.jpg', 8),
        row('12/c.jpg', 7, '2,2,2,2'),
        row('12/d.jpg', 9),
      ].join('\n'),
      'Manually_Annotated_file_lists/validation.csv': [header, row('12/e.jpg', 0)].join('\n'),
      'Manually_Annotated_Images/689/a.jpg': 1,
      'Manually_Annotated_Images/689/b.jpg': 2,
      'Manually_Annotated_Images/12/a.jpg': 3,
      'Manually_Annotated_Images/12/c.jpg': framed,
      'Manually_Annotated_Images/12/d.jpg': 5,
      'Manually_Annotated_Images/12/e.jpg': 6,
    });
    expect(told(dataset)).toEqual(['1 happy train', '6 neutral validation', '7 contempt train']);
    expect([...dataset.image([...dataset.labelIndices].indexOf(7)).pixels]).toEqual([7, 7, 7, 7]);
    expect(kinds(dataset)).toEqual({ unlabeled: 2, 'no-face': 1 });
    expect(dataset.numbering).toContain('AffectNet: 0 neutral, 1 happy');
  });

  it("is read: ExpW's label.lst, several faces in an image", async () => {
    const pixels = Uint8Array.from({ length: 16 }, (_, k) => (k % 4 < 2 ? 1 : 2));
    const dataset = await open({
      'label.lst': 'angry_actor_104.jpg 0 0 0 2 2 40.1 3\nangry_actor_104.jpg 1 0 2 4 2 30.5 4\n',
      'image/angry_actor_104.jpg': encodePng({ pixels, width: 4, height: 4 }),
    });
    expect(told(dataset)).toEqual(['1 happy train', '2 sad train']);
  });
});
