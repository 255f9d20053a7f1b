import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@ferkit/core';
import { createWorkerClassifier } from '@ferkit/core/worker';
import { createStripes } from '../support/createStripes';
import { testBackend } from '../support/testBackend';
import { createTinyModel } from '../support/tinyNet';
import { startServedWorker } from '../worker/servedWorker';
import { type Argument, isText, unreadable } from './Door';

export const gray = { pixels: new Uint8Array(256).fill(9), width: 16, height: 16 };
export const color = { pixels: new Uint8Array(1024).fill(200), width: 16, height: 16 };
export const face = { box: { x: 2, y: 2, width: 8, height: 8 }, score: 0.9, landmarks: null };
export const scores = Float32Array.of(0.75, 0.25, 0.5, 0.5);
export const truth = [0, 1];

/** The objects that doors are called on and with; some are disposed. */
export async function createExamples() {
  const folder = mkdtempSync(join(tmpdir(), 'doors-'));
  const dataset = createStripes({ size: 16 });
  const model = await createTinyModel();
  const disposedModel = await createTinyModel();
  disposedModel.dispose();
  const classifier = await core.createClassifier({ model, faces: false });
  const disposedClassifier = await core.createClassifier({ model, faces: false });
  disposedClassifier.dispose();
  const saved = join(folder, 'tiny');
  await core.saveModel(model, saved);
  /** A classifier on the other side of messages, which carry no functions and no classes. */
  const createInWorker = (): Promise<core.Classifier> =>
    createWorkerClassifier({ worker: startServedWorker().worker, model: saved, backend: testBackend, faces: false });
  const disposedWorkerClassifier = await createInWorker();
  disposedWorkerClassifier.dispose();
  const workerClassifier = await createInWorker();
  const detector = await core.createFaceDetector({ backend: testBackend });
  const disposedDetector = await core.createFaceDetector({ backend: testBackend });
  disposedDetector.dispose();
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
  return {
    folder,
    /** A path at which nothing lies. */
    missing: join(folder, 'nothing'),
    dataset,
    datasetArgument,
    model,
    disposedModel,
    modelArgument,
    classifier,
    disposedClassifier,
    workerClassifier,
    disposedWorkerClassifier,
    detector,
    disposedDetector,
  };
}

export type Examples = Awaited<ReturnType<typeof createExamples>>;

/** A source of bytes, which text and bytes are right for; nothing is read from those of the common list. */
export const sourceArgument = {
  accepts: (value: unknown) => value instanceof Uint8Array || isText(value),
  codes: unreadable,
};

/** The argument of functions that read one image. */
export const imageArgument = (valid: unknown): Argument => ({
  name: 'image',
  valid,
  wrong: [
    { ...gray, pixels: new Uint8Array(3) },
    { ...gray, pixels: new Float32Array(256) },
    { ...gray, width: NaN },
    { ...gray, width: () => 16 },
  ],
  ...sourceArgument,
});

/** The argument of functions that read a list of images. */
export const imagesArgument = (valid: unknown): Argument => ({
  name: 'images',
  valid,
  wrong: [gray, [gray, undefined], [{ ...gray, height: 15 }], ['photo.jpg'].concat('')],
  accepts: (value) => Array.isArray(value) && value.length === 0,
  codes: unreadable,
});
