import { join } from 'node:path';
import * as core from '@ferkit/core';
import { adaptModelTable } from '#core/models/adaptModel';
import { createModelTable } from '#core/models/createModel';
import { predictTable } from '#core/models/FerModel';
import { loadModelTable } from '#core/models/openModelSource';
import { saveModelTable } from '#core/models/saveModel';
import { encodeProjectTable } from '#core/projects/encodeProject';
import { openProjectTable } from '#core/projects/openProject';
import { readProjectRecipeTable } from '#core/projects/readProjectRecipe';
import { testBackend } from '../../support/testBackend';
import { type Door, isOptional, isPath, isPlain, isText, modelUnreadable } from '../Door';
import { type Examples, gray, imagesArgument, sourceArgument } from '../examples';

/** Functions and methods of models. */
export function listModelDoors({
  dataset,
  disposedModel,
  folder,
  missing,
  model,
  modelArgument,
}: Examples): readonly Door[] {
  return [
    {
      name: 'createModel',
      call: core.createModel,
      args: [],
      table: createModelTable,
      options: { input: { width: 16, height: 16 }, backend: testBackend },
      accepts: { backend: () => false, architecture: () => false, options: isPlain },
      runs: false,
    },
    {
      name: 'loadModel',
      call: core.loadModel,
      table: loadModelTable,
      runs: false,
      accepts: { backend: () => false },
      args: [
        {
          name: 'model',
          valid: missing,
          codes: modelUnreadable,
          accepts: (value) => isText(value) || isOptional(value) || isPlain(value),
          wrong: [{ bogus: 1 }, [5]],
          others: ['bogus', 'toString'],
        },
      ],
    },
    {
      name: 'openProject',
      call: core.openProject,
      table: openProjectTable,
      runs: false,
      accepts: { backend: () => false },
      args: [{ name: 'source', valid: missing, ...sourceArgument }],
    },
    {
      name: 'readProjectRecipe',
      call: core.readProjectRecipe,
      table: readProjectRecipeTable,
      runs: false,
      args: [{ name: 'source', valid: missing, ...sourceArgument }],
    },
    {
      name: 'encodeProject',
      call: core.encodeProject,
      table: encodeProjectTable,
      args: [
        {
          name: 'project',
          valid: { dataset },
          wrong: [{}, { dataset: 1 }, { dataset, model: 1 }, { dataset, recipe: { epochs: 0 } }],
        },
      ],
    },
    {
      name: 'saveModel',
      call: core.saveModel,
      table: saveModelTable,
      args: [
        modelArgument,
        {
          name: 'folder',
          valid: join(folder, 'saved'),
          accepts: isPath,
        },
      ],
    },
    {
      name: 'adaptModel',
      call: core.adaptModel,
      table: adaptModelTable,
      args: [modelArgument, { name: 'labels', valid: ['x', 'y'], wrong: [['x'], ['x', 'x'], 'xy', [1, 2]] }],
    },
    { name: 'countCost', call: core.countCost, args: [{ name: 'network', valid: model.layers, wrong: [model] }] },
    {
      name: 'FerModel#predict',
      call: (...args: never[]) => model.predict(...(args as unknown as [never])),
      args: [imagesArgument([gray])],
      table: predictTable,
    },
    {
      name: 'FerModel#predictMatrix',
      call: (...args: never[]) => model.predictMatrix(...(args as unknown as [never])),
      args: [imagesArgument([gray])],
      table: predictTable,
    },
    { name: 'FerModel#predict after dispose', call: () => disposedModel.predict([gray]), args: [], runs: false },
    {
      name: 'FerModel#predictMatrix after dispose',
      call: () => disposedModel.predictMatrix([gray]),
      args: [],
      runs: false,
    },
    {
      name: 'FerModel#predict without images after dispose',
      call: () => disposedModel.predict([]),
      args: [],
      runs: false,
    },
    { name: 'FerModel#dispose', call: () => disposedModel.dispose(), args: [] },
  ] as readonly Door[];
}
