import { describe, expectTypeOf, test } from 'vitest';
import {
  type AssignSplitsOptions,
  type HoldOutOptions,
  type AugmentOptions,
  augmentDefaults,
  augmentImage,
  type BalanceOptions,
  type ByteSource,
  copiesOf,
  createRandom,
  createSyntheticFaces,
  Dataset,
  type DatasetColumns,
  type DatasetSource,
  type DatasetSummary,
  drawSyntheticFace,
  type Expression,
  type FerPlusOptions,
  type FractionOptions,
  type GrayImage,
  type ModelImage,
  joinFerPlus,
  openDataset,
  openDatasetDefaults,
  type OpenDatasetOptions,
  type RgbaImage,
  readColorImage,
  readGrayImage,
  type Sample,
  type ShuffleOptions,
  type Split,
  type SplitShares,
  summarize,
  writeNpyDataset,
} from '@ferkit/core/datasets';

// Types only, without values: tsc checks them.
declare const dataset: Dataset;
declare const signal: AbortSignal;

/** Takes code that has to compile, and does not run it. */
const compiles = (code: (...given: never[]) => unknown): unknown => code;

describe('openDataset', () => {
  test('takes a source and optional options, and promises a dataset', () => {
    expectTypeOf(openDataset).parameter(0).toEqualTypeOf<DatasetSource>();
    expectTypeOf(openDataset).parameter(1).toEqualTypeOf<OpenDatasetOptions | undefined>();
    expectTypeOf(openDataset).returns.resolves.toEqualTypeOf<Dataset>();
    expectTypeOf<object>().toExtend<OpenDatasetOptions>();
  });

  test('reads every kind of source', () => {
    expectTypeOf<string | URL | Blob | File | Uint8Array>().toExtend<DatasetSource>();
    expectTypeOf<FileList | readonly File[]>().toExtend<DatasetSource>();
    expectTypeOf<{ train: string; test: Blob }>().toExtend<DatasetSource>();
    expectTypeOf<{ images: string; labels: URL; splits: string }>().toExtend<DatasetSource>();
    expectTypeOf<number>().not.toExtend<DatasetSource>();
  });

  test('takes the values of its options only', () => {
    expectTypeOf<OpenDatasetOptions['onBadRow']>().toEqualTypeOf<'throw' | 'skip' | undefined>();
    expectTypeOf<{
      signal: AbortSignal;
      unlabeled: { label: string };
      labels: string[];
    }>().toExtend<OpenDatasetOptions>();
    // @ts-expect-error -- off is not an empty string
    compiles(() => openDataset('faces', { onBadRow: '' }));
  });

  test('has defaults that need no check for undefined', () => {
    expectTypeOf(openDatasetDefaults.width).toEqualTypeOf<number>();
    expectTypeOf(openDatasetDefaults).toExtend<OpenDatasetOptions>();
    expectTypeOf(openDatasetDefaults).not.toHaveProperty('signal');
  });
});

