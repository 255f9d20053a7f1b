import { expectTypeOf, test } from 'vitest';
import {
  type BackendChoice,
  type Classification,
  type Classifier,
  type ClassifyBatchOptions,
  type ClassifyOptions,
  type ClassifyStreamOptions,
  createClassifier,
  type CreateClassifierOptions,
  createFaceDetector,
  type DetectOptions,
  explain,
  type ExplainOptions,
  type Explanation,
  type Face,
  type FaceDetector,
  type FaceDetectorOptions,
  type FaceExplanation,
  type FaceTrackerOptions,
  type FerModel,
  type FrameOptions,
  type LoadEvent,
  type ModelSource,
} from '@ferkit/core';
import type { Dataset, FerError, ImageInput } from '@ferkit/core/datasets';
import {
  createWorkerClassifier,
  serveWorker,
  type ServeWorkerOptions,
  trainInWorker,
  type WorkerClassifierOptions,
  type WorkerTrainOptions,
} from '@ferkit/core/worker';

test('createClassifier takes optional options and resolves to a classifier', () => {
  expectTypeOf(createClassifier).parameter(0).toEqualTypeOf<CreateClassifierOptions | undefined>();
  expectTypeOf(createClassifier).returns.resolves.toEqualTypeOf<Classifier>();
  expectTypeOf<object>().toExtend<CreateClassifierOptions>();
  expectTypeOf<CreateClassifierOptions['model']>().toEqualTypeOf<FerModel | ModelSource | undefined>();
  expectTypeOf<CreateClassifierOptions['backend']>().toEqualTypeOf<BackendChoice | undefined>();
  expectTypeOf<CreateClassifierOptions['faces']>().toEqualTypeOf<'auto' | false | FaceDetector | undefined>();
  expectTypeOf<CreateClassifierOptions['temperature']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<CreateClassifierOptions['onProgress']>().toEqualTypeOf<((event: LoadEvent) => unknown) | undefined>();
  expectTypeOf<CreateClassifierOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>();
});

test('a classifier can be disposed of by using, and shows no internals', () => {
  expectTypeOf<Classifier>().toExtend<Disposable>();
  expectTypeOf<Exclude<keyof Classifier, symbol>>().toEqualTypeOf<
    'metadata' | 'backend' | 'classify' | 'classifyBatch' | 'classifyStream' | 'classifyVideo' | 'explain' | 'dispose'
  >();
});

test('classify resolves to the faces of one image', () => {
  expectTypeOf<Classifier['classify']>().parameter(0).toEqualTypeOf<ImageInput>();
  expectTypeOf<Classifier['classify']>().parameter(1).toEqualTypeOf<ClassifyOptions | undefined>();
  expectTypeOf<Classifier['classify']>().returns.resolves.toEqualTypeOf<readonly Classification[]>();
  expectTypeOf<Classification['label']>().toEqualTypeOf<string | null>();
});

test('classifyBatch resolves to the faces of each image', () => {
  expectTypeOf<Classifier['classifyBatch']>().parameter(0).toEqualTypeOf<readonly ImageInput[]>();
  expectTypeOf<Classifier['classifyBatch']>().parameter(1).toEqualTypeOf<ClassifyBatchOptions | undefined>();
  expectTypeOf<Classifier['classifyBatch']>().returns.resolves.toEqualTypeOf<readonly (readonly Classification[])[]>();
  expectTypeOf<NonNullable<ClassifyBatchOptions['onUnreadable']>>()
    .parameter(0)
    .toEqualTypeOf<FerError<'SOURCE_UNREADABLE' | 'IMAGE_UNREADABLE' | 'PEER_MISSING'>>();
});

test('classifyStream takes any iteration of images', () => {
  expectTypeOf<ImageInput[]>().toExtend<Parameters<Classifier['classifyStream']>[0]>();
  expectTypeOf<AsyncGenerator<ImageInput>>().toExtend<Parameters<Classifier['classifyStream']>[0]>();
  expectTypeOf<Classifier['classifyStream']>().parameter(1).toEqualTypeOf<ClassifyStreamOptions | undefined>();
  expectTypeOf<Classifier['classifyStream']>().returns.toExtend<AsyncIterable<readonly Classification[]>>();
});

test('explain of a classifier takes the options of explain of a model', () => {
  expectTypeOf(explain).returns.resolves.toEqualTypeOf<Explanation>();
  expectTypeOf(explain).parameter(2).toEqualTypeOf<ExplainOptions | undefined>();
  expectTypeOf<ExplainOptions>().toExtend<NonNullable<Parameters<Classifier['explain']>[1]>>();
  expectTypeOf<Classifier['explain']>().returns.resolves.toEqualTypeOf<readonly FaceExplanation[]>();
});

test('createFaceDetector resolves to a detector; one of the user needs no symbols', () => {
  expectTypeOf(createFaceDetector).parameter(0).toEqualTypeOf<FaceDetectorOptions | undefined>();
  expectTypeOf(createFaceDetector).returns.resolves.toEqualTypeOf<FaceDetector & Disposable>();
  expectTypeOf<keyof FaceDetector>().toEqualTypeOf<'detect' | 'dispose'>();
  expectTypeOf<FaceDetector['detect']>().parameter(1).toEqualTypeOf<DetectOptions | undefined>();
  expectTypeOf<FaceDetector['detect']>().returns.resolves.toEqualTypeOf<readonly Face[]>();
});

test('every option can be left out', () => {
  expectTypeOf<object>().toExtend<ClassifyStreamOptions>();
  expectTypeOf<object>().toExtend<ExplainOptions>();
  expectTypeOf<object>().toExtend<FaceDetectorOptions>();
  expectTypeOf<object>().toExtend<FaceTrackerOptions>();
  expectTypeOf<object>().toExtend<FrameOptions>();
});

test('a classifier in a worker has the interface of one on the page', () => {
  expectTypeOf(createWorkerClassifier).returns.resolves.toEqualTypeOf<Classifier>();
  expectTypeOf<{ readonly worker: Worker }>().toExtend<WorkerClassifierOptions>();
  expectTypeOf<object>().toExtend<WorkerClassifierOptions>();
  expectTypeOf<{ readonly worker: string }>().not.toExtend<WorkerClassifierOptions>();
  expectTypeOf<WorkerClassifierOptions['faces']>().toEqualTypeOf<'auto' | false | undefined>();
  expectTypeOf<WorkerClassifierOptions['model']>().toEqualTypeOf<ModelSource | undefined>();
  expectTypeOf<Parameters<typeof serveWorker>[0]>().toEqualTypeOf<ServeWorkerOptions | undefined>();
});

test('trainInWorker takes a model, data, and the options of train with a worker', () => {
  expectTypeOf(trainInWorker).parameter(0).toEqualTypeOf<FerModel>();
  expectTypeOf<Dataset>().toExtend<Parameters<typeof trainInWorker>[1]>();
  expectTypeOf<{ readonly train: Dataset }>().toExtend<Parameters<typeof trainInWorker>[1]>();
  expectTypeOf(trainInWorker).parameter(2).toEqualTypeOf<WorkerTrainOptions | undefined>();
  expectTypeOf<{ readonly worker: Worker; readonly epochs: number }>().toExtend<WorkerTrainOptions>();
  expectTypeOf(trainInWorker).returns.resolves.toHaveProperty('history');
});
