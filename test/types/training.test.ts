import { expectTypeOf, test } from 'vitest';
import {
  type CheckpointOptions,
  distillDefaults,
  distillLabels,
  type DistillOptions,
  type FerModel,
  type OptimizerName,
  loadCheckpoint,
  loadCheckpointDefaults,
  type LoadCheckpointOptions,
  type LoadedCheckpoint,
  removeCheckpoint,
  type StoredWeights,
  type Schedule,
  train,
  type TrainData,
  trainDefaults,
  type TrainOptions,
  type TrainRecipe,
  type ValidationMetric,
} from '@ferkit/core';
import type { Dataset } from '@ferkit/core/datasets';
import type { EpochRecord, TrainEvent, TrainResult } from '@ferkit/core/metrics';

test('train takes a model, data and optional options, and resolves to the result', () => {
  expectTypeOf(train).parameter(0).toEqualTypeOf<FerModel>();
  expectTypeOf(train).parameter(1).toEqualTypeOf<TrainData | Dataset>();
  expectTypeOf(train).parameter(2).toEqualTypeOf<TrainOptions | undefined>();
  expectTypeOf(train).returns.resolves.toEqualTypeOf<TrainResult>();
  expectTypeOf<TrainResult['history']>().toEqualTypeOf<readonly EpochRecord[]>();
  expectTypeOf<TrainResult['reason']>().toEqualTypeOf<'completed' | 'early-stopped' | 'stopped'>();
});

test('every option of train is optional, and the recipe is a part of them', () => {
  expectTypeOf<object>().toExtend<TrainOptions>();
  expectTypeOf<Partial<TrainRecipe>>().toExtend<TrainOptions>();
  expectTypeOf<Exclude<keyof TrainOptions, keyof TrainRecipe>>().toEqualTypeOf<
    'onEvent' | 'callbacks' | 'checkpoint' | 'workers' | 'stopSignal' | 'signal'
  >();
  expectTypeOf<TrainOptions['onEvent']>().toEqualTypeOf<((event: TrainEvent) => unknown) | undefined>();
  expectTypeOf<(event: TrainEvent) => Promise<void>>().toExtend<TrainOptions['onEvent']>();
  expectTypeOf<TrainOptions['stopSignal']>().toEqualTypeOf<AbortSignal | undefined>();
  expectTypeOf<TrainOptions['checkpoint']>().toEqualTypeOf<CheckpointOptions | string | undefined>();
  expectTypeOf<TrainOptions['workers']>().toEqualTypeOf<number | 'auto' | undefined>();
  expectTypeOf<TrainOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>();
});

test('a recipe is switched off by false, never by null, 0 or a word', () => {
  expectTypeOf<TrainRecipe['labelWeights']>().toEqualTypeOf<
    'balanced' | 'effective' | Readonly<Record<string, number>> | false
  >();
  expectTypeOf<TrainRecipe['mixup']>().toEqualTypeOf<number | false>();
  expectTypeOf<TrainRecipe['cutmix']>().toEqualTypeOf<number | false>();
  expectTypeOf<TrainRecipe['clipNorm']>().toEqualTypeOf<number | false>();
  expectTypeOf<TrainRecipe['averageWeights']>().toEqualTypeOf<number | false>();
  expectTypeOf<TrainRecipe['patience']>().toEqualTypeOf<number | false>();
  expectTypeOf<null>().not.toExtend<TrainRecipe[keyof TrainRecipe]>();
  expectTypeOf<{ labelWeights: 'none' }>().not.toExtend<TrainOptions>();
});

test('trainDefaults has the default of every option of the recipe', () => {
  expectTypeOf(trainDefaults).toEqualTypeOf<TrainRecipe>();
  expectTypeOf<OptimizerName>().toEqualTypeOf<'sgd' | 'adam' | 'adamw'>();
  expectTypeOf<ValidationMetric>().toEqualTypeOf<'loss' | 'accuracy' | 'macroF1'>();
  expectTypeOf<Schedule['type']>().toEqualTypeOf<'constant' | 'cosine' | 'one-cycle' | 'step' | 'plateau'>();
});

test('the type of an event tells its fields', () => {
  expectTypeOf<TrainEvent['type']>().toEqualTypeOf<'start' | 'batch' | 'epoch' | 'checkpoint'>();
  expectTypeOf<Extract<TrainEvent, { type: 'epoch' }>>().toExtend<EpochRecord>();
  expectTypeOf<Extract<TrainEvent, { type: 'checkpoint' }>['path']>().toBeString();
});

test('distillLabels takes one teacher or several, and gives a dataset to train on', () => {
  expectTypeOf(distillLabels).parameter(0).toEqualTypeOf<Dataset>();
  expectTypeOf(distillLabels).parameter(1).toEqualTypeOf<FerModel | readonly FerModel[]>();
  expectTypeOf(distillLabels).parameter(2).toEqualTypeOf<DistillOptions | undefined>();
  expectTypeOf(distillLabels).returns.resolves.toEqualTypeOf<Dataset>();
  expectTypeOf<DistillOptions['temperature']>().toEqualTypeOf<number | false | undefined>();
  expectTypeOf<DistillOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>();
  expectTypeOf(distillDefaults).toEqualTypeOf<Required<Omit<DistillOptions, 'signal'>>>();
});

test('loadCheckpoint gives a model, and tells which weights it has', () => {
  expectTypeOf(loadCheckpoint).parameter(1).toEqualTypeOf<LoadCheckpointOptions | undefined>();
  expectTypeOf(loadCheckpoint).returns.resolves.toEqualTypeOf<LoadedCheckpoint>();
  expectTypeOf<LoadedCheckpoint['weights']>().toEqualTypeOf<StoredWeights>();
  expectTypeOf(loadCheckpointDefaults).toEqualTypeOf<Required<Omit<LoadCheckpointOptions, 'signal'>>>();
});

test('removeCheckpoint takes the path that train was given', () => {
  expectTypeOf(removeCheckpoint).parameters.toEqualTypeOf<[path: string]>();
  expectTypeOf(removeCheckpoint).returns.resolves.toBeVoid();
});
