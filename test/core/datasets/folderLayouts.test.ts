import { mkdir, rename, symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  type Dataset,
  describeSkipped,
  EXPRESSIONS,
  openDataset,
  type OpenDatasetOptions,
} from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { encodePng } from './support/encodePng';
import { useTemporaryFolder } from './support/temporaryFolder';

const folder = useTemporaryFolder();
const small = { width: 2, height: 2 };

let color = 0;
const png = (): Uint8Array => encodePng({ pixels: new Uint8Array(4).fill(++color % 256), width: 2, height: 2 });

/** Writes files; those without given bytes are images, each of another grey. */
const write = (paths: readonly string[], bytes: Readonly<Record<string, Uint8Array>> = {}): Promise<string> =>
  folder.write('faces', { ...Object.fromEntries(paths.map((path) => [path, png()])), ...bytes });

const open = (source: string, options: OpenDatasetOptions = {}): Promise<Dataset> =>
  openDataset(source, { ...small, ...options });

/** Label, split and group of each file. */
const factsOf = (dataset: Dataset): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: dataset.size }, (_, k) => {
      const { source, label, split, group } = dataset.sample(k);
      return [source!, [label, split, group ?? '-'].join(' ')];
    }),
  );

const gif = new TextEncoder().encode('GIF89a and more');
const bmp = new TextEncoder().encode('BM and more bytes');
const tiff = Uint8Array.of(0x49, 0x49, 0x2a, 0, 8, 0, 0, 0);
const heic = new TextEncoder().encode('\0\0\0\x18ftypheic\0\0\0\0');
const avif = new TextEncoder().encode('\0\0\0\x18ftypavif\0\0\0\0');

