import { describe, expect, it } from 'vitest';
import { createSyntheticFaces, Dataset, type DatasetColumns, EXPRESSIONS } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { changeColumns, createSamples, type SampleNote, toNotes } from './support/createSamples';
import { createUneven } from './support/createUneven';

const notes: readonly SampleNote[] = [
  ['cat', 'train', 10],
  ['dog', 'train', 20],
  ['cat', 'validation', 30],
  ['bird', 'test', 40],
  ['cat', 'train', 50],
];
const pets = createSamples(['bird', 'cat', 'dog'], notes);

const uneven = createUneven();

function withSoftLabels(dataset: Dataset, softLabels: readonly number[]): Dataset {
  return changeColumns(dataset, { softLabels: Float32Array.from(softLabels) });
}
const softPets = withSoftLabels(
  createSamples(['bird', 'cat', 'dog'], notes.slice(0, 3)),
  [0.25, 0.5, 0.25, 0, 0.25, 0.75, 0, 1, 0],
);
const softOf = (dataset: Dataset): number[] => [...dataset.softLabels!].map((value) => Math.round(value * 1e4) / 1e4);

describe('looking at samples', () => {
  it('shows size, counts, labels, splits and images', () => {
    expect(pets.size).toBe(5);
    expect(pets.labelCounts).toEqual([1, 3, 1]);
    expect(toNotes(pets)).toEqual(notes);
  });

  it('shows images as views of the shared pixels, in selections too', () => {
    expect(pets.image(3).pixels.buffer).toBe(pets.pixels.buffer);
    expect(pets.selectSplit('test').pixels).toBe(pets.pixels);
    expect(pets.shuffle({ seed: 1 }).image(0).pixels.buffer).toBe(pets.pixels.buffer);
  });

  it.each([-1, 5, 0.5])('refuses sample %f', async (k) => {
    await catchError('OPTION_INVALID', () => pets.image(k));
    await catchError('OPTION_INVALID', () => pets.label(k));
    await catchError('OPTION_INVALID', () => pets.splitOf(k));
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(pets)).toBe(true);
    expect(Object.isFrozen(pets.labels)).toBe(true);
  });

  it.each([
    ['labels', { labels: ['a', 'a', 'b'] }],
    ['labels', { labels: [] }],
    ['width', { width: 0 }],
    ['pixels', { pixels: new Uint8Array(19) }],
    ['rows', { rows: Uint32Array.of(0, 1, 2, 3, 5) }],
    ['labelIndices', { labelIndices: Uint8Array.of(0, 1, 2, 3, 0) }],
    ['labelIndices, splitIndices', { labelIndices: Uint8Array.of(0) }],
    ['splitIndices', { splitIndices: Uint8Array.of(0, 1, 2, 3, 0) }],
    ['softLabels', { softLabels: new Float32Array(14) }],
    ['softLabels', { softLabels: new Float32Array(15) }],
    ['softLabels', { softLabels: Float32Array.from({ length: 15 }, () => 0.6) }],
    ['softLabels', { softLabels: Float32Array.from({ length: 15 }, (_, k) => [2, -1, 0][k % 3]!) }],
    ['softLabels', { softLabels: Float32Array.from({ length: 15 }, (_, k) => (k === 4 ? Number.NaN : 1 / 3)) }],
    ['softLabels', { softLabels: new Float64Array(15).fill(1 / 3) }],
    ['pixels', { pixels: Float32Array.from({ length: 20 }, () => 0.5) }],
    ['pixels', { pixels: Array.from({ length: 20 }, () => 1) }],
    ['pixels', { pixels: undefined }],
    ['rows', { rows: [0, 1, 2, 3, 4] }],
    ['rows', { rows: Int32Array.of(0, 1, 2, 3, -1) }],
    ['labelIndices', { labelIndices: Float32Array.of(0, 1, 2, 0.5, 0) }],
    ['splitIndices', { splitIndices: ['train', 'train', 'train', 'train', 'train'] }],
    ['name', { name: undefined }],
    ['labels', { labels: 'abc' }],
    ['labels', { labels: [1, 2, 3] }],
    ['height', { height: '2' }],
    ['sources', { sources: 'file.csv' }],
    ['groups', { groups: [1, 2, 3, 4, 5] }],
  ] as [string, Partial<DatasetColumns>][])(
    'refuses columns that do not belong together: %s',
    async (option, columns) => {
      const error = await catchError('OPTION_INVALID', () => changeColumns(pets, columns));
      expect(error.details.option).toBe(option);
    },
  );

  it('says how pixels from 0 to 1 become bytes', async () => {
    const pixels = Float32Array.from({ length: 20 }, () => 0.5) as unknown as Uint8Array;
    const error = await catchError('OPTION_INVALID', () => changeColumns(pets, { pixels }));
    expect(error.message).toContain('Uint8Array.from(values, (value) => Math.round(255 * value))');
  });
});

