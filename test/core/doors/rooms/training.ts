import * as core from '@ferkit/core';
import { crossValidateTable } from '#core/experiments/crossValidate';
import { findLearningRateTable } from '#core/experiments/findLearningRate';
import { finetuneTable } from '#core/experiments/finetune';
import { learningCurveTable } from '#core/experiments/learningCurve';
import { distillTable } from '#core/training/distillLabels';
import { loadCheckpointTable } from '#core/training/loadCheckpoint';
import { trainTable } from '#core/training/TrainOptions';
import { type Door, isFunction, isPath } from '../Door';
import { type Examples, sourceArgument } from '../examples';

/** Functions and methods of training. */
export function listTrainingDoors({
  dataset,
  datasetArgument,
  disposedModel,
  missing,
  model,
  modelArgument,
}: Examples): readonly Door[] {
  return [
    {
      name: 'train',
      call: core.train,
      table: trainTable,
      options: { epochs: 1, workers: 1 },
      args: [
        modelArgument,
        { name: 'data', valid: dataset, wrong: [{ train: [] }, { train: dataset, validation: 5 }, [dataset]] },
      ],
    },
    {
      name: 'finetune',
      call: core.finetune,
      table: finetuneTable,
      options: { from: model },
      runs: false,
      args: [{ name: 'data', valid: dataset, wrong: [[5], { Train: 'x' }], others: ['source'], ...sourceArgument }],
    },
    {
      name: 'findLearningRate',
      call: core.findLearningRate,
      table: findLearningRateTable,
      options: { steps: 10 },
      args: [modelArgument, { name: 'data', valid: dataset, wrong: [{ train: [] }, [dataset]] }],
    },
    ...[
      { name: 'crossValidate', call: core.crossValidate, table: crossValidateTable },
      { name: 'learningCurve', call: core.learningCurve, table: learningCurveTable },
    ].map((experiment) => ({
      ...experiment,
      runs: false,
      args: [
        { name: 'dataset', valid: dataset, wrong: [{ train: dataset }, [dataset]] },
        { name: 'train', valid: () => Promise.resolve(model), accepts: isFunction },
      ],
    })),
    {
      name: 'logHistory',
      call: core.logHistory,
      args: [{ name: 'path', valid: 'history.csv', wrong: ['history.txt', 'history'] }],
    },
    {
      name: 'logTensorBoard',
      call: core.logTensorBoard,
      args: [{ name: 'folder', valid: 'runs', accepts: isPath }],
    },
    {
      name: 'distillLabels',
      call: core.distillLabels,
      table: distillTable,
      args: [
        datasetArgument,
        { name: 'teachers', valid: model, wrong: [[model, 5], disposedModel, [disposedModel]], codes: ['DISPOSED'] },
      ],
    },
    {
      name: 'loadCheckpoint',
      call: core.loadCheckpoint,
      table: loadCheckpointTable,
      runs: false,
      args: [{ name: 'path', valid: missing, accepts: isPath }],
    },
    {
      name: 'removeCheckpoint',
      call: core.removeCheckpoint,
      args: [{ name: 'path', valid: missing, accepts: isPath }],
    },
  ] as readonly Door[];
}
