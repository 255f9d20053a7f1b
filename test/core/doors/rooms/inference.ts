import * as core from '@ferkit/core';
import { classifyBatchTable, classifyStreamTable, classifyTable } from '#core/inference/Classifier';
import { createClassifierTable } from '#core/inference/createClassifier';
import { explainTable } from '#core/inference/Explanation';
import { type Argument, type Door, isText } from '../Door';
import { color, type Examples, gray, imageArgument, imagesArgument } from '../examples';

/** Functions and methods of classifiers. */
export function listClassifierDoors({
  classifier,
  disposedClassifier,
  model,
  modelArgument,
}: Examples): readonly Door[] {
  /** A method of a {@link Classifier}, on one in use and on one that is disposed. */
  const ofClassifier = (
    name: 'classify' | 'classifyBatch' | 'explain',
    argument: Argument,
    table: object,
  ): readonly Door[] =>
    [
      {
        name: `Classifier#${name}`,
        call: (...args) => classifier[name](...(args as [never])),
        args: [argument],
        table: table as Door['table'],
      },
      {
        name: `Classifier#${name} after dispose`,
        call: () => disposedClassifier[name](argument.valid as never),
        args: [],
        runs: false,
      },
    ] as readonly Door[];

  return [
    {
      name: 'createClassifier',
      call: core.createClassifier,
      args: [],
      table: createClassifierTable,
      options: { model, faces: false },
      accepts: { model: isText, backend: () => false },
    },
    ...ofClassifier('classify', imageArgument(gray), classifyTable),
    ...ofClassifier('classifyBatch', imagesArgument([gray]), classifyBatchTable),
    ...ofClassifier('explain', imageArgument(gray), explainTable),
    {
      name: 'Classifier#classifyStream',
      call: (...args: never[]) => classifier.classifyStream(...(args as unknown as [never])).next(),
      table: classifyStreamTable,
      args: [
        {
          ...imagesArgument([gray]),
          name: 'frames',
          wrong: [gray, 'film.mp4', [undefined]],
          accepts: (value) => value instanceof Map || (Array.isArray(value) && value.length === 0),
        },
      ],
    },
    {
      name: 'Classifier#classifyStream after dispose',
      call: () => disposedClassifier.classifyStream([gray]).next(),
      args: [],
      runs: false,
    },
    { name: 'Classifier#dispose', call: () => disposedClassifier.dispose(), args: [] },
    {
      name: 'explain',
      call: core.explain,
      table: explainTable,
      args: [modelArgument, { name: 'face', valid: gray, wrong: [color] }],
      options: { patch: 8, stride: 8 },
    },
  ] as readonly Door[];
}