describe('Dataset', () => {
  test('has columns', () => {
    expectTypeOf<Dataset>().toExtend<DatasetColumns>();
    expectTypeOf<Dataset['pixels']>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<Dataset['rows']>().toEqualTypeOf<Uint32Array>();
    expectTypeOf<Dataset['softLabels']>().toEqualTypeOf<Float32Array | undefined>();
    expectTypeOf<Dataset['labels']>().toEqualTypeOf<readonly string[]>();
    expectTypeOf<Dataset['labelCounts']>().toEqualTypeOf<readonly number[]>();
    // @ts-expect-error -- it is immutable
    compiles(() => (dataset.name = 'other'));
  });

  test('gives samples by position', () => {
    expectTypeOf<Dataset['image']>().toEqualTypeOf<(k: number) => ModelImage>();
    expectTypeOf<Dataset['label']>().toEqualTypeOf<(k: number) => string>();
    expectTypeOf<Dataset['sample']>().toEqualTypeOf<(k: number) => Sample>();
    expectTypeOf<Dataset['splitOf']>().toEqualTypeOf<(k: number) => Split>();
  });

  test('returns datasets from every method that selects or changes', () => {
    expectTypeOf<Dataset['selectSplit']>().toEqualTypeOf<(split: Split) => Dataset>();
    expectTypeOf<Dataset['selectLabels']>().toEqualTypeOf<(labels: readonly string[]) => Dataset>();
    expectTypeOf<Dataset['fraction']>().toEqualTypeOf<(share: number, options?: FractionOptions) => Dataset>();
    expectTypeOf<Dataset['balance']>().toEqualTypeOf<(options?: BalanceOptions) => Dataset>();
    expectTypeOf<Dataset['shuffle']>().toEqualTypeOf<(options?: ShuffleOptions) => Dataset>();
    expectTypeOf<Dataset['assignSplits']>().toEqualTypeOf<
      (shares: SplitShares, options?: AssignSplitsOptions) => Dataset
    >();
    expectTypeOf<Dataset['holdOut']>().toEqualTypeOf<(share?: number, options?: HoldOutOptions) => Dataset>();
    expectTypeOf<Dataset['merge']>().toEqualTypeOf<(from: string | readonly string[], into: string) => Dataset>();
    expectTypeOf<Dataset['rename']>().toEqualTypeOf<(names: Readonly<Record<string, string>>) => Dataset>();
    expectTypeOf<Dataset['take']>().toEqualTypeOf<(count: number) => Dataset>();
    expectTypeOf<Dataset['filter']>().toEqualTypeOf<(predicate: (sample: Sample) => boolean) => Dataset>();
    expectTypeOf<Dataset['concat']>().toEqualTypeOf<(other: DatasetColumns) => Dataset>();
  });

  test('takes its seed in options, and every option may be left out', () => {
    expectTypeOf<object>().toExtend<ShuffleOptions & AssignSplitsOptions & FractionOptions & BalanceOptions>();
    // @ts-expect-error -- a bare seed
    compiles(() => dataset.shuffle(1));
    // @ts-expect-error -- a bare seed
    compiles(() => dataset.assignSplits({ train: 1 }, 1));
    // @ts-expect-error -- no split of that name
    compiles(() => dataset.selectSplit('dev'));
  });
});

describe('the other verbs of datasets', () => {
  test('summarize gives plain JSON', () => {
    expectTypeOf(summarize).toEqualTypeOf<(dataset: Dataset) => DatasetSummary>();
    expectTypeOf<DatasetSummary['splits']>().toEqualTypeOf<
      Readonly<Record<Split, { readonly total: number; readonly perLabel: Readonly<Record<string, number>> }>>
    >();
  });

  test('joinFerPlus and writeNpyDataset take a signal', () => {
    expectTypeOf(joinFerPlus).parameter(0).toEqualTypeOf<Dataset>();
    expectTypeOf(joinFerPlus).parameter(1).toEqualTypeOf<ByteSource>();
    expectTypeOf(joinFerPlus).parameter(2).toEqualTypeOf<FerPlusOptions | undefined>();
    expectTypeOf<object>().toExtend<FerPlusOptions>();
    expectTypeOf<{ signal: AbortSignal }>().toExtend<FerPlusOptions>();
    expectTypeOf(writeNpyDataset).returns.resolves.toBeVoid();
    compiles(() => writeNpyDataset(dataset, 'folder', { signal }));
  });

  test('copiesOf gives a byte per sample', () => {
    expectTypeOf(copiesOf).returns.toEqualTypeOf<Uint8Array>();
  });

  test('augmentImage takes some amounts or all', () => {
    expectTypeOf<object>().toExtend<AugmentOptions>();
    expectTypeOf(augmentDefaults).toEqualTypeOf<Required<AugmentOptions>>();
    expectTypeOf(augmentImage).returns.toBeVoid();
    compiles((face: GrayImage) => augmentImage(face, new Uint8Array(1), { flip: 0 }, createRandom(1)));
  });

  test('synthetic faces need no options', () => {
    expectTypeOf(createSyntheticFaces).returns.toEqualTypeOf<Dataset>();
    expectTypeOf(drawSyntheticFace).parameter(0).toEqualTypeOf<Expression>();
    expectTypeOf(drawSyntheticFace).returns.toEqualTypeOf<GrayImage>();
    compiles(() => [createSyntheticFaces(), drawSyntheticFace('happy')]);
  });

  test('images are read grey or in colour', () => {
    expectTypeOf(readGrayImage).returns.resolves.toEqualTypeOf<GrayImage>();
    expectTypeOf(readColorImage).returns.resolves.toEqualTypeOf<RgbaImage>();
  });
});