describe('every method', () => {
  const any = pets as unknown as Record<string, (...values: unknown[]) => unknown>;
  it.each([
    ['selectSplit', ['Train'], 'Did you mean "train"?'],
    ['selectSplit', [undefined], 'one of train, validation, test'],
    ['selectLabels', ['cat'], 'a list of'],
    ['selectLabels', [['cats']], 'Did you mean "cat"?'],
    ['selectLabels', [undefined], 'a list of'],
    ['merge', ['cats', 'dog'], 'Did you mean "cat"?'],
    ['merge', ['cat', 'dogs'], 'Did you mean "dog"?'],
    ['merge', [7, 'dog'], 'a label or labels'],
    ['merge', [['cat', 'dog'], 'dog'], 'another label'],
    ['rename', [{ cat: 'dog' }], 'use merge("cat", "dog")'],
    ['rename', [{ cats: 'kitten' }], 'Did you mean "cat"?'],
    ['rename', [{ cat: 7 }], 'a name'],
    ['rename', [{ cat: '' }], 'a name'],
    ['rename', [undefined], 'an object'],
    ['rename', [['cat', 'dog']], 'an object'],
    ['filter', [{ label: 'cat' }], 'a function'],
    ['filter', [undefined], 'a function'],
    ['fraction', ['0.5'], 'a number'],
    ['fraction', [0.5, { sed: 1 }], 'Did you mean "seed"?'],
    ['take', ['2'], 'a whole number'],
    ['concat', [42], 'a Dataset'],
    ['concat', [undefined], 'a Dataset'],
    ['concat', [{ labels: ['cat'] }], 'a Dataset'],
    ['shuffle', [1], 'an object'],
    ['balance', ['oversample'], 'an object'],
    ['assignSplits', [undefined], 'shares'],
    ['assignSplits', [{ trian: 0.9, test: 0.1 }], 'Did you mean "shares.train"?'],
    ['assignSplits', [{ train: '1' }], 'shares'],
    ['holdOut', [1], 'a number'],
    ['holdOut', [0.5, { split: 'train' }], 'validation'],
    ['sample', [9], 'a whole number'],
    ['sample', ['0'], 'a whole number'],
  ])('%s refuses wrong values: %j', async (method, values, words) => {
    const error = await catchError('OPTION_INVALID', () => any[method]!.apply(pets, values));
    expect(error.message).toContain(words);
  });

  it('merges several labels at once', () => {
    const two = pets.merge(['bird', 'cat'], 'dog');
    expect([two.labels, two.labelCounts]).toEqual([['dog'], [5]]);
  });
});

describe('selecting', () => {
  it('takes a split, and says which there are where one is empty', async () => {
    expect(toNotes(pets.selectSplit('train'))).toEqual([notes[0], notes[1], notes[4]]);
    expect(pets.selectSplit('train').name).toBe('samples/train');
    const error = await catchError('DATASET_EMPTY', () => pets.selectSplit('train').selectSplit('test'));
    expect(error.details).toMatchObject({ split: 'test', expected: 'one of train' });
    await catchError('OPTION_INVALID', () => pets.selectSplit('holdout' as 'test'));
  });

  it('takes the first samples', async () => {
    expect(toNotes(pets.take(2))).toEqual(notes.slice(0, 2));
    expect(pets.take(99).size).toBe(5);
    await catchError('OPTION_INVALID', () => pets.take(0));
    await catchError('OPTION_INVALID', () => pets.take(1.5));
  });

  it('filters by all that a sample is', async () => {
    const seen: unknown[] = [];
    const dark = pets.selectSplit('train').filter((sample) => {
      seen.push({ ...sample, image: sample.image.pixels[0] });
      return sample.image.pixels[0]! < 50;
    });
    expect(toNotes(dark)).toEqual(notes.slice(0, 2));
    expect(seen[2]).toEqual({ index: 2, row: 4, label: 'cat', split: 'train', image: 50 });
    await catchError('DATASET_EMPTY', () => pets.filter(() => false));
  });

  it('shuffles all samples, the same way for a seed', () => {
    const shuffled = uneven.shuffle({ seed: 7 });
    expect([...shuffled.rows]).not.toEqual([...uneven.rows]);
    expect([...shuffled.rows].sort((one, other) => one - other)).toEqual([...uneven.rows]);
    expect([...uneven.shuffle({ seed: 7 }).rows]).toEqual([...shuffled.rows]);
    expect([...uneven.shuffle({ seed: 8 }).rows]).not.toEqual([...shuffled.rows]);
    shuffled.rows.forEach((row, k) => expect(shuffled.labelIndices[k]).toBe(uneven.labelIndices[row]));
  });
});

