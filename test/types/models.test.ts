import type * as tf from '@tensorflow/tfjs';
import { expectTypeOf, test } from 'vitest';
import {
  adaptModel,
  type AdaptModelOptions,
  type Architecture,
  type ArchitectureId,
  type BackendChoice,
  type BackendInfo,
  createModel,
  type CreateModelOptions,
  type FerCnnOptions,
  FerModel,
  type ModelImage,
  type InputShape,
  type LoadEvent,
  loadModel,
  type LoadModelOptions,
  type MetadataOverrides,
  type ModelMetadata,
  type ModelSource,
  type PredictOptions,
  predictDefaults,
  type SavedModel,
  saveModel,
  type SaveModelOptions,
  type WeightPrecision,
} from '@ferkit/core';
import {
  type ExchangeSource,
  type ExportedModel,
  type ExportFormat,
  exportModel,
  type ExportModelOptions,
  importModel,
  type ImportModelOptions,
  type Scaling,
} from '@ferkit/core/exchange';

test('createModel relates the options of a network to its name', () => {
  expectTypeOf(createModel).returns.resolves.toEqualTypeOf<FerModel>();
  expectTypeOf(createModel).toBeCallableWith();
  expectTypeOf(createModel).toBeCallableWith({ architecture: 'bst261', options: { denseUnits: 8 }, seed: 1 });
  expectTypeOf(createModel).toBeCallableWith({ options: { stem: 4 }, labels: ['yes', 'no'] });
  // @ts-expect-error -- an option of another network
  expectTypeOf(() => createModel({ architecture: 'bst261', options: { stem: 4 } })).toBeFunction();
  // @ts-expect-error -- no such network
  expectTypeOf(() => createModel({ architecture: 'no-such-net' })).toBeFunction();
  expectTypeOf<ArchitectureId>().toEqualTypeOf<'fer-cnn' | 'bst261' | 'mini-xception' | 'fer-resnet'>();
  expectTypeOf<FerCnnOptions['widths']>().toEqualTypeOf<readonly number[]>();
});

test('createModel takes a network of the user with options of its own', () => {
  type Tiny = Architecture<{ readonly filters: number }>;
  const create = (architecture: Tiny) => createModel({ architecture, options: { filters: 8 } });
  expectTypeOf(create).returns.resolves.toEqualTypeOf<FerModel>();
  expectTypeOf<ReturnType<Tiny['build']>>().toEqualTypeOf<tf.LayersModel>();
  expectTypeOf<Parameters<Tiny['build']>[0]['labelCount']>().toEqualTypeOf<number>();
});

test('every option of createModel is optional', () => {
  expectTypeOf<object>().toExtend<CreateModelOptions>();
  expectTypeOf<CreateModelOptions['labels']>().toEqualTypeOf<readonly string[] | undefined>();
  expectTypeOf<CreateModelOptions['seed']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<CreateModelOptions['backend']>().toEqualTypeOf<BackendChoice | undefined>();
  expectTypeOf<CreateModelOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>();
});

test('loadModel takes a source, options, both or nothing', () => {
  expectTypeOf(loadModel).toBeCallableWith();
  expectTypeOf(loadModel).toBeCallableWith({ backend: 'wasm' });
  expectTypeOf(loadModel).toBeCallableWith('./my-model');
  expectTypeOf(loadModel).toBeCallableWith(undefined, { backend: 'wasm' });
  expectTypeOf(loadModel).returns.resolves.toEqualTypeOf<FerModel>();
  // @ts-expect-error -- options only once
  expectTypeOf(() => loadModel({ backend: 'wasm' }, { backend: 'wasm' })).toBeFunction();
  expectTypeOf<ModelSource>().toEqualTypeOf<string | URL | readonly File[]>();
  expectTypeOf<object>().toExtend<LoadModelOptions>();
  expectTypeOf<LoadModelOptions['metadata']>().toEqualTypeOf<MetadataOverrides | undefined>();
  expectTypeOf<LoadModelOptions['onProgress']>().toEqualTypeOf<((event: LoadEvent) => unknown) | undefined>();
  expectTypeOf<LoadModelOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>();
});

