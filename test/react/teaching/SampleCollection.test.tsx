import { describe, expect, it } from 'vitest';
import { buildDataset } from '#react/teaching/buildDataset';
import {
  changeCollection,
  createCollection,
  hasUniqueName,
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

  it('becomes a dataset with a fifth of each label for validation', async () => {
    const dataset = await buildDataset(collect(['a', ' b '], 10, 20).labels, 0);
    expect(dataset.labels).toEqual(['a', 'b']);
    expect([...dataset.selectSplit('train').labelCounts]).toEqual([8, 16]);
    expect([...dataset.selectSplit('validation').labelCounts]).toEqual([2, 4]);
    const shades = Array.from({ length: dataset.size }, (_, k) => `${dataset.label(k)} ${dataset.image(k).pixels[0]}`);
    const wanted = Array.from({ length: 30 }, (_, k) => `${k < 10 ? 'a' : 'b'} ${k}`);
    expect(shades.sort()).toEqual(wanted.sort());
  });
});