describe('levels of folders', () => {
  it.each([
    [
      'label/person',
      ['happy/s1/a.png', 'happy/s2/b.png', 'sad/s1/c.png', 'sad/s2/d.png'],
      'happy/s2/b.png',
      'happy train s2',
    ],
    ['person/label', ['s1/happy/a.png', 's1/sad/b.png', 's2/happy/c.png'], 's2/happy/c.png', 'happy train s2'],
    [
      'split/label/person',
      ['train/happy/ann/a.png', 'train/sad/bo/b.png', 'test/happy/ann/c.png'],
      'test/happy/ann/c.png',
      'happy test ann',
    ],
    [
      'split/person/label',
      ['train/ann/happy/a.png', 'train/bo/sad/b.png', 'test/cy/sad/c.png'],
      'test/cy/sad/c.png',
      'sad test cy',
    ],
    ['label/split', ['happy/train/a.png', 'happy/test/b.png', 'sad/train/c.png'], 'happy/test/b.png', 'happy test -'],
    [
      'label/person/session',
      ['happy/ann/1/a.png', 'sad/ann/2/b.png', 'sad/bo/1/c.png'],
      'sad/bo/1/c.png',
      'sad train bo',
    ],
    ['one person only', ['happy/s1/a.png', 'sad/s1/b.png'], 'sad/s1/b.png', 'sad train s1'],
    ['one label only', ['happy/s1/a.png', 'happy/s2/b.png'], 'happy/s2/b.png', 'happy train s2'],
    [
      'a folder around all',
      ['archive/train/happy/a.png', 'archive/test/sad/b.png'],
      'archive/test/sad/b.png',
      'sad test -',
    ],
    ['a folder without a meaning', ['happy/images/a.png', 'sad/images/b.png'], 'sad/images/b.png', 'sad train -'],
    [
      'own labels, numbered persons',
      ['calm/s1/a.png', 'bored/s2/b.png', 'calm/s2/c.png'],
      'bored/s2/b.png',
      'bored train s2',
    ],
    ['own labels of any language', ['glücklich/a.png', '怒り/b.png', 'грусть/c.png'], '怒り/b.png', '怒り train -'],
    [
      'own labels and deeper files',
      ['calm/a.png', 'calm/more/b.png', 'bored/c.png'],
      'calm/more/b.png',
      'calm train -',
    ],
    [
      'FERG: person/person_label',
      ['aia/aia_anger/aia_anger_1.png', 'aia/aia_joy/aia_joy_2.png', 'ray/ray_joy/ray_joy_3.png'],
      'aia/aia_joy/aia_joy_2.png',
      'happy train aia',
    ],
    [
      'FER+: FER2013Train',
      ['FER2013Train/happy/a.png', 'FER2013Valid/sad/b.png', 'FER2013Test/sad/c.png'],
      'FER2013Valid/sad/b.png',
      'sad validation -',
    ],
    ['train_set', ['train_set/happy/a.png', 'test_set/sad/b.png'], 'test_set/sad/b.png', 'sad test -'],
  ])('are read: %s', async (_, paths, path, expected) => {
    const facts = factsOf(await open(await write(paths)));
    expect(Object.keys(facts)).toHaveLength(paths.length);
    expect(facts[path]).toBe(expected);
  });

  it('are an error with both readings where there are two, and the option chooses', async () => {
    const source = await write(['calm/ann/a.png', 'calm/bo/b.png', 'bored/ann/c.png', 'bored/bo/d.png']);
    const error = await catchError('OPTION_INVALID', () => open(source));
    expect(error.details.option).toBe('layout');
    expect(error.message).toContain('"label/group" for the labels bored, calm');
    expect(error.message).toContain('"group/label" for the labels ann, bo');
    expect(factsOf(await open(source, { layout: 'label/group' }))['calm/bo/b.png']).toBe('calm train bo');
    expect(factsOf(await open(source, { layout: 'group/label' }))['calm/bo/b.png']).toBe('bo train calm');
    expect(factsOf(await open(source, { layout: '*/label' }))['calm/bo/b.png']).toBe('bo train -');
    expect(factsOf(await open(source, { labels: ['calm', 'bored'] }))['calm/bo/b.png']).toBe('calm train bo');
  });

  it('are an error in both readings below splits, too', async () => {
    const source = await write(['train/calm/ann/a.png', 'train/bored/ann/b.png', 'train/bored/bo/c.png']);
    const error = await catchError('OPTION_INVALID', () => open(source));
    expect(error.message).toContain('"split/label/group" for the labels bored, calm');
    expect(error.message).toContain('"split/group/label" for the labels ann, bo');
  });

  it('are an error where splits stand beside other folders', async () => {
    const source = await write(['train/happy/a.png', 'test/happy/b.png', 'extra/happy/c.png']);
    const error = await catchError('OPTION_INVALID', () => open(source));
    expect(error.message).toContain('test, train beside extra');
    expect((await open(source, { layout: '*/label' })).size).toBe(3);
  });

  it.each(['label/label', 'person/label', 'split', '', 'label/', 3])('are refused as option: %j', async (layout) => {
    const source = await write(['happy/a.png']);
    const error = await catchError('OPTION_INVALID', () => open(source, { layout: layout as string }));
    expect(error.details.option).toBe('layout');
  });

  it('are no option of a CSV', async () => {
    const csv = new TextEncoder().encode('emotion,pixels\n3,1 2 3 4\n');
    await catchError('OPTION_INVALID', () => openDataset(csv, { ...small, layout: 'label' }));
  });

  it('must name a label, unless it is given', async () => {
    const source = await write(['images/a.png', 'images/b.png']);
    const error = await catchError('DATASET_MALFORMED', () => open(source));
    expect(error.message).toContain('labels.csv');
    const given = await open(source, { unlabeled: { label: 'happy' } });
    expect([given.size, given.labels]).toEqual([2, ['happy']]);
  });

  it.each([
    ['persons', ['S01/a.png', 'S02/b.png'], 'S01'],
    ['one person', ['Actor_01/a.png', 'Actor_01/b.png'], 'Actor_01'],
    ["persons and sessions, as in CK+'s images", ['S005/001/a.png', 'S005/002/b.png', 'S010/001/c.png'], '001'],
  ])('are no labels where they name %s; the option layout says otherwise', async (_, paths, name) => {
    const source = await write(paths);
    const error = await catchError('DATASET_MALFORMED', () => open(source));
    expect(error.details.next).toContain(`Folders such as "${name}" seem to name persons or sessions`);
    const layout = name === '001' ? 'group/label' : 'label';
    expect((await open(source, { layout })).labels).toContain(name);
  });

  it('may be numbers of labels below persons where the option names the labels', async () => {
    const source = await write(['p1/0/a.png', 'p1/1/b.png', 'p2/0/c.png']);
    const dataset = await open(source, { labels: ['calm', 'wild'] });
    expect(factsOf(dataset)).toMatchObject({ 'p1/1/b.png': 'wild train p1', 'p2/0/c.png': 'calm train p2' });
  });

  it.each(['female', 'Left', 'masks'])('are no persons where they name traits or views: %s', async (name) => {
    const other = name === 'female' ? 'male' : name === 'Left' ? 'Right' : 'images';
    const source = await write([`${name}/happy/a.png`, `${other}/happy/b.png`, `${other}/sad/c.png`]);
    expect((await open(source)).groups).toBeUndefined();
  });

  it('without labels point to the files that may hold them', async () => {
    const json = new TextEncoder().encode('[]');
    const source = await write(['images/a.png'], { 'labels.json': json });
    const error = await catchError('DATASET_MALFORMED', () => open(source));
    expect(error.details.next).toContain('If "labels.json" holds the labels, save them as CSV');
    await write([], { 'labels.csv': new TextEncoder().encode('path,label\nimages/z.png,happy\n') });
    const listed = await catchError('DATASET_MALFORMED', () => open(source));
    expect(listed.details.next).toContain('"labels.csv" names none of these images');
  });

  it('leave images beside them unlabelled, which are counted or refused', async () => {
    const source = await write(['train/happy/a.png', 'test/sad/b.png', 'example.png', 'train/loose.png']);
    const error = await catchError('DATASET_MALFORMED', () => open(source));
    expect(error.details.received).toContain('example.png');
    const rest = await open(source, { unlabeled: 'skip' });
    expect([rest.size, rest.skipped.kinds]).toEqual([2, { unlabeled: 2 }]);
  });
});