test('saveModel resolves to what it wrote', () => {
  expectTypeOf(saveModel).parameter(1).toEqualTypeOf<string>();
  expectTypeOf(saveModel).parameter(2).toEqualTypeOf<SaveModelOptions | undefined>();
  expectTypeOf(saveModel).returns.resolves.toEqualTypeOf<SavedModel>();
  expectTypeOf<object>().toExtend<SaveModelOptions>();
  expectTypeOf<SaveModelOptions['precision']>().toEqualTypeOf<WeightPrecision | undefined>();
  expectTypeOf<SavedModel>().toEqualTypeOf<{
    readonly path: string;
    readonly bytes: number;
    readonly sha256: string;
  }>();
});

test('predict resolves to one array of probabilities per image', () => {
  expectTypeOf<FerModel['predict']>().parameter(0).toEqualTypeOf<readonly ModelImage[]>();
  expectTypeOf<FerModel['predict']>().parameter(1).toEqualTypeOf<PredictOptions | undefined>();
  expectTypeOf<FerModel['predict']>().returns.resolves.toEqualTypeOf<Float32Array[]>();
  expectTypeOf<FerModel['predictMatrix']>().returns.resolves.toEqualTypeOf<Float32Array>();
  expectTypeOf<object>().toExtend<PredictOptions>();
  expectTypeOf<PredictOptions['temperature']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<PredictOptions['views']>().toEqualTypeOf<1 | 2 | 10 | undefined>();
  expectTypeOf<PredictOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>();
  expectTypeOf(predictDefaults).toEqualTypeOf<{ readonly batchSize: number; readonly views: 1 | 2 | 10 }>();
});

test('a model can be disposed of by using, and is not made by new', () => {
  expectTypeOf<FerModel>().toExtend<Disposable>();
  expectTypeOf(() => {
    // @ts-expect-error -- createModel, loadModel and adaptModel make models
    new FerModel();
  }).toBeFunction();
  expectTypeOf<FerModel['layers']>().toEqualTypeOf<tf.LayersModel>();
  expectTypeOf<FerModel['backend']>().toEqualTypeOf<BackendInfo>();
  expectTypeOf<FerModel['metadata']>().toEqualTypeOf<ModelMetadata>();
  expectTypeOf<ModelMetadata['input']>().toEqualTypeOf<InputShape>();
});

test('adaptModel takes the new labels', () => {
  expectTypeOf(adaptModel).parameter(1).toEqualTypeOf<readonly string[]>();
  expectTypeOf(adaptModel).parameter(2).toEqualTypeOf<AdaptModelOptions | undefined>();
  expectTypeOf(adaptModel).returns.resolves.toEqualTypeOf<FerModel>();
  expectTypeOf<object>().toExtend<AdaptModelOptions>();
  expectTypeOf<AdaptModelOptions['freeze']>().toEqualTypeOf<'features' | false | number | undefined>();
});

test('importModel takes one file or the files of a tfjs model', () => {
  expectTypeOf(importModel).parameter(0).toEqualTypeOf<ExchangeSource>();
  expectTypeOf(importModel).parameter(1).toEqualTypeOf<ImportModelOptions | undefined>();
  expectTypeOf(importModel).returns.resolves.toEqualTypeOf<FerModel>();
  expectTypeOf<string | URL | File | readonly File[]>().toExtend<ExchangeSource>();
  expectTypeOf<object>().toExtend<ImportModelOptions>();
  expectTypeOf<ImportModelOptions['scaling']>().toEqualTypeOf<Scaling | undefined>();
});

test('exportModel takes the format from the name of the file, or from its options', () => {
  expectTypeOf(exportModel).parameter(1).toEqualTypeOf<string>();
  expectTypeOf(exportModel).parameter(2).toEqualTypeOf<ExportModelOptions | undefined>();
  expectTypeOf(exportModel).returns.resolves.toEqualTypeOf<ExportedModel>();
  expectTypeOf<object>().toExtend<ExportModelOptions>();
  expectTypeOf<ExportModelOptions['format']>().toEqualTypeOf<ExportFormat | undefined>();
  expectTypeOf<ExportFormat>().toEqualTypeOf<'keras' | 'onnx'>();
  expectTypeOf<ExportModelOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>();
});
