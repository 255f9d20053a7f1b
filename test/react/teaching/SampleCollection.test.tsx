import { describe, expect, it } from 'vitest';
import { buildDataset } from '#react/teaching/buildDataset';
import {
  changeCollection,
  createCollection,
  findGaps,
  hasUniqueName,
  MAX_SAMPLES,
  selectTrainable,
  type SampleCollection,
} from '#react/teaching/SampleCollection';

/** An image of a single grey value. */
const shade = (value: number) => ({ pixels: new Uint8Array(16).fill(value), width: 4, height: 4 });

/** A collection with a number of distinct faces for each label. */
function collect(names: readonly string[], ...counts: readonly number[]): SampleCollection {
  let samples = createCollection(names);
  let value = 0;
  counts.forEach((count, index) => {
    const label = samples.labels[index]!.id;
    for (let k = 0; k < count; k++) {
      samples = changeCollection(samples, { type: 'addSample', label, image: shade(value++) });
    }
  });
  return samples;
}

describe('a collection', () => {
  it('adds, renames and removes without changing the previous state', () => {
    const before = collect(['a', 'b'], 2, 1);
    const [first] = before.labels;
    const after = [
      { type: 'renameLabel', label: first!.id, name: 'c' } as const,
      { type: 'removeSample', label: first!.id, sample: first!.samples[0]!.id } as const,
      { type: 'addLabel', name: 'd' } as const,
      { type: 'removeLabel', label: before.labels[1]!.id } as const,
    ].reduce(changeCollection, before);
    expect(after.labels.map(({ name, samples }) => [name, samples.length])).toEqual([
      ['c', 1],
      ['d', 0],
    ]);
    expect(after.labels[0]!.samples[0]!.image.pixels[0]).toBe(1);
    expect(before.labels.map(({ name, samples }) => [name, samples.length])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    const cleared = changeCollection(before, { type: 'clear' });
    expect(cleared.labels.map(({ name, samples }) => [name, samples.length])).toEqual([
      ['a', 0],
      ['b', 0],
    ]);
  });

  it('never reuses an id', () => {
    let samples = collect(['a', 'b'], 3, 3);
    samples = changeCollection(samples, { type: 'removeLabel', label: samples.labels[1]!.id });
    samples = changeCollection(samples, { type: 'addLabel', name: 'b' });
    samples = changeCollection(samples, { type: 'addSample', label: samples.labels[0]!.id, image: shade(0) });
    const ids = samples.labels.flatMap(({ id, samples: own }) => [id, ...own.map((sample) => sample.id)]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('suffices for training from two labels with unique names and five faces each', () => {
    expect(selectTrainable(collect(['a', 'b'], 5, 4).labels)).toBeNull();
    expect(selectTrainable(collect(['a', 'b'], 9, 0).labels)).toBeNull();
    expect(selectTrainable(collect(['a', ' a '], 5, 5).labels)).toBeNull();
    expect(selectTrainable(collect(['a', ' '], 5, 5).labels)).toBeNull();
    const { labels } = collect(['a', 'b', 'empty'], 5, 6);
    expect(selectTrainable(labels)!.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(hasUniqueName(labels[2]!, labels)).toBe(true);
  });

  it('tells for each label how many pictures it needs', () => {
    const tell = (...counts: number[]): unknown[] =>
      findGaps(collect(['a', 'b', 'c'], ...counts).labels).map((gap) =>
        gap.kind === 'samples' ? [gap.label.name, gap.missing] : gap.kind,
      );
    expect(tell()).toEqual(['labels']);
    expect(tell(2)).toEqual(['labels', ['a', 3]]);
    expect(tell(5, 4)).toEqual([['b', 1]]);
    expect(tell(5, 6)).toEqual([]);
    expect(findGaps(collect(['a', 'a'], 5, 5).labels).map(({ kind }) => kind)).toEqual(['name', 'name']);
  });

  it('holds out every fifth picture, and never one that was trained on', () => {
    let { labels, nextId } = collect(['a'], 11);
    const heldOut = (): number[] => labels[0]!.samples.flatMap(({ heldOut: is }, k) => (is ? [k + 1] : []));
    expect(heldOut()).toEqual([5, 10]);
    for (const { id } of labels[0]!.samples.filter((sample) => sample.heldOut)) {
      ({ labels, nextId } = changeCollection({ labels, nextId }, { type: 'removeSample', label: 0, sample: id }));
    }
    expect(heldOut()).toEqual([]);
    expect(findGaps(labels).filter(({ kind }) => kind === 'samples')).toMatchObject([{ missing: 1 }]);
    ({ labels } = changeCollection({ labels, nextId }, { type: 'addSample', label: 0, image: shade(99) }));
    expect(heldOut()).toEqual([10]);
  });

  it('takes a bounded number of pictures for a label', () => {
    const { labels } = collect(['a'], MAX_SAMPLES + 3);
    expect(labels[0]!.samples).toHaveLength(MAX_SAMPLES);
  });

  it('takes those of a file without losing or doubling any', () => {
    const saved = (name: string, ...values: number[]) => ({
      name,
      samples: values.map((value) => ({ image: shade(value), heldOut: value % 2 === 1 })),
    });
    const before = collect(['a', 'b'], 2);
    const merged = changeCollection(before, { type: 'merge', labels: [saved('a', 1, 7), saved('c', 8), saved('d')] });
    const tell = ({ labels }: SampleCollection): unknown[] =>
      labels.map(({ name, samples }) => [name, ...samples.map(({ image }) => image.pixels[0])]);
    expect(tell(merged)).toEqual([['a', 0, 1, 7], ['b'], ['c', 8], ['d']]);
    expect(merged.labels[0]!.samples.map(({ heldOut }) => heldOut)).toEqual([false, false, true]);
    const ids = merged.labels.flatMap(({ id, samples }) => [id, ...samples.map((sample) => sample.id)]);
    expect(new Set(ids).size).toBe(ids.length);
    const again = changeCollection(merged, { type: 'merge', labels: [saved('a', 1, 7), saved('c', 8), saved('d')] });
    expect(tell(again)).toEqual(tell(merged));
    const fresh = changeCollection(createCollection(['Label 1', 'Label 2']), {
      type: 'merge',
      labels: [saved('c', 8)],
    });
    expect(tell(fresh)).toEqual([['c', 8]]);
  });

  it('becomes a dataset with a fifth of each label for validation', async () => {
    const dataset = await buildDataset(collect(['a', ' b '], 10, 20).labels);
    expect(dataset.labels).toEqual(['a', 'b']);
    expect([...dataset.selectSplit('train').labelCounts]).toEqual([8, 16]);
    expect([...dataset.selectSplit('validation').labelCounts]).toEqual([2, 4]);
    const shades = Array.from({ length: dataset.size }, (_, k) => `${dataset.label(k)} ${dataset.image(k).pixels[0]}`);
    const wanted = Array.from({ length: 30 }, (_, k) => `${k < 10 ? 'a' : 'b'} ${k}`);
    expect(shades.sort()).toEqual(wanted.sort());
  });
});
