import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@ferkit/core';
import * as exchange from '@ferkit/core/exchange';
import { type ErrorCode, EXPRESSIONS } from '@ferkit/core/datasets';
import * as workers from '@ferkit/core/worker';
import { diagnoseBackendsTable, selectBackendTable } from '#core/backends/selectBackend';
import { augmentTable } from '#core/datasets/AugmentOptions';
import { shuffleTable } from '#core/datasets/Dataset';
import { assignSplitsTable, holdOutTable } from '#core/datasets/derive/assignSplits';
import { balanceTable } from '#core/datasets/derive/balanceLabels';
import { fractionTable } from '#core/datasets/derive/selectSamples';
import { ferPlusTable } from '#core/datasets/ferPlus/joinFerPlus';
import { writeNpyTable } from '#core/datasets/npy/writeNpyDataset';
import { openDatasetTable } from '#core/datasets/OpenDatasetOptions';
import { syntheticFacesTable } from '#core/datasets/synthetic/createSyntheticFaces';
import { syntheticFaceTable } from '#core/datasets/synthetic/drawSyntheticFace';
import { calibrateTable } from '#core/evaluation/calibrate';
import { evaluateTable } from '#core/evaluation/evaluate';
import { exportModelTable } from '#core/exchange/exportModel';
import { importModelTable } from '#core/exchange/importModel';
import { detectTable } from '#core/faces/BlazeFaceDetector';
import { faceDetectorTable } from '#core/faces/createFaceDetector';
import { faceTrackerTable } from '#core/faces/FaceTracks';
import { frameTable } from '#core/faces/frameFace';
import { readImageTable } from '#core/images/readImage';
import { classifyBatchTable, classifyStreamTable, classifyTable } from '#core/inference/Classifier';
import { createClassifierTable } from '#core/inference/createClassifier';
import { explainTable } from '#core/inference/Explanation';
import { matrixScalingTable } from '#core/metrics/fitMatrixScaling';
import { adaptModelTable } from '#core/models/adaptModel';
import { createModelTable } from '#core/models/createModel';
import { predictTable } from '#core/models/FerModel';
import { loadModelTable } from '#core/models/openModelSource';
import { saveModelTable } from '#core/models/saveModel';
import type { Rule } from '#core/options';
import { distillTable } from '#core/training/distillLabels';
import { trainTable } from '#core/training/TrainOptions';
import { workerClassifierTable } from '#core/worker/createWorkerClassifier';
import { workerTrainTable } from '#core/worker/trainInWorker';
import { exampleReport } from '../evaluation/exampleReport';
import { createStripes } from '../support/createStripes';
import { testBackend } from '../support/testBackend';
import { createTinyModel } from '../support/tinyNet';

/** A positional argument of a door. */
export interface Argument {
  readonly name: string;
  readonly valid: unknown;
  /** True for values of the common list of wrong values that are right here. */
  readonly accepts?: (value: unknown) => boolean;
  /** Codes besides OPTION_INVALID, for values that look right and are not there. */
  readonly codes?: readonly ErrorCode[];
  /** Wrong values of this argument alone: wrong lengths, disposed objects. */
  readonly wrong?: readonly unknown[];
}