describe('a fraction', () => {
  it('keeps the share of each label in each split', () => {
    const tenth = uneven.fraction(0.1, { seed: 3 });
    expect(tenth.selectSplit('train').labelCounts).toEqual([56, 16, 7, 1]);
    expect(tenth.selectSplit('validation').labelCounts).toEqual([7, 2, 1, 1]);
    expect([...tenth.rows]).toEqual([...tenth.rows].sort((one, other) => one - other));
  });

  it('is the same for a seed, another for another, and part of a larger one', () => {
    const rows = (share: number, seed: number): number[] => [...uneven.fraction(share, { seed }).rows];
    expect(rows(0.1, 3)).toEqual(rows(0.1, 3));
    expect(rows(0.1, 3)).not.toEqual(rows(0.1, 4));
    expect(rows(0.3, 3)).toEqual(expect.arrayContaining(rows(0.1, 3)));
    expect(rows(1, 3)).toEqual([...uneven.rows]);
  });

  it('has the exact size where labels do not matter', () => {
    const some = uneven.fraction(0.123, { stratified: false });
    expect(some.size).toBe(123);
    expect(new Set(some.rows).size).toBe(123);
  });

  it.each([0, -0.1, 1.01, Number.NaN])('refuses a share of %f', async (share) => {
    expect((await catchError('OPTION_INVALID', () => uneven.fraction(share))).details.option).toBe('share');
  });
});

describe('labels', () => {
  it('are chosen and put into order', async () => {
    const two = pets.selectLabels(['dog', 'cat']);
    expect(two.labels).toEqual(['dog', 'cat']);
    expect(toNotes(two)).toEqual([notes[0], notes[1], notes[2], notes[4]]);
    expect([...two.labelIndices]).toEqual([1, 0, 1, 1]);
    const error = await catchError('OPTION_INVALID', () => pets.selectLabels(['fish']));
    expect(error.details).toMatchObject({
      option: 'labels',
      expected: 'one of the labels bird, cat, dog',
      received: '"fish"',
    });
    await catchError('OPTION_INVALID', () => pets.selectLabels(['cat', 'cat']));
    await catchError('OPTION_INVALID', () => pets.selectLabels([]));
    await catchError('DATASET_EMPTY', () => pets.selectSplit('train').selectLabels(['bird']));
  });

  it('are merged: disgust into anger leaves six', async () => {
    const faces = createSyntheticFaces({ count: 28, size: 8 });
    const six = faces.merge('disgust', 'angry');
    expect(six.labels).toEqual(['angry', 'fear', 'happy', 'sad', 'surprise', 'neutral']);
    expect(six.labelCounts).toEqual([8, 4, 4, 4, 4, 4]);
    for (let k = 0; k < faces.size; k++) {
      expect(six.label(k)).toBe(faces.label(k) === 'disgust' ? 'angry' : faces.label(k));
    }
    const optionOf = async (from: string, into: string): Promise<string> =>
      (await catchError('OPTION_INVALID', () => six.merge(from, into))).details.option;
    expect(await optionOf('disgust', 'angry')).toBe('from');
    expect(await optionOf('angry', 'disgust')).toBe('into');
    expect(await optionOf('angry', 'angry')).toBe('into');
  });

  it('are renamed', async () => {
    expect(pets.rename({ cat: 'kitten' }).labels).toEqual(['bird', 'kitten', 'dog']);
    expect(pets.rename({ cat: 'dog', dog: 'cat' }).label(0)).toBe('dog');
    // Names that each object has from its prototype.
    const odd = pets.rename({ cat: 'constructor', dog: 'toString' });
    expect(odd.rename({ bird: 'fish' }).labels).toEqual(['fish', 'constructor', 'toString']);
    await catchError('OPTION_INVALID', () => pets.rename({ cat: 'dog' }));
    expect((await catchError('OPTION_INVALID', () => pets.rename({ fish: 'x' }))).details.option).toBe('names');
  });
});

