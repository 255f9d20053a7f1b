import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Classifier, createClassifier, type LoadEvent, loadModel, saveModel, selectBackend } from '@ferkit/core';
import { creationOptions } from '#core/inference/Classifier';
import { createClassifierTable } from '#core/inference/createClassifier';
import { createTinyModel } from '../support/tinyNet';
import { drawPattern } from './drawPattern';
import { testBackend } from '../support/testBackend';

let folder: string;
let tensors: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-classifier-'));
  const model = await createTinyModel();
  model.annotate({ temperature: 2 });
  await saveModel(model, folder);
  model.dispose();
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors);
});

const image = drawPattern(16, 3);
const load = { model: '', backend: testBackend, faces: false } as const;

describe('a classifier of a saved model', () => {
  test('reports its progress until it is ready, and has labels and backend', async () => {
    const events: LoadEvent[] = [];
    const classifier = await createClassifier({ ...load, model: folder, onProgress: (event) => events.push(event) });
    expect(classifier.metadata.labels).toEqual(['a', 'b', 'c']);
    expect(classifier.backend.name).toBe(testBackend);
    const types = events.map(({ type }) => type);
    expect(types.filter((type, k) => type !== types[k - 1])).toEqual(['read', 'backend', 'warmup', 'ready']);
    expect(events.at(-1)).toEqual({ type: 'ready', backend: classifier.backend });
    classifier.dispose();
  });

  test('throws DISPOSED after dispose, which may be called twice', async () => {
    const classifier = await createClassifier({ ...load, model: folder });
    const held = tf.memory().numTensors;
    expect(held).toBeGreaterThan(tensors);
    classifier.dispose();
    classifier.dispose();
    await expect(classifier.classify(image)).rejects.toMatchObject({
      code: 'DISPOSED',
      details: { object: 'Classifier' },
    });
    await expect(classifier.classifyBatch([image])).rejects.toMatchObject({ code: 'DISPOSED' });
    await expect(classifier.classifyStream([image]).next()).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  test('is disposed of at the end of a block by using', async () => {
    let used: Classifier;
    {
      using classifier = await createClassifier({ ...load, model: folder });
      used = classifier;
      expect(await classifier.classify(image)).toHaveLength(1);
    }
    await expect(used.classify(image)).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  test('applies the temperature of the model, or the given one', async () => {
    const calibrated = await createClassifier({ ...load, model: folder });
    const sharp = await createClassifier({ ...load, model: folder, temperature: 1 });
    const flat = await createClassifier({ ...load, model: folder, temperature: 1000 });
    const [[own], [sharper], [flatter]] = await Promise.all([
      calibrated.classify(image),
      sharp.classify(image),
      flat.classify(image),
    ]);
    expect(own!.label).toBe(sharper!.label);
    expect(own!.score).toBeLessThan(sharper!.score);
    // By the definition: softmax(logits / 2) is the normalised square root of softmax(logits).
    const roots = sharper!.scores.map(({ score }) => Math.sqrt(score));
    const sum = roots.reduce((total, root) => total + root);
    own!.scores.forEach(({ score }, rank) => expect(score).toBeCloseTo(roots[rank]! / sum, 5));
    flatter!.scores.forEach(({ score }) => expect(score).toBeCloseTo(1 / 3, 2));
    for (const classifier of [calibrated, sharp, flat]) classifier.dispose();
  });

  test('gives no label below its threshold, but every score', async () => {
    const free = await createClassifier({ ...load, model: folder });
    const [answer] = await free.classify(image);
    const strict = await createClassifier({ ...load, model: folder, threshold: answer!.score + 0.01 });
    const exact = await createClassifier({ ...load, model: folder, threshold: answer!.score });
    const [unsure] = await strict.classify(image);
    expect(unsure).toMatchObject({ label: null, score: answer!.score, scores: answer!.scores });
    expect((await exact.classify(image))[0]!.label).toBe(answer!.label);
    for (const classifier of [free, strict, exact]) classifier.dispose();
  });

  test('stops loading when aborted, and leaks nothing', async () => {
    const stop = new AbortController();
    const reason = new Error('the page was left');
    const onProgress = ({ type }: LoadEvent): void => {
      if (type === 'warmup') stop.abort(reason);
    };
    const failed = createClassifier({ ...load, model: folder, onProgress, signal: stop.signal });
    await expect(failed).rejects.toBe(reason);
    await expect(createClassifier({ ...load, model: folder, signal: stop.signal })).rejects.toBe(reason);
  });
});

describe('a classifier of a given model', () => {
  test('does not dispose of the model', async () => {
    const model = await createTinyModel();
    const classifier = await createClassifier({ model, faces: false });
    const [face] = await classifier.classify(image);
    classifier.dispose();
    const [scores] = await model.predict([image]);
    expect(face!.scores.map(({ score }) => score)).toEqual([...scores!].sort((a, b) => b - a));
    model.dispose();
  });

  test('runs on the backend of the model, and refuses another one', async () => {
    const model = await createTinyModel({ backend: 'cpu' });
    await expect(createClassifier({ model, backend: testBackend, faces: false })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'backend', expected: 'cpu', received: testBackend },
    });
    for (const backend of ['auto', 'cpu', [testBackend, 'cpu']] as const) {
      const classifier = await createClassifier({ model, backend, faces: false });
      expect(classifier.backend.name).toBe('cpu');
      classifier.dispose();
    }
    model.dispose();
  });

  test('and another one on another backend work at the same time, each on its own engine', async () => {
    const [fast, plain] = [
      await loadModel(folder, { backend: testBackend }),
      await loadModel(folder, { backend: 'cpu' }),
    ];
    const [wasm, cpu] = await Promise.all([
      createClassifier({ model: fast, faces: false }),
      createClassifier({ model: plain, faces: false }),
    ]);
    const images = Array.from({ length: 6 }, (_, seed) => drawPattern(16, seed));
    const answers = await Promise.all(images.flatMap((each) => [wasm.classify(each), cpu.classify(each)]));
    for (let k = 0; k < answers.length; k += 2) {
      const [ours, reference] = [answers[k]![0]!, answers[k + 1]![0]!];
      expect(ours.label).toBe(reference.label);
      ours.scores.forEach(({ score }, rank) => expect(score).toBeCloseTo(reference.scores[rank]!.score, 5));
    }
    wasm.dispose();
    cpu.dispose();
    fast.dispose();
    plain.dispose();
    // The count of the tensors is that of the engine that is current.
    await selectBackend(testBackend);
  });
});

describe('an option of the classifier, passed to one of its calls', () => {
  test.each([
    ['threshold', 'threshold'],
    ['treshold', 'threshold'],
    ['faces', 'faces'],
    ['backend', 'backend'],
  ])('%s is refused, and the error says where it belongs', async (given, option) => {
    using classifier = await createClassifier({ ...load, model: folder });
    const options = { [given]: 0.5 };
    const message = `Unknown option "${given}". Pass "${option}" to the function that creates the classifier: createClassifier({ ${option} }).`;
    const calls = [
      classifier.classify(image, options),
      classifier.classifyBatch([image], options),
      classifier.classifyStream([image], options).next(),
      classifier.explain(image, options),
    ];
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ reason: { code: 'OPTION_INVALID', message, details: { option: given } } });
    }
  });

  test.each([
    ['oder', 'Did you mean "order"?'],
    ['colour', 'The options are order, signal.'],
  ])('%s, an option of neither, is refused by the options of the call', async (option, next) => {
    using classifier = await createClassifier({ ...load, model: folder });
    const message = `Unknown option "${option}". ${next}`;
    await expect(classifier.classify(image, { [option]: 'main' })).rejects.toMatchObject({ message });
  });

  test('the list of them is that of createClassifier', () => {
    expect([...creationOptions, 'signal']).toEqual(Object.keys(createClassifierTable));
  });
});

describe('invalid options are refused', () => {
  test.each([
    ['temperature', 0],
    ['temperature', -1],
    ['temperature', NaN],
    ['temperature', Infinity],
    ['threshold', -0.1],
    ['threshold', 1.1],
    ['threshold', NaN],
    ['threshold', null],
    ['temperature', null],
    ['faces', 'all'],
    ['faces', {}],
    ['faces', true],
    ['faces', null],
    ['face', 'auto'],
  ])('%s: %s', async (option, value) => {
    const options = { ...load, model: folder, [option]: value };
    await expect(createClassifier(options)).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option } });
  });

  test('a missing model', async () => {
    const missing = createClassifier({ ...load, model: join(folder, 'nowhere') });
    await expect(missing).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });
});
