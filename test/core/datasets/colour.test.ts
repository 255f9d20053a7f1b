import { expect, it } from 'vitest';
import {
  augmentImage,
  type Corruption,
  corruptImage,
  createRandom,
  createSyntheticFaces,
  Dataset,
  drawSyntheticFace,
  openDataset,
  type RgbImage,
  summarize,
  writeNpyDataset,
} from '@ferkit/core/datasets';
import { encodeProject, openProject } from '@ferkit/core';
import { encodePng } from './support/encodePng';
import { useTemporaryFolder } from './support/temporaryFolder';

const folder = useTemporaryFolder();

/** Three different faces as red, green and blue of one image. */
const planes = [1, 2, 3].map((seed) => drawSyntheticFace('happy', { seed, size: 48 }));
const join = (parts: readonly { readonly pixels: ArrayLike<number> }[]): RgbImage => ({
  pixels: Uint8Array.from({ length: 3 * 48 * 48 }, (_, at) => parts[at % 3]!.pixels[Math.floor(at / 3)]!),
  width: 48,
  height: 48,
  channels: 3,
});
const picture = join(planes);
const planeOf = ({ pixels }: RgbImage, channel: number): number[] =>
  Array.from(pixels).filter((_, at) => at % 3 === channel);

const write = (): Promise<string> =>
  folder.write('faces', {
    'train/happy/1.png': encodePng(picture),
    'train/sad/1.png': encodePng(planes[0]!),
    'test/happy/1.png': encodePng(picture),
  });

it('reads pictures in colour with channels: 3, grey ones with three equal channels', async () => {
  const dataset = await openDataset(await write(), { channels: 3 });
  expect(dataset).toMatchObject({ size: 3, width: 48, height: 48, channels: 3 });
  expect(dataset.image(0)).toEqual(picture);
  expect(dataset.image(1)).toEqual(join([planes[0]!, planes[0]!, planes[0]!]));
  expect(summarize(dataset)).toMatchObject({ channels: 3, duplicates: { distinct: 2, copiesOfTrain: { test: 1 } } });
});

it('reads pictures as grey by default', async () => {
  const dataset = await openDataset(await write());
  expect(dataset.channels).toBe(1);
  expect(dataset.image(0).channels).toBeUndefined();
  const [red, green, blue] = planes.map(({ pixels }) => pixels[700]!);
  expect(dataset.image(0).pixels[700]).toBe(Math.round(0.299 * red! + 0.587 * green! + 0.114 * blue!));
});

it('finds flat colours and names sizes that differ', async () => {
  const flat = Uint8Array.from({ length: 48 * 48 * 3 }, (_, at) => [200, 10, 20][at % 3]!);
  const source = await folder.write('flat', {
    'red/1.png': encodePng({ pixels: flat, width: 48, height: 48, channels: 3 }),
  });
  const dataset = await openDataset(source, { channels: 3 });
  expect(summarize(dataset).constant).toEqual({ rows: 1, black: 0 });
  const grey = await openDataset(source);
  expect(() => dataset.concat(grey)).toThrow('48 x 48 x 3');
});

it('repeats the greys of a table', async () => {
  const line = Array.from({ length: 48 * 48 }, (_, at) => at % 251).join(' ');
  const csv = await folder.write('table', { 'fer.csv': `emotion,pixels,Usage\n3,${line},Training\n` });
  const dataset = await openDataset(`${csv}/fer.csv`, { channels: 3 });
  expect(Array.from(dataset.image(0).pixels.subarray(0, 9))).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
});

it('keeps colours in arrays of NumPy and in projects', async () => {
  const dataset = await openDataset(await write(), { channels: 3 });
  await writeNpyDataset(dataset, folder.path('arrays'));
  const arrays = { images: folder.path('arrays', 'images.npy'), labels: folder.path('arrays', 'labels.npy') };
  const options = { labels: dataset.labels };
  expect((await openDataset(arrays, { ...options, channels: 3 })).image(0)).toEqual(picture);
  expect((await openDataset(arrays, options)).image(0)).toEqual((await openDataset(await write())).image(0));
  const project = await openProject(new Blob([await encodeProject({ dataset })]));
  expect(project.dataset.image(0)).toEqual(picture);
});

it('resizes each channel by itself', async () => {
  const small = await openDataset(await write(), { channels: 3, width: 30, height: 36 });
  const red = await folder.write('reds', { 'a/1.png': encodePng(planes[0]!), 'b/1.png': encodePng(planes[1]!) });
  const reds = await openDataset(red, { width: 30, height: 36 });
  expect(planeOf(small.image(0) as RgbImage, 0)).toEqual(Array.from(reds.image(0).pixels));
});

it.each(['horizontal movements', 'blur, reduction and file losses'])('augments all channels alike: %s', (kind) => {
  const off = { flip: 0, shift: 0, rotate: 0, scale: 0, brightness: 0, contrast: 0, erase: 0 };
  const range = (from: number, to: number) => ({ probability: 1, from, to });
  const options = kind.startsWith('horizontal')
    ? { ...off, flip: 1, shift: 0.1, rotate: 20, scale: 0.2 }
    : { ...off, blur: range(1, 2), downscale: range(20, 30), jpeg: range(20, 40), patch: range(5, 9) };
  const whole = new Uint8Array(3 * 48 * 48);
  augmentImage(picture, whole, options, createRandom(5));
  planes.forEach((plane, channel) => {
    const alone = new Uint8Array(48 * 48);
    augmentImage(plane, alone, options, createRandom(5));
    expect(planeOf({ ...picture, pixels: whole }, channel)).toEqual(Array.from(alone));
  });
  // Noise is drawn for each value.
  augmentImage(picture, whole, { ...off, noise: range(9, 9) }, createRandom(5));
  const noise = (channel: number): number[] =>
    planeOf({ ...picture, pixels: whole }, channel).map((value, at) => value - planes[channel]!.pixels[at]!);
  expect(noise(0)).not.toEqual(noise(1));
});

it('corrupts all channels alike', () => {
  const corruptions: Corruption[] = [
    { kind: 'blur', strength: 1.5 },
    { kind: 'jpeg', strength: 20 },
    { kind: 'downscale', strength: 20 },
    { kind: 'rotate', strength: 15 },
    { kind: 'shift', strength: 4 },
    { kind: 'dark', strength: 2 },
    { kind: 'patch', strength: 12 },
  ];
  for (const corruption of corruptions) {
    const whole = corruptImage(picture, corruption, { seed: 3 });
    planes.forEach((plane, channel) =>
      expect(planeOf(whole, channel)).toEqual(Array.from(corruptImage(plane, corruption, { seed: 3 }).pixels)),
    );
  }
});

it('has columns of colour checked', () => {
  const { name, labels, width, height, pixels, rows, labelIndices, splitIndices } = createSyntheticFaces({ count: 8 });
  const columns = { name, labels, width, height, pixels, rows, labelIndices, splitIndices };
  expect(() => new Dataset({ ...columns, channels: 3 })).toThrow('whole images of 48 x 48 x 3 bytes');
  expect(() => new Dataset({ ...columns, channels: 2 as 3 })).toThrow('"channels"');
});
