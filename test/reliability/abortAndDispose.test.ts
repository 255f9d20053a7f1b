import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  calibrate,
  type Classifier,
  createClassifier,
  evaluate,
  explain,
  type FerModel,
  isFerError,
  loadModel,
  openDataset,
  saveModel,
  selectBackend,
  train,
} from '@ferkit/core';
import { encodePng } from '../core/datasets/support/encodePng';
import { testBackend } from '../core/support/testBackend';
import { createTinyModel } from '../core/support/tinyNet';
import { drawScene } from '../../stories/fixtures/drawScene';
import { crashData, crashOptions, hashWeights } from './support/crashing';
import { reportFigures } from './support/report';
import { watchSignal } from './support/watchSignal';

const photo = drawScene(320, 240, [{ x: 158, y: 120, size: 180, expression: 'happy', seed: 3 }]);
const face = { pixels: Uint8Array.from({ length: 256 }, (_, k) => k), width: 16, height: 16 };
const trainOptions = { ...crashOptions, epochs: 2 };

/** A new folder for each test. */
let folder: string;
/** Shared inputs: a model, a dataset as CSV, and one as a folder of images. */
let given: string;

beforeAll(async () => {
  given = await mkdtemp(join(tmpdir(), 'ferkit-aborts-'));
  await selectBackend(testBackend);
  const model = await createTinyModel();
  await saveModel(model, join(given, 'model'));
  model.dispose();
  const pixels = Array.from({ length: 2304 }, (_, k) => k % 256).join(' ');
  const rows = [0, 3, 4, 6].map((emotion, k) => `${emotion},${pixels},${k === 3 ? 'PrivateTest' : 'Training'}`);
  await writeFile(join(given, 'faces.csv.gz'), gzipSync(['emotion,pixels,Usage', ...rows].join('\n')));
  for (const label of ['happy', 'sad']) {
    await mkdir(join(given, 'images', 'train', label), { recursive: true });
    await writeFile(join(given, 'images', 'train', label, '1.png'), encodePng(face));
  }
});
afterAll(() => rm(given, { recursive: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(given, 'written-'));
});

type Call<Subject> = (subject: Subject, signal: AbortSignal) => Promise<unknown>;

/** The object of a call, created anew for each. */
interface Subject {
  dispose(): void;
}

/** The outcome of a call whose signal acted at one of its moments. */
interface Ending {
  readonly error: unknown;
  /** False if the call ended before that moment. */
  readonly reached: boolean;
}

async function tryMoment<S extends Subject>(
  make: () => Promise<S>,
  call: Call<S>,
  moment: number,
  act: (subject: S, abort: (reason: unknown) => void) => void,
): Promise<Ending> {
  const before = tf.memory();
  const subject = await make();
  const watched = watchSignal(moment, (abort) => act(subject, abort));
  const error = await call(subject, watched.signal).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  subject.dispose();
  expect({ moment, listeners: watched.listeners() }).toEqual({ moment, listeners: 0 });
  const { numTensors, numDataBuffers } = tf.memory();
  expect({ moment, numTensors, numDataBuffers }).toEqual({
    moment,
    numTensors: before.numTensors,
    numDataBuffers: before.numDataBuffers,
  });
  return { error, reached: watched.moments() >= moment };
}

/** Tries one moment after the other until the call ends before it. @returns the number of moments */
async function tryEveryMoment(tryOne: (moment: number) => Promise<Ending>): Promise<number> {
  // The first call fills caches.
  expect(await tryOne(Infinity)).toEqual({ error: undefined, reached: false });
  for (let moment = 1; ; moment++) {
    const { error, reached } = await tryOne(moment);
    if (!reached) {
      expect(error).toBeUndefined();
      return moment - 1;
    }
  }
}

const nothing = { dispose: (): void => undefined };
const makeNothing = (): Promise<Subject> => Promise.resolve(nothing);
const makeModel = (): Promise<FerModel> => createTinyModel();
const makeClassifier = (): Promise<Classifier> =>
  createClassifier({ model: join(given, 'model'), backend: testBackend });

async function streamTwo(classifier: Classifier, signal: AbortSignal): Promise<void> {
  let open = 0;
  async function* frames(): AsyncGenerator<typeof photo> {
    open++;
    try {
      yield await Promise.resolve(photo);
      yield photo;
    } finally {
      open--;
    }
  }
  try {
    for await (const _ of classifier.classifyStream(frames(), { signal, smoothing: 0.5 }));
  } finally {
    // The generator of frames has to be closed.
    expect(open).toBe(0);
  }
}

const withModel: Readonly<Record<string, Call<FerModel>>> = {
  train: (model, signal) => train(model, crashData, { ...trainOptions, signal }),
  evaluate: (model, signal) => evaluate(model, crashData, { signal, batchSize: 16, trainingSet: crashData }),
  calibrate: (model, signal) => calibrate(model, crashData, { signal }),
  'explain one face': (model, signal) => explain(model, face, { signal, batchSize: 64, stride: 2 }),
};

const withClassifier: Readonly<Record<string, Call<Classifier>>> = {
  classify: (classifier, signal) => classifier.classify(photo, { signal }),
  classifyBatch: (classifier, signal) => classifier.classifyBatch([photo, encodePng(face), face], { signal }),
  classifyStream: streamTwo,
  explain: (classifier, signal) => classifier.explain(photo, { signal, patch: 8, stride: 8 }),
};

const withNothing: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>> = {
  loadModel: async (signal) => (await loadModel(join(given, 'model'), { signal, backend: testBackend })).dispose(),
  createClassifier: async (signal) =>
    (await createClassifier({ signal, model: join(given, 'model'), backend: testBackend })).dispose(),
  'openDataset of a table': (signal) => openDataset(join(given, 'faces.csv.gz'), { signal }),
  'openDataset of images': (signal) => openDataset(join(given, 'images'), { signal }),
};

