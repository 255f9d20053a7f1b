import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EXPRESSIONS, openDataset } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { flat, kinds, small, told, useFacesFolder } from './support/facesFolder';

const folder = useFacesFolder();

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
    const dataset = await folder.open({ ...images, [name]: text });
    expect(told(dataset)).toEqual(expected);
    expect(dataset.labels).toEqual(['happy', 'sad']);
    expect(kinds(dataset)).toEqual({});
    expect(dataset.sources).toEqual(['images/a.png', 'images/b.png', 'images/c.png']);
  });

  it('is read packed, and when the list itself is opened', async () => {
    const source = await folder.write({
      ...images,
      'labels.csv.gz': gzipSync('path,label\nimages/a.png,happy\nimages/b.png,sad\nimages/c.png,happy\n'),
    });
    expect(told(await openDataset(source, small))).toEqual(expected);
    const dataset = await openDataset(folder.path('labels.csv.gz'), small);
    expect(told(dataset)).toEqual(expected);
    expect(dataset.name).toBe('labels');
    await folder.write({ 'lists/other.csv': 'path,label\na.png,sad\n' });
    expect(told(await openDataset(folder.path('lists', 'other.csv'), small))).toEqual(['1 sad train']);
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

  it('tells splits and people by a column', async () => {
    const column = await folder.open({
      ...images,
      'labels.csv':
        'path,label,Usage,subject\na.png,happy,Training,s1\nb.png,sad,PublicTest,s2\nc.png,happy,PrivateTest,s2\n',
    });
    expect(told(column)).toEqual(['1 happy train', '2 sad validation', '3 happy test']);
    expect(column.groups).toEqual(['s1', 's2', 's2']);
  });

  it('tells splits by folders', async () => {
    const files = { 'train/a.png': 1, 'valid/a.png': 2, 'test/a.png': 3 };
    const dataset = await folder.open({
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
    expect(told(await folder.open({ ...files, ...lists }))).toEqual([
      '1 happy train',
      '2 sad validation',
      '3 happy test',
    ]);
  });

  it('counts and lists files that are missing, that it lacks, that are repeated, of other formats, and without a label', async () => {
    const dataset = await folder.open({
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
    const all = await folder.open(list);
    expect(all.labels).toEqual(['angry', 'contempt', 'bored']);
    const wanted = await folder.open(list, { labels: EXPRESSIONS });
    expect(told(wanted)).toEqual(['1 angry train']);
    expect(kinds(wanted)).toEqual({ 'other-label': 2 });
    expect((await folder.open(list, { labels: ['Anger', 'angry', 'Contempt'] })).label(0)).toBe('Anger');
  });

  it('of numbers needs their names', async () => {
    const list = { ...images, 'labels.csv': 'path,label\na.png,1\nb.png,2\nc.png,3\n' };
    const error = await catchError('OPTION_INVALID', () => folder.open(list));
    expect(error.details).toMatchObject({ option: 'labels' });
    expect(error.message).toContain('1 to 3');
    const named = await folder.open(list, { labels: ['sad', 'happy', 'calm'] });
    expect(told(named)).toEqual(['1 sad train', '2 happy train', '3 calm train']);
    expect(named.numbering).toContain('1 sad, 2 happy, 3 calm');
    const bad = await catchError('DATASET_MALFORMED', () => folder.open(list, { labels: ['sad', 'happy'] }));
    expect(bad.details).toMatchObject({ source: 'labels.csv', line: 3, column: 'label', received: '"2"' });
    const skipped = await folder.open(list, { labels: ['sad', 'happy'], onBadRow: 'skip' });
    expect([told(skipped), kinds(skipped)]).toEqual([['1 happy train'], { malformed: 2 }]);
  });

  it('without labels is refused, left out, or gets one label', async () => {
    const list = { 'images/a.png': 1, 'images/b.png': 2, 'list.txt': 'path\nimages/a.png\nimages/b.png\n' };
    const error = await catchError('DATASET_MALFORMED', () => folder.open(list));
    expect(error.message).toContain('"unlabeled"');
    expect(told(await folder.open(list, { unlabeled: { label: 'neutral' } }))).toEqual([
      '1 neutral train',
      '2 neutral train',
    ]);
    await catchError('DATASET_EMPTY', () => folder.open(list, { unlabeled: 'skip' }));
  });

  it('is told where it breaks its form', async () => {
    const conflict = { ...images, 'labels.csv': 'path,label\na.png,happy\nb.png,sad\na.png,sad\n' };
    expect((await catchError('DATASET_MALFORMED', () => folder.open(conflict))).details).toMatchObject({
      line: 4,
      received: 'sad',
    });
    const several = { 'x/a.png': 1, 'y/a.png': 2, 'y/b.png': 3, 'labels.csv': 'path,label\na.png,happy\nb.png,sad\n' };
    await catchError('DATASET_MALFORMED', () => folder.open(several, { labelFile: 'labels.csv' }));
  });

  it('is told with a split that is none', async () => {
    const list = {
      ...images,
      'labels.csv': 'path,label,split\na.png,happy,train\nb.png,sad,holdout\nc.png,sad,test\n',
    };
    expect((await catchError('DATASET_MALFORMED', () => folder.open(list))).details).toMatchObject({
      line: 3,
      received: '"holdout"',
    });
  });

  it('may be in UTF-16 with a byte order mark, as spreadsheets save it', async () => {
    const text = Buffer.from('\ufeffpath\tlabel\r\na.png\thappy\r\nb.png\tsad\r\n', 'utf16le');
    for (const bytes of [text, Buffer.from(text).swap16()]) {
      const dataset = await folder.open({ 'images/a.png': 1, 'images/b.png': 2, 'labels.txt': Uint8Array.from(bytes) });
      expect(told(dataset)).toEqual(['1 happy train', '2 sad train']);
    }
  });

  it.each(['NaN', 'null', 'N/A'])('has no label where the table has a missing value: %s', async (word) => {
    const dataset = await folder.open({
      'a.png': 1,
      'b.png': 2,
      'labels.csv': `path,label\na.png,happy\nb.png,${word}\n`,
    });
    expect([dataset.labels, kinds(dataset)]).toEqual([['happy'], { unlabeled: 1 }]);
  });

  it('of files that are not there is refused', async () => {
    const list = { 'images/a.png': 1, 'labels.csv': 'path,label\nx.png,happy\ny.png,sad\n' };
    const error = await catchError('DATASET_MALFORMED', () => folder.open(list, { labelFile: 'labels.csv' }));
    expect(error.details.received).toContain('none of the 2 files');
  });
});
