import { join } from 'node:path';
import * as core from '@ferkit/core';
import { augmentTable } from '#core/datasets/AugmentOptions';
import { corruptTable } from '#core/datasets/corruptImage';
import { shuffleTable } from '#core/datasets/Dataset';
import { assignSplitsTable, holdOutTable } from '#core/datasets/derive/assignSplits';
import { balanceTable } from '#core/datasets/derive/balanceLabels';
import { fractionTable } from '#core/datasets/derive/selectSamples';
import { ferPlusTable } from '#core/datasets/ferPlus/joinFerPlus';
import { writeNpyTable } from '#core/datasets/npy/writeNpyDataset';
import { openDatasetTable } from '#core/datasets/OpenDatasetOptions';
import { syntheticFacesTable } from '#core/datasets/synthetic/createSyntheticFaces';
import { syntheticFilmTable } from '#core/datasets/synthetic/createSyntheticFilm';
import { syntheticFaceTable } from '#core/datasets/synthetic/drawSyntheticFace';
import { createStripes } from '../../support/createStripes';
import { type Argument, type Door, isFunction, isOptional, isPath, isPlain, isWhole } from '../Door';
import { color, type Examples, gray, sourceArgument } from '../examples';

/** Functions and methods of datasets, and the random numbers that draw them. */
export function listDatasetDoors({ dataset, datasetArgument, folder, missing }: Examples): readonly Door[] {
  const position: Argument = { name: 'k', valid: 3, wrong: [16, 1.5, '3'], accepts: isWhole(0, 15) };
  const labels: Argument = {
    name: 'labels',
    valid: ['a', 'b'],
    wrong: [['a', 'a'], ['z'], 'a', [1, 2]],
    codes: ['DATASET_EMPTY'],
  };
  const random = core.createRandom(1);
  const corruption: Argument = {
    name: 'corruption',
    valid: { kind: 'noise', strength: 10 },
    wrong: [{ kind: 'fog', strength: 1 }, { kind: 'noise', strength: -1 }, { kind: 'noise' }, 'noise:10'],
    others: ['corruption.kind', 'corruption.strength'],
  };
  return [
    {
      name: 'corruptImage',
      call: core.corruptImage,
      table: corruptTable,
      args: [{ name: 'image', valid: gray, wrong: [color] }, corruption],
    },
    { name: 'describeCorruption', call: core.describeCorruption, args: [corruption] },
    {
      name: 'augmentImage',
      call: core.augmentImage,
      args: [
        { name: 'source', valid: gray, wrong: [color] },
        { name: 'target', valid: new Uint8Array(256), wrong: [new Uint8Array(255), new Float32Array(256)] },
        { name: 'options', valid: {}, accepts: isPlain, others: ['bogus', 'labels', 'toString'] },
        { name: 'random', valid: random },
      ],
    },
    {
      name: 'augmentImage options',
      options: {},
      call: (options: never) => core.augmentImage(gray, new Uint8Array(256), options, random),
      args: [],
      table: augmentTable,
    },
    {
      name: 'Dataset',
      call: (columns: never) => new core.Dataset(columns),
      args: [
        {
          name: 'columns',
          valid: dataset,
          wrong: [
            Object.assign({}, dataset, { labelIndices: new Uint8Array(3) }),
            Object.assign({}, dataset, { pixels: new Float32Array(dataset.pixels.length) }),
          ],
          others: ['name', 'labels', 'labelIndices, splitIndices', 'pixels'],
          codes: ['DATASET_EMPTY'],
        },
      ],
    },
    { name: 'Dataset#image', call: (k: never) => dataset.image(k), args: [position] },
    { name: 'Dataset#label', call: (k: never) => dataset.label(k), args: [position] },
    { name: 'Dataset#sample', call: (k: never) => dataset.sample(k), args: [position] },
    { name: 'Dataset#splitOf', call: (k: never) => dataset.splitOf(k), args: [position] },
    {
      name: 'Dataset#selectSplit',
      call: (split: never) => dataset.selectSplit(split),
      args: [{ name: 'split', valid: 'train', wrong: ['Train', 'all'] }],
    },
    {
      name: 'Dataset#fraction',
      call: (...args: never[]) => dataset.fraction(...(args as unknown as [never])),
      table: fractionTable,
      args: [{ name: 'share', valid: 0.5, wrong: [1.5], accepts: (value) => value === 0.5 }],
    },
    { name: 'Dataset#selectLabels', call: (names: never) => dataset.selectLabels(names), args: [labels] },
    {
      name: 'Dataset#merge',
      call: (from: never, into: never) => dataset.merge(from, into),
      args: [
        { name: 'from', valid: 'a', wrong: ['z', ['a', 'z']] },
        { name: 'into', valid: 'b', wrong: ['z'] },
      ],
    },
    {
      name: 'Dataset#rename',
      call: (names: never) => dataset.rename(names),
      args: [{ name: 'names', valid: { a: 'x' }, wrong: [{ a: 'b' }, { a: 1 }, { z: 'x' }], accepts: isPlain }],
    },
    {
      name: 'Dataset#balance',
      call: (...args: never[]) => dataset.balance(...(args as unknown as [never])),
      args: [],
      table: balanceTable,
    },
    {
      name: 'Dataset#shuffle',
      call: (...args: never[]) => dataset.shuffle(...(args as unknown as [never])),
      args: [],
      table: shuffleTable,
    },
    {
      name: 'Dataset#take',
      call: (count: never) => dataset.take(count),
      args: [{ name: 'count', valid: 3, accepts: isWhole(1) }],
    },
    {
      name: 'Dataset#filter',
      call: (predicate: never) => dataset.filter(predicate),
      args: [{ name: 'predicate', valid: () => true, accepts: isFunction }],
    },
    {
      name: 'Dataset#concat',
      call: (other: never) => dataset.concat(other),
      args: [
        {
          name: 'other',
          valid: dataset,
          wrong: [createStripes({ size: 8, side: 8 }), createStripes({ size: 8, labels: ['x', 'y'] })],
        },
      ],
    },
    {
      name: 'Dataset#assignSplits',
      call: (...args: never[]) => dataset.assignSplits(...(args as unknown as [never])),
      table: assignSplitsTable,
      args: [
        {
          name: 'shares',
          valid: { train: 0.5, test: 0.5 },
          wrong: [{ train: 0.5 }, { train: NaN, test: 1 }, { train: 2, test: -1 }, { Train: 1 }],
        },
      ],
    },
    {
      name: 'Dataset#folds',
      call: (...args) => dataset.folds(...(args as unknown as [never])),
      table: assignSplitsTable,
      accepts: { by: (value) => value === 'image' },
      args: [{ name: 'folds', valid: 2, wrong: [1, 2.5, 5000], accepts: isWhole(2, 5) }],
    },
    {
      name: 'Dataset#holdOut',
      call: (...args: never[]) =>
        createStripes({ size: 64 })
          .selectSplit('train')
          .holdOut(...(args as unknown as [never])),
      table: holdOutTable,
      args: [{ name: 'share', valid: 0.25, wrong: [1], accepts: (value) => value === 0.5 || isOptional(value) }],
    },
    {
      name: 'joinFerPlus',
      call: core.joinFerPlus,
      table: ferPlusTable,
      runs: false,
      args: [datasetArgument, { name: 'source', valid: missing, ...sourceArgument }],
    },
    {
      name: 'copiesOf',
      call: core.copiesOf,
      args: [
        datasetArgument,
        { name: 'reference', valid: dataset, wrong: [createStripes({ side: 8 })], others: ['dataset'] },
      ],
    },
    {
      name: 'writeNpyDataset',
      call: core.writeNpyDataset,
      table: writeNpyTable,
      args: [
        datasetArgument,
        {
          name: 'folder',
          valid: join(folder, 'npy'),
          accepts: isPath,
        },
      ],
    },
    {
      name: 'openDataset',
      call: core.openDataset,
      table: openDatasetTable,
      runs: false,
      args: [
        {
          name: 'source',
          valid: missing,
          wrong: [{ train: 5 }, { images: 5, labels: 6 }, { Train: 'x' }, [5]],
          ...sourceArgument,
        },
      ],
    },
    {
      name: 'describeSkipped',
      call: core.describeSkipped,
      args: [{ name: 'report', valid: dataset.skipped, wrong: [{ kinds: { bogus: 1 } }, { kinds: 5 }] }],
    },
    {
      name: 'describeFaces',
      call: core.describeFaces,
      args: [
        {
          name: 'report',
          valid: { cropped: 1, whole: 2, several: 1, items: [] },
          wrong: [{ cropped: NaN, whole: 2, several: 1 }],
        },
      ],
    },
    { name: 'summarize', call: core.summarize, args: [datasetArgument] },
    {
      name: 'createSyntheticFaces',
      call: core.createSyntheticFaces,
      args: [],
      table: syntheticFacesTable,
      options: { count: 3, size: 8 },
    },
    {
      name: 'drawSyntheticFace',
      call: core.drawSyntheticFace,
      table: syntheticFaceTable,
      args: [{ name: 'expression', valid: 'happy', wrong: ['Happy', 'joy'] }],
    },
    {
      name: 'createSyntheticFilm',
      call: core.createSyntheticFilm,
      table: syntheticFilmTable,
      args: [],
      options: { actors: [{ moods: [], places: [{ time: 0, x: 9, y: 9, size: 16 }] }] },
    },
    {
      name: 'createRandom',
      call: core.createRandom,
      args: [
        { name: 'key', valid: 7, accepts: isWhole(-Infinity) },
        { name: 'key', valid: 7, accepts: (value) => isWhole(-Infinity)(value) || isOptional(value) },
      ],
    },
    { name: 'Random#next', call: () => random.next(), args: [] },
    {
      name: 'Random#integer',
      call: (bound: never) => random.integer(bound),
      args: [{ name: 'bound', valid: 6, accepts: isWhole(1, 2 ** 32) }],
    },
    { name: 'Random#normal', call: () => random.normal(), args: [] },
  ] as readonly Door[];
}