/** Trains with a checkpoint after each batch. @returns the number of resumed runs, 0 or 1 */
async function trainWithCheckpoints(model: FerModel, signal?: AbortSignal): Promise<number> {
  let resumed = 0;
  await train(model, crashData, {
    ...trainOptions,
    ...(signal === undefined ? {} : { signal }),
    checkpoint: { path: join(folder, 'checkpoint'), everySeconds: 0 },
    onEvent: (event) => {
      if (event.type === 'start' && event.resumedAt.epoch + event.resumedAt.batch > 0) resumed++;
    },
  });
  return resumed;
}

/** Trains a new model from the checkpoint in the folder and expects the given hash. @returns the number of resumed runs, 0 or 1 */
async function expectSameAsUninterrupted(wanted: string): Promise<number> {
  const model = await createTinyModel();
  const resumed = await trainWithCheckpoints(model);
  expect(await readdir(folder)).toEqual(['checkpoint']);
  expect(await hashWeights(model)).toBe(wanted);
  model.dispose();
  await rm(join(folder, 'checkpoint'));
  return resumed;
}

async function hashTrained(): Promise<string> {
  const model = await createTinyModel();
  await train(model, crashData, trainOptions);
  const hash = await hashWeights(model);
  model.dispose();
  return hash;
}

/** Hash of a saved model's weights. Expects no other files in the folder. */
async function hashSaved(place: string): Promise<string> {
  expect((await readdir(place)).sort()).toEqual(['model.json', expect.stringMatching(/^weights\.\w+\.bin$/)]);
  const model = await loadModel(place, { backend: testBackend });
  const hash = await hashWeights(model);
  model.dispose();
  return hash;
}

describe('an abort at each moment at which a call can notice it', () => {
  const reason = new Error('enough');
  const tryAborts = async <S extends Subject>(
    name: string,
    make: () => Promise<S>,
    call: Call<S>,
    afterwards: (isWhole: boolean) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> => {
    const moments = await tryEveryMoment(async (moment) => {
      const ending = await tryMoment(make, call, moment, (_, abort) => abort(reason));
      // The reason itself, not wrapped, and never a partial result.
      if (ending.reached) expect({ moment, error: ending.error }).toEqual({ moment, error: reason });
      await afterwards(!ending.reached);
      return ending;
    });
    expect(moments).toBeGreaterThan(1);
    reportFigures(`aborted ${name}`, { moments });
  };

  test.each(Object.entries(withNothing))('of %s', (name, call) =>
    tryAborts(name, makeNothing, (_, signal) => call(signal)),
  );
  test.each(Object.entries(withClassifier))('of %s', (name, call) => tryAborts(name, makeClassifier, call));
  test.each(Object.entries(withModel))('of %s', (name, call) => tryAborts(name, makeModel, call));

  test('of train with checkpoints, which resumes to the weights of an uninterrupted run', async () => {
    const wanted = await hashTrained();
    let resumed = 0;
    await tryAborts('train with checkpoints', makeModel, trainWithCheckpoints, async () => {
      resumed += await expectSameAsUninterrupted(wanted);
    });
    expect(resumed).toBeGreaterThan(10);
  });

  test('of saveModel, which keeps the previous model', async () => {
    const old = await createTinyModel({ seed: 9 });
    const [before, after] = [await hashWeights(old), await hashSaved(join(given, 'model'))];
    const place = join(folder, 'model');
    await tryAborts(
      'saveModel',
      async () => {
        await saveModel(old, place);
        return createTinyModel();
      },
      (model, signal) => saveModel(model, place, { signal }),
      async (isWhole) => expect(await hashSaved(place)).toBe(isWhole ? after : before),
    );
    old.dispose();
  });
});

describe('dispose() at each of these moments', () => {
  const tryDisposals = async <S extends Subject>(
    name: string,
    make: () => Promise<S>,
    call: Call<S>,
    afterwards: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> => {
    let refused = 0;
    const moments = await tryEveryMoment(async (moment) => {
      const { error, reached } = await tryMoment(make, call, moment, (subject) => subject.dispose());
      if (error !== undefined) {
        const code = isFerError(error) ? error.code : error;
        expect({ moment, code }).toEqual({ moment, code: 'DISPOSED' });
        refused++;
      }
      await afterwards();
      return { error, reached };
    });
    expect(refused).toBeGreaterThan(0);
    reportFigures(`disposed of during ${name}`, { moments, refused });
  };

  test.each(Object.entries(withClassifier))('of %s', (name, call) => tryDisposals(name, makeClassifier, call));
  test.each(Object.entries(withModel))('of %s', (name, call) => tryDisposals(name, makeModel, call));

  test('of train with checkpoints, which resumes with a new model', async () => {
    const wanted = await hashTrained();
    let resumed = 0;
    await tryDisposals('train with checkpoints', makeModel, trainWithCheckpoints, async () => {
      resumed += await expectSameAsUninterrupted(wanted);
    });
    expect(resumed).toBeGreaterThan(10);
  });

  test('of saveModel, which saves all or nothing', async () => {
    const whole = await hashSaved(join(given, 'model'));
    const place = join(folder, 'model');
    await tryDisposals(
      'saveModel',
      makeModel,
      (model, signal) => saveModel(model, place, { signal }),
      async () => {
        if (!(await readdir(folder)).includes('model')) return;
        expect(await hashSaved(place)).toBe(whole);
        await rm(place, { recursive: true });
      },
    );
  });
});
