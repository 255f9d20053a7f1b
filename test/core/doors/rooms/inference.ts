import * as core from '@ferkit/core';
import { classifyBatchTable, classifyStreamTable, classifyTable } from '#core/inference/Classifier';
import { createClassifierTable } from '#core/inference/createClassifier';
import { classifyVideoTable } from '#core/inference/openFrames';
import { explainTable } from '#core/inference/Explanation';
import { type Argument, type Door, isText } from '../Door';
import { color, type Examples, gray, imageArgument, imagesArgument } from '../examples';

/**
 * The methods of a {@link core.Classifier}, on one in use and on one that is disposed.
 * @param name - of its class
 */
export function listMethods(name: string, classifier: core.Classifier, disposed: core.Classifier): readonly Door[] {
  const ofMethod = (
    method: 'classify' | 'classifyBatch' | 'explain',
    argument: Argument,
    table: object,
  ): readonly Door[] =>
    [
      {
        name: `${name}#${method}`,
        call: (...args) => classifier[method](...(args as [never])),
        args: [argument],
        table: table as Door['table'],
      },
      {
        name: `${name}#${method} after dispose`,
        call: () => disposed[method](argument.valid as never),
        args: [],
        runs: false,
      },
    ] as readonly Door[];

  return [
    ...ofMethod('classify', imageArgument(gray), classifyTable),
    ...ofMethod('classifyBatch', imagesArgument([gray]), classifyBatchTable),
    ...ofMethod('explain', imageArgument(gray), explainTable),
    {
      name: `${name}#classifyStream`,
      call: (...args: never[]) => classifier.classifyStream(...(args as unknown as [never])).next(),
      table: classifyStreamTable,
      args: [
        {
          ...imagesArgument([gray]),
          name: 'frames',
          wrong: [gray, 'film.mp4', [undefined]],
          others: ['frame'],
          accepts: (value) => value instanceof Map || (Array.isArray(value) && value.length === 0),
        },
      ],
    },
    {
      name: `${name}#classifyVideo`,
      call: (...args: never[]) => classifier.classifyVideo(...(args as unknown as [never])).next(),
      table: classifyVideoTable,
      args: [
        {
          name: 'source',
          valid: [{ time: 0, image: gray }],
          wrong: [gray, [gray], [undefined], [{ time: '0', image: gray }], [{ time: 0, image: 'film.mp4' }]],
          codes: ['SOURCE_UNREADABLE', 'VIDEO_UNREADABLE', 'PEER_MISSING'],
          others: ['frame'],
          accepts: (value) => value instanceof Map || (Array.isArray(value) && value.length === 0),
        },
      ],
    },
    {
      name: `${name}#classifyVideo after dispose`,
      call: () => disposed.classifyVideo([{ time: 0, image: gray }]).next(),
      args: [],
      runs: false,
    },
    {
      name: `${name}#classifyStream after dispose`,
      call: () => disposed.classifyStream([gray]).next(),
      args: [],
      runs: false,
    },
    { name: `${name}#dispose`, call: () => disposed.dispose(), args: [] },
  ] as readonly Door[];
}

/** Functions and methods of classifiers. */
export function listClassifierDoors({
  classifier,
  disposedClassifier,
  model,
  modelArgument,
}: Examples): readonly Door[] {
  return [
    {
      name: 'createClassifier',
      call: core.createClassifier,
      args: [],
      table: createClassifierTable,
      options: { model, faces: false },
      accepts: { model: isText, backend: () => false },
    },
    ...listMethods('Classifier', classifier, disposedClassifier),
    {
      name: 'explain',
      call: core.explain,
      table: explainTable,
      args: [modelArgument, { name: 'face', valid: gray, wrong: [color] }],
      options: { patch: 8, stride: 8 },
    },
  ] as readonly Door[];
}