describe('soft labels', () => {
  it('follow their samples', () => {
    expect(softOf(softPets.filter(({ index }) => index > 0))).toEqual([0, 0.25, 0.75, 0, 1, 0]);
  });

  it('are scaled to 1 over chosen labels, and put into their order', () => {
    expect(softOf(softPets.selectLabels(['dog', 'cat']))).toEqual([0.3333, 0.6667, 0.75, 0.25, 0, 1]);
  });

  it('become the label itself where nothing else is left of them', () => {
    const odd = withSoftLabels(softPets.take(1), [0.5, 0, 0.5]);
    expect(softOf(odd.selectLabels(['cat']))).toEqual([1]);
    const three = withSoftLabels(pets.selectSplit('train'), [0, 1, 0, 1, 0, 0, 1, 0, 0]).selectLabels(['dog', 'cat']);
    expect(softOf(three)).toEqual([0, 1, 1, 0, 0, 1]);
    const beside = withSoftLabels(pets.selectSplit('train'), [0, 1, 0, 0, 0.5, 0.5, 1, 0, 0]).selectLabels([
      'dog',
      'cat',
    ]);
    expect(softOf(beside)).toEqual([0, 1, 0.5, 0.5, 0, 1]);
  });

  it('are added where labels are merged', () => {
    expect(softOf(softPets.merge('dog', 'bird'))).toEqual([0.5, 0.5, 0.75, 0.25, 0, 1]);
  });

  it('are made of the labels where one of two datasets has none', () => {
    expect(softOf(softPets.take(1).concat(pets.take(2)))).toEqual([0.25, 0.5, 0.25, 0, 1, 0, 0, 0, 1]);
    expect(softOf(pets.take(2).concat(softPets.take(1)))).toEqual([0, 1, 0, 0, 0, 1, 0.25, 0.5, 0.25]);
    expect(pets.concat(pets).softLabels).toBeUndefined();
  });
});

describe('balancing', () => {
  it('repeats samples about equally often until the labels of a split are even', () => {
    const balanced = uneven.balance({ seed: 1 });
    expect(balanced.selectSplit('train').labelCounts).toEqual([560, 560, 560, 560]);
    expect(balanced.selectSplit('test').labelCounts).toEqual([70, 70, 70, 70]);
    const times = new Map<number, number>();
    for (const row of balanced.rows) times.set(row, (times.get(row) ?? 0) + 1);
    expect(times.size).toBe(1000);
    const rare = [...uneven.rows].filter((row) => row < 800 && uneven.labelIndices[row] === 3);
    expect(rare.map((row) => times.get(row))).toEqual(rare.map(() => 70));
    expect([...uneven.balance({ seed: 1 }).rows]).toEqual([...balanced.rows]);
    expect([...balanced.rows]).toEqual([...balanced.rows].sort((one, other) => one - other));
  });

  it('leaves samples out until the labels of a split are even', () => {
    const balanced = uneven.balance({ strategy: 'undersample', seed: 2 });
    expect(balanced.selectSplit('train').labelCounts).toEqual([8, 8, 8, 8]);
    expect(new Set(balanced.rows).size).toBe(balanced.size);
    expect([...uneven.balance({ strategy: 'undersample', seed: 3 }).rows]).not.toEqual([...balanced.rows]);
  });

  it('counts only the labels that a split has', () => {
    expect(toNotes(pets.balance({ strategy: 'undersample' })).map(([label, split]) => `${label} ${split}`)).toEqual([
      'cat train',
      'dog train',
      'cat validation',
      'bird test',
    ]);
    expect(pets.balance().selectSplit('train').labelCounts).toEqual([0, 2, 2]);
  });

  it('refuses a strategy that there is not', async () => {
    const error = await catchError('OPTION_INVALID', () => pets.balance({ strategy: 'both' as 'oversample' }));
    expect(error.details).toMatchObject({ option: 'strategy', received: '"both"' });
  });
});

describe('putting together', () => {
  it('appends samples of other pixels', async () => {
    const more = createSamples(['bird', 'cat', 'dog'], [['dog', 'test', 77]]);
    const all = pets.concat(more);
    expect(toNotes(all)).toEqual([...notes, ['dog', 'test', 77]]);
    await catchError('OPTION_INVALID', () => pets.concat(more.selectLabels(['dog'])));
    const shapes: readonly Partial<DatasetColumns>[] = [
      { width: 1, height: 4 },
      { width: 1, pixels: Uint8Array.of(7, 7) },
      { height: 1, pixels: Uint8Array.of(7, 7) },
    ];
    for (const shape of shapes) {
      const error = await catchError('OPTION_INVALID', () => pets.concat(changeColumns(more, shape)));
      const received = `${shape.width ?? 2} x ${shape.height ?? 2}`;
      expect(error.details).toMatchObject({ option: 'other', expected: 'images of 2 x 2', received });
    }
  });

  it('keeps a name that both have, and else puts the two together', () => {
    expect(pets.concat(pets).name).toBe('samples');
    expect(pets.concat(changeColumns(pets, { name: 'others' })).name).toBe('samples+others');
  });

  it('shares pixels that are the same', () => {
    const both = pets.selectSplit('test').concat(pets.selectSplit('validation'));
    expect(both.pixels).toBe(pets.pixels);
    expect(toNotes(both)).toEqual([notes[3], notes[2]]);
  });
});

it('names the seven expressions for synthetic faces', () => {
  expect(createSyntheticFaces({ count: 21, size: 8 }).labels).toEqual(EXPRESSIONS);
});