describe('names of label folders', () => {
  it.each([
    ['0_angry', 'angry'],
    ['1-Happy', 'happy'],
    ['03. Sad', 'sad'],
    ['Surprised faces', 'surprise'],
    ['NEUTRAL', 'neutral'],
    ['joy', 'happy'],
    ['Suprise', 'surprise'],
    ['contemptuous', 'contempt'],
    ['not_happy', 'not_happy'],
    ['Bored', 'Bored'],
  ])('are translated each by itself: %s is %s', async (name, label) => {
    const dataset = await open(await write([`${name}/a.png`, 'fear/b.png', 'disgust/c.png']));
    expect(factsOf(dataset)[`${name}/a.png`]).toBe(`${label} train -`);
  });

  it("are those of CK+48: six of FER2013's labels although contempt stands beside them, and the person in the file name", async () => {
    const source = await write(
      ['anger', 'contempt', 'disgust', 'fear', 'happy', 'sadness', 'surprise'].map(
        (name, k) => `${name}/S01${k}_004_0000001${k}.png`,
      ),
    );
    const dataset = await open(source, { labels: EXPRESSIONS });
    expect(dataset.labelCounts).toEqual([1, 1, 1, 1, 1, 1, 0]);
    expect(dataset.skipped).toMatchObject({ count: 1, kinds: { 'other-label': 1 } });
    expect(dataset.skipped.items[0]).toMatchObject({ source: 'contempt/S011_004_00000011.png' });
    expect(dataset.sample(0).group).toBe('S010');
    expect((await open(source)).labels).toEqual(['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'contempt']);
  });

  it('are one label where they differ in case, and an error where two name one expression', async () => {
    const source = await write(['train/Calm/a.png', 'test/calm/b.png', 'train/fear/c.png']);
    expect((await open(source)).labelCounts).toEqual([1, 2]);
    const twice = await write(['train/scared/d.png']);
    const error = await catchError('OPTION_INVALID', () => open(twice));
    expect(error.message).toContain('"fear" and "scared"');
    expect((await open(twice, { labels: ['fear', 'scared', 'Calm'] })).labelCounts).toEqual([1, 1, 2]);
    expect((await open(twice, { labels: ['fear', 'calm'] })).labelCounts).toEqual([2, 2]);
  });

  it('are numbers in their order, and take given labels in that order', async () => {
    const source = await write(['10/j.png', ...Array.from({ length: 9 }, (_, k) => `${k + 1}/${k}.png`)]);
    expect((await open(source)).labels).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    const named = await open(source, { labels: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'] });
    expect(factsOf(named)['3/2.png']).toBe('c train -');
  });

  it.each([
    [
      'RAF-DB',
      ['train/1/train_00001_aligned.jpg', 'train/4/train_00002_aligned.jpg', 'test/7/test_0001_aligned.jpg'],
      ['surprise', 'happy', 'neutral'],
    ],
    ['AffectNet', ['0/image0000001.jpg', '7/image0000002.jpg'], ['neutral', 'contempt']],
    ['FER2013', ['0/Training_1.jpg', '3/Training_22.jpg'], ['angry', 'happy']],
    ['others', ['1/a.jpg', '4/b.jpg'], ['1', '4']],
  ])('are numbers whose meaning the files tell: %s', async (_, paths, labels) => {
    const facts = factsOf(await open(await write(paths)));
    expect(
      Object.keys(facts)
        .sort()
        .map((path) => facts[path]!.split(' ')[0]),
    ).toEqual(
      paths
        .map((path, k) => [path, labels[k]!] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([, label]) => label),
    );
  });

  it('are told by the nearest one where a label is misspelt', async () => {
    const source = await write(['calm/a.png', 'happy/b.png']);
    const error = await catchError('OPTION_INVALID', () => open(source, { labels: ['happy', 'calmm'] }));
    expect(error.message).toContain('Did you mean "calm"?');
  });

  it('may be decomposed, as macOS lists them', async () => {
    const source = await write(['fröhlich/a.png', 'müde/b.png']);
    expect((await open(source, { labels: ['müde', 'fröhlich'] })).labelCounts).toEqual([1, 1]);
  });
});

describe('names of files', () => {
  it.each([
    ['JAFFE', ['KA.AN1.39.png', 'KA.HA2.30.png', 'KL_FE1_174.png'], 'KA.AN1.39.png', 'angry train KA'],
    ['KDEF', ['AF01/AF01AFS.JPG', 'AF01/AF01ANHL.JPG', 'BM02/BM02SUFR.JPG'], 'AF01/AF01AFS.JPG', 'fear train F01'],
    [
      'RaFD',
      ['Rafd090_01_Caucasian_female_angry_frontal.jpg', 'Rafd045_03_Kid_male_contemptuous_left.jpg'],
      'Rafd090_01_Caucasian_female_angry_frontal.jpg',
      'angry train 01',
    ],
    ['FACES', ['004_o_m_n_a.jpg', '066_y_m_h_b.jpg'], '066_y_m_h_b.jpg', 'happy train 066'],
    ['KDEF, sorted by label', ['happy/AF01HAS.JPG', 'sad/AM05SAS.JPG'], 'sad/AM05SAS.JPG', 'sad train M05'],
  ])('name label and person in %s', async (_, paths, path, expected) => {
    const facts = factsOf(await open(await write(paths)));
    expect(Object.keys(facts)).toHaveLength(paths.length);
    expect(facts[path]).toBe(expected);
  });
});

describe('a folder with other files', () => {
  it('counts images that are not decoded here, other files and empty folders by kind', async () => {
    const source = await write(['happy/a.png', 'angry/b.png', 'angry/c.png'], {
      'happy/d.gif': gif,
      'happy/e.bmp': bmp,
      'happy/f.tif': tiff,
      'happy/g.jpg': heic,
      'angry/h.avif': avif,
      'sad/i.bmp': bmp,
      'sad/j.bmp': bmp,
      'happy/k.pgm': new TextEncoder().encode('P5 2 2 255\n....'),
      'happy/notes.txt': new Uint8Array(3),
      'happy/Thumbs.db': new Uint8Array(3),
      '.DS_Store': new Uint8Array(3),
      '__MACOSX/happy/._a.png': new Uint8Array(3),
    });
    await mkdir(folder.path('faces', 'fear'));
    const dataset = await open(source);
    expect(dataset.labels).toEqual(['angry', 'happy']);
    expect(dataset.labelCounts).toEqual([2, 1]);
    expect(dataset.skipped.kinds).toEqual({
      ...{ gif: 1, bmp: 3, tiff: 1, heic: 1, avif: 1, 'other-format': 1, 'not-image': 1, 'empty-label': 2 },
    });
    expect(dataset.skipped.count).toBe(11);
    expect(describeSkipped(dataset.skipped)).toContain('3 BMP images that cannot be decoded');
    const empty = dataset.skipped.items.filter(({ kind }) => kind === 'empty-label').map(({ source: path }) => path);
    expect(empty).toEqual(['fear', 'sad']);
    expect((await open(source, { labels: EXPRESSIONS })).labelCounts).toEqual([2, 0, 0, 1, 0, 0, 0]);
  });

  it('is an error with kinds and counts where no image can be read', async () => {
    const source = await write([], { 'happy/a.bmp': bmp, 'happy/b.gif': gif, 'sad/c.gif': gif });
    const error = await catchError('DATASET_EMPTY', () => open(source));
    expect(error.message).toContain('2 GIF images');
    expect(error.message).toContain('1 BMP image');
  });

  it('still rejects a damaged image of a known format, unless told to skip it', async () => {
    const source = await write(['happy/a.png'], { 'happy/b.png': png().subarray(0, 40), 'sad/c.bmp': bmp });
    expect((await catchError('DATASET_MALFORMED', () => open(source))).details.source).toBe('happy/b.png');
    expect((await open(source, { onBadRow: 'skip' })).skipped.kinds).toEqual({
      malformed: 1,
      bmp: 1,
      'empty-label': 1,
    });
  });

  it('may have links: loops end, and what is linked twice is read once and told', async () => {
    const source = await write(['happy/a.png', 'sad/b.png']);
    await symlink(folder.path('faces'), folder.path('faces', 'sad', 'loop'));
    await symlink(folder.path('faces', 'happy'), folder.path('faces', 'angry'));
    await symlink(folder.path('nowhere.png'), folder.path('faces', 'sad', 'gone.png'));
    const dataset = await open(source);
    expect([dataset.labels, dataset.size]).toEqual([['happy', 'sad'], 2]);
    expect(dataset.skipped.kinds).toEqual({ duplicate: 2, unreadable: 1 });
  });

  it('may be linked from elsewhere', async () => {
    await write(['happy/a.png', 'sad/b.png']);
    await rename(folder.path('faces', 'sad'), folder.path('pool'));
    await symlink(folder.path('pool'), folder.path('faces', 'sad'));
    expect((await open(folder.path('faces'))).labelCounts).toEqual([1, 1]);
  });

  it('may have names with line breaks, which errors show escaped', async () => {
    const source = await write(['happy/a\nb.png'], { 'happy/c\u001b[31m\n.png': new Uint8Array(9) });
    const error = await catchError('DATASET_MALFORMED', () => open(source));
    // eslint-disable-next-line no-control-regex -- the control characters are the point
    expect(error.message).not.toMatch(/[\u0000-\u001f]/);
    const dataset = await open(source, { onBadRow: 'skip' });
    expect([dataset.size, dataset.sample(0).source]).toEqual([1, 'happy/a\nb.png']);
  });
});

it('a folder is read with one listener on its signal', async () => {
  const warnings: string[] = [];
  const listen = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', listen);
  const source = await write(Array.from({ length: 60 }, (_, k) => `${k % 2 === 0 ? 'happy' : 'sad'}/${k}.png`));
  await open(source, { signal: new AbortController().signal });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  expect(warnings).not.toContain('MaxListenersExceededWarning');
});