/** A public function, constructor or method. */
export interface Door {
  readonly name: string;
  readonly call: (...args: never[]) => unknown;
  readonly args: readonly Argument[];
  /** The table of the options, which are the last argument. */
  readonly table?: Readonly<Record<string, Rule>>;
  /** Options that the call cannot do without. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Options whose rule accepts everything, because a later part checks them: the values of the common list that are right. */
  readonly accepts?: Readonly<Record<string, (value: unknown) => boolean>>;
  /** False for a valid call that takes long or that Node cannot make. */
  readonly runs?: boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string';
/** Names of backends; the worker, which knows its backends, checks them. */
const isBackendName = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 && value.every(isBackendName) : isText(value) && value !== '';
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isWhole =
  (from: number, to = Infinity) =>
  (value: unknown) =>
    Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to;
const isOptional = (value: unknown): boolean => value === undefined;
/** Abstract iterables and bytes are sources of bytes. */
const unreadable: readonly ErrorCode[] = [
  'SOURCE_UNREADABLE',
  'IMAGE_UNREADABLE',
  'DATASET_MALFORMED',
  'DATASET_EMPTY',
];
const modelUnreadable: readonly ErrorCode[] = ['SOURCE_UNREADABLE', 'MODEL_CORRUPT', 'MODEL_INCOMPATIBLE'];

/** The objects that doors are called on and with. */
export async function createRooms() {
  const folder = mkdtempSync(join(tmpdir(), 'doors-'));
  const dataset = createStripes({ size: 16 });
  const model = await createTinyModel();
  const disposedModel = await createTinyModel();
  disposedModel.dispose();
  const classifier = await core.createClassifier({ model, faces: false });
  const disposedClassifier = await core.createClassifier({ model, faces: false });
  disposedClassifier.dispose();
  const detector = await core.createFaceDetector({ backend: testBackend });
  const disposedDetector = await core.createFaceDetector({ backend: testBackend });
  disposedDetector.dispose();
  return { folder, dataset, model, disposedModel, classifier, disposedClassifier, detector, disposedDetector };
}

export type Rooms = Awaited<ReturnType<typeof createRooms>>;

/** A worker that answers each call with an error of its own, so that no wrong value waits forever. */
function createWorker(): Worker {
  const target = new EventTarget();
  return Object.assign(target, {
    terminate: () => undefined,
    postMessage: (data: { readonly id: number; readonly ferkit: number }) => {
      const error = { code: 'WORKER_FAILED', message: 'answered', name: 'FerError', details: { failed: 'answered' } };
      queueMicrotask(() =>
        target.dispatchEvent(new MessageEvent('message', { data: { ...data, type: 'error', error } })),
      );
    },
  }) as unknown as Worker;
}

/** Every public function, constructor and method, with the arguments of a valid call. */
export function listDoors(rooms: Rooms): readonly Door[] {
  const { folder, dataset, model, disposedModel, classifier, disposedClassifier, detector, disposedDetector } = rooms;
  const gray = { pixels: new Uint8Array(256).fill(9), width: 16, height: 16 };
  const color = { pixels: new Uint8Array(1024).fill(200), width: 16, height: 16 };
  const face = { box: { x: 2, y: 2, width: 8, height: 8 }, score: 0.9, landmarks: null };
  const frame = { center: { x: 8, y: 8 }, side: 12, angle: 0 };
  const tracker = new core.FaceTracker();
  const random = core.createRandom(1);
  const confusion = core.countConfusion(['a', 'b'], [0, 1, 1], [0, 1, 0]);
  const scores = Float32Array.of(0.75, 0.25, 0.5, 0.5);
  const truth = [0, 1];
  const report = exampleReport();
  const missing = join(folder, 'nothing');
  const file = join(folder, 'model.keras');
  const sourceArgument = {
    accepts: (value: unknown) => value instanceof Uint8Array || isText(value),
    codes: unreadable,
  };

  const modelArgument: Argument = {
    name: 'model',
    valid: model,
    wrong: [disposedModel, classifier, Object.assign({}, model)],
    codes: ['DISPOSED'],
  };
  const datasetArgument: Argument = {
    name: 'dataset',
    valid: dataset,
    wrong: [Object.assign({}, dataset, { rows: undefined }), [dataset]],
  };
  const truthArgument: Argument = {
    name: 'truth',
    valid: truth,
    wrong: [[0], [0, 2], [0, -1], [0, NaN], [0, 0.5], ['0', '1']],
  };
  const scoresArgument: Argument = {
    name: 'scores',
    valid: scores,
    wrong: [new Float32Array(5), Float32Array.of(NaN, 0, 0, 1), [0.75, 0.25, 0.5, 0.5]],
  };
  const logitsArgument: Argument = { ...scoresArgument, name: 'logits' };
  const labelCount: Argument = { name: 'labelCount', valid: 2, wrong: [3, 1, 2.5, '2'] };
  const confusionArgument: Argument = {
    name: 'confusion',
    valid: confusion,
    wrong: [
      { labels: ['a'] },
      { labels: ['a', 'b'], counts: [[1, 2]] },
      {
        labels: ['a', 'b'],
        counts: [
          [1, NaN],
          [0, 1],
        ],
      },
      {
        labels: ['a', 'b'],
        counts: [
          [1, -1],
          [0, 1],
        ],
      },
    ],
  };
  const image = (valid: unknown): Argument => ({
    name: 'image',
    valid,
    wrong: [
      { ...gray, pixels: new Uint8Array(3) },
      { ...gray, pixels: new Float32Array(256) },
      { ...gray, width: NaN },
    ],
    ...sourceArgument,
  });
  const images = (valid: unknown): Argument => ({
    name: 'images',
    valid,
    wrong: [gray, [gray, undefined], [{ ...gray, height: 15 }], ['photo.jpg'].concat('')],
    accepts: (value) => Array.isArray(value) && value.length === 0,
    codes: unreadable,
  });
  const position: Argument = { name: 'k', valid: 3, wrong: [16, 1.5, '3'], accepts: isWhole(0, 15) };
  const report_: Argument = {
    name: 'report',
    valid: report,
    wrong: [{ ...report, accuracy: NaN }, { ...report, confusion: undefined }, '{}'],
    codes: ['REPORT_MALFORMED'],
  };
  const labels: Argument = {
    name: 'labels',
    valid: ['a', 'b'],
    wrong: [['a', 'a'], ['z'], 'a', [1, 2]],
    codes: ['DATASET_EMPTY'],
  };

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
    // Backends.
    {
      name: 'selectBackend',
      call: core.selectBackend,
      table: selectBackendTable,
      args: [
        {
          name: 'backend',
          valid: testBackend,
          wrong: ['cuda9', { name: 'wasm', paths: 5 }, ['wasm', 'bogus'], { name: 'cpu', paths: '/' }],
          accepts: isOptional,
        },
      ],
    },
    { name: 'diagnoseBackends', call: core.diagnoseBackends, table: diagnoseBackendsTable, args: [], runs: false },
    // Datasets.
    {
      name: 'augmentImage',
      call: core.augmentImage,
      args: [
        { name: 'source', valid: gray, wrong: [color] },
        { name: 'target', valid: new Uint8Array(256), wrong: [new Uint8Array(255), new Float32Array(256)] },
        { name: 'options', valid: {}, accepts: (value) => isPlain(value) },
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
      args: [datasetArgument, { name: 'reference', valid: dataset, wrong: [createStripes({ side: 8 })] }],
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
          accepts: (value) => isText(value) && (value as string).trim() !== '',
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
    // Images and faces.
    { name: 'readGrayImage', call: core.readGrayImage, args: [image(gray)], table: readImageTable },
    { name: 'readColorImage', call: core.readColorImage, args: [image(color)], table: readImageTable },
    {
      name: 'createFaceDetector',
      call: core.createFaceDetector,
      args: [],
      table: faceDetectorTable,
      options: { backend: testBackend },
      accepts: { backend: () => false },
    },
    {
      name: 'FaceDetector#detect',
      call: (...args: never[]) => detector.detect(...(args as unknown as [never])),
      table: detectTable,
      args: [{ name: 'image', valid: color, wrong: [gray] }],
    },
    { name: 'FaceDetector#detect after dispose', call: () => disposedDetector.detect(color), args: [], runs: false },
    { name: 'FaceDetector#dispose', call: () => disposedDetector.dispose(), args: [] },
    {
      name: 'cropFace',
      call: core.cropFace,
      args: [
        { name: 'image', valid: color, wrong: [gray] },
        {
          name: 'frame',
          valid: frame,
          wrong: [{ ...frame, side: 0 }, { ...frame, angle: NaN }, { ...frame, center: { x: 1 } }, face],
        },
        { name: 'size', valid: { width: 4, height: 4 }, wrong: [{ width: 4 }, { width: 4, height: 1e9 }] },
      ],
    },
    {
      name: 'frameFace',
      call: core.frameFace,
      table: frameTable,
      args: [{ name: 'face', valid: face, wrong: [face.box, { ...face, box: { ...face.box, width: -1 } }] }],
    },
    {
      name: 'FaceTracker',
      call: (...args: never[]) => new core.FaceTracker(...(args as unknown as [never])),
      args: [],
      table: faceTrackerTable,
    },
    {
      name: 'FaceTracker#update',
      call: (...args: never[]) => tracker.update(...(args as unknown as [never, never])),
      args: [
        {
          name: 'faces',
          valid: [face],
          wrong: [face, [face, null], [{ ...face, score: 2 }]],
          accepts: (value) => Array.isArray(value) && value.length === 0,
        },
        { name: 'time', valid: 5, accepts: Number.isFinite },
      ],
    },
    {
      name: 'FaceTracker#isTracking',
      call: (track: never) => tracker.isTracking(track),
      args: [{ name: 'track', valid: 1, accepts: isWhole(1) }],
    },
    { name: 'FaceTracker#reset', call: () => tracker.reset(), args: [] },
    // Classifiers.
    {
      name: 'createClassifier',
      call: core.createClassifier,
      args: [],
      table: createClassifierTable,
      options: { model, faces: false },
      accepts: { model: isText, backend: () => false },
    },
    ...ofClassifier('classify', image(gray), classifyTable),
    ...ofClassifier('classifyBatch', images([gray]), classifyBatchTable),
    ...ofClassifier('explain', image(gray), explainTable),
    {
      name: 'Classifier#classifyStream',
      call: (...args: never[]) => classifier.classifyStream(...(args as unknown as [never])).next(),
      table: classifyStreamTable,
      args: [
        {
          ...images([gray]),
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
    // Metrics and reports.
    {
      name: 'countConfusion',
      call: core.countConfusion,
      args: [
        { name: 'labels', valid: ['a', 'b'], wrong: ['ab', [1, 2], ['a', 'a']] },
        truthArgument,
        { ...truthArgument, name: 'predicted' },
      ],
    },
    ...(['accuracy', 'balancedAccuracy', 'macroF1', 'scoreLabels'] as const).map((name): Door => ({
      name,
      call: core[name],
      args: [confusionArgument],
    })),
    {
      name: 'topKAccuracy',
      call: core.topKAccuracy,
      args: [scoresArgument, truthArgument, labelCount, { name: 'k', valid: 1, wrong: [3], accepts: isWhole(1, 2) }],
    },
    {
      name: 'reliabilityBins',
      call: core.reliabilityBins,
      args: [
        scoresArgument,
        truthArgument,
        labelCount,
        { name: 'bins', valid: 15, accepts: (value) => isOptional(value) || isWhole(1, 1e6)(value) },
      ],
    },
    {
      name: 'expectedCalibrationError',
      call: core.expectedCalibrationError,
      args: [
        {
          name: 'bins',
          valid: core.reliabilityBins(scores, truth, 2),
          wrong: [[{ count: 1 }], [{ count: NaN, confidence: 1, accuracy: 1 }]],
          accepts: (value) => Array.isArray(value) && value.length === 0,
        },
      ],
    },
    {
      name: 'logScores',
      call: core.logScores,
      args: [
        {
          name: 'scores',
          valid: scores,
          wrong: [Float32Array.of(-1), Float32Array.of(NaN), Float32Array.of(2), [0.5]],
          accepts: (value) => value instanceof Float32Array,
        },
      ],
    },
    { name: 'fitTemperature', call: core.fitTemperature, args: [logitsArgument, truthArgument, labelCount] },
    {
      name: 'fitTopLabelTemperature',
      call: core.fitTopLabelTemperature,
      args: [logitsArgument, truthArgument, labelCount],
    },
    {
      name: 'fitMatrixScaling',
      call: core.fitMatrixScaling,
      table: matrixScalingTable,
      args: [logitsArgument, truthArgument, labelCount],
    },
    {
      name: 'scorePredictions',
      call: core.scorePredictions,
      args: [
        {
          name: 'predictions',
          valid: { labels: ['a', 'b'], truth: Uint8Array.from(truth), scores },
          wrong: [
            { labels: ['a', 'b'], truth: Uint8Array.of(0), scores },
            { labels: ['a', 'b'], truth: 5, scores },
            { labels: ['a', 'b'], truth, scores: [0.5] },
          ],
          codes: ['DATASET_EMPTY'],
        },
      ],
    },
    {
      name: 'parseReport',
      call: core.parseReport,
      args: [{ name: 'text', valid: core.reportToJson(report), codes: ['REPORT_MALFORMED'], wrong: ['{}', report] }],
    },
    ...(['reportToJson', 'reportToCsv', 'reportToMarkdown'] as const).map((name): Door => ({
      name,
      call: core[name],
      args: [report_],
    })),
    { name: 'evaluate', call: core.evaluate, table: evaluateTable, args: [modelArgument, datasetArgument] },
    {
      name: 'calibrate',
      call: core.calibrate,
      table: calibrateTable,
      runs: false,
      args: [modelArgument, datasetArgument],
    },
    // Models.
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
          accepts: (value) => isText(value) && (value as string).trim() !== '',
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
      args: [images([gray])],
      table: predictTable,
    },
    {
      name: 'FerModel#predictMatrix',
      call: (...args: never[]) => model.predictMatrix(...(args as unknown as [never])),
      args: [images([gray])],
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
    // Training.
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
      name: 'distillLabels',
      call: core.distillLabels,
      table: distillTable,
      args: [
        datasetArgument,
        { name: 'teachers', valid: model, wrong: [[model, 5], disposedModel, [disposedModel]], codes: ['DISPOSED'] },
      ],
    },
    {
      name: 'removeCheckpoint',
      call: core.removeCheckpoint,
      args: [{ name: 'path', valid: missing, accepts: (value) => isText(value) && (value as string).trim() !== '' }],
    },
    // Exchange.
    {
      name: 'exportModel',
      call: exchange.exportModel,
      table: exportModelTable,
      options: { format: 'onnx' },
      args: [
        modelArgument,
        { name: 'target', valid: file, accepts: (value) => isText(value) && (value as string).trim() !== '' },
      ],
    },
    {
      name: 'importModel',
      call: exchange.importModel,
      table: importModelTable,
      runs: false,
      accepts: { backend: () => false },
      options: { labels: EXPRESSIONS, scaling: '0..1' },
      args: [{ name: 'source', valid: missing, ...sourceArgument, codes: [...modelUnreadable, ...unreadable] }],
    },
    // Workers.
    {
      name: 'createWorkerClassifier',
      call: workers.createWorkerClassifier,
      args: [],
      table: workerClassifierTable,
      options: { worker: createWorker() },
      accepts: { backend: isBackendName, model: isText },
      runs: false,
    },
    { name: 'serveWorker', call: workers.serveWorker, args: [], runs: false },
    {
      name: 'trainInWorker',
      call: workers.trainInWorker,
      options: { worker: createWorker() },
      table: workerTrainTable,
      accepts: { backend: isBackendName },
      runs: false,
      args: [modelArgument, { name: 'data', valid: dataset, wrong: [{ train: [] }, [dataset]] }],
    },
  ] as readonly Door[];
}

/** True for an object without fields, which options may be. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).length === 0;
}
