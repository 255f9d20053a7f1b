import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  calibrate,
  type CalibrationScores,
  createModel,
  createSyntheticFaces,
  Dataset,
  type FerModel,
  train,
} from '@ferkit/core';
import { argmax } from '#core/metrics/topKAccuracy';
import {
  expectedCalibrationError,
  fitMatrixScaling,
  fitTemperature,
  fitTopLabelTemperature,
  logScores,
  reliabilityBins,
} from '@ferkit/core/metrics';
import { negativeLogLikelihood } from '#core/metrics/logLoss';
import { testBackend } from '../support/testBackend';

const faces = createSyntheticFaces({ count: 420, seed: 4 });
const validation = faces.selectSplit('validation');
const images = Array.from({ length: validation.size }, (_, index) => validation.image(index));
const truth = validation.labelIndices;

const measure = (scores: Float32Array): CalibrationScores => ({
  nll: negativeLogLikelihood(scores, truth, 7),
  ece: expectedCalibrationError(reliabilityBins(scores, truth, 7)),
});

function expectScores(actual: CalibrationScores, expected: CalibrationScores): void {
  expect(actual.nll).toBeCloseTo(expected.nll, 5);
  expect(actual.ece).toBeCloseTo(expected.ece, 5);
}

describe('a matrix', () => {
  let model: FerModel;
  beforeAll(async () => {
    model = await createModel({ options: { stem: 4, widths: [8] }, backend: testBackend, seed: 1 });
    await train(model, faces.selectSplit('train'), { epochs: 2, batchSize: 32, seed: 1 });
  });
  afterAll(() => model.dispose());

  test('goes into the last layer, and makes the scores likelier', async () => {
    const before = await model.predictMatrix(images, { temperature: 1 });
    const { matrix, bias } = fitMatrixScaling(logScores(before), truth, 7);
    model.annotate({ temperature: 3 });
    const asItWas = measure(await model.predictMatrix(images));
    const calibration = await calibrate(model, validation, { method: 'matrix' });
    expect(calibration).toMatchObject({ method: 'matrix', temperature: 1, samples: validation.size });
    expect(calibration.scaling).toEqual({ matrix, bias });
    expectScores(calibration.before, asItWas);
    expect(model.metadata.temperature).toBe(1);
    const after = await model.predictMatrix(images);
    expectScores(calibration.after, measure(after));
    for (let row = 0; row < 10; row++) {
      const logits = logScores(before.subarray(row * 7, row * 7 + 7));
      const mapped = Array.from(bias, (offset, at) =>
        logits.reduce((sum, logit, column) => sum + matrix[at * 7 + column]! * logit, offset),
      );
      const powers = mapped.map((logit) => Math.exp(logit));
      const sum = powers.reduce((total, power) => total + power, 0);
      powers.forEach((power, at) => expect(after[row * 7 + at]).toBeCloseTo(power / sum, 5));
    }
    expect(negativeLogLikelihood(after, truth, 7)).toBeLessThan(negativeLogLikelihood(before, truth, 7));
  });

  test('is refused where no dense layer gives the logits, and nothing is changed', async () => {
    const other = await createModel({ architecture: 'mini-xception', backend: testBackend });
    const few = createSyntheticFaces({ count: 7, seed: 5 });
    const [before] = await other.predict([images[0]!]);
    await expect(calibrate(other, few, { method: 'matrix' })).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      details: { field: 'layers' },
    });
    expect(await other.predict([images[0]!])).toEqual([before]);
    other.dispose();
  });

  test('gives way to a temperature by the label on top, which leaves the ranking alone', async () => {
    const before = await model.predictMatrix(images, { temperature: 1 });
    const found = await calibrate(model, validation, { method: 'top-label' });
    expect(found.temperature).toBe(fitTopLabelTemperature(logScores(before), truth, 7));
    expect(found).toMatchObject({ method: 'top-label', samples: validation.size });
    expect(found).not.toHaveProperty('scaling');
    expectScores(found.before, measure(before));
    expect(model.metadata.temperature).toBe(found.temperature);
    const after = await model.predictMatrix(images);
    expectScores(found.after, measure(after));
    expect(argmax(after, 7)).toEqual(argmax(before, 7));
  });

  test('is not needed by default: a temperature makes the scores likelier', async () => {
    const scores = await model.predictMatrix(images, { temperature: 1 });
    model.annotate({ temperature: 5 });
    const { method, temperature, before, after } = await calibrate(model, validation);
    expect({ method, temperature }).toEqual({
      method: 'temperature',
      temperature: fitTemperature(logScores(scores), truth, 7),
    });
    expect(after.nll).toBeLessThan(before.nll);
  });

  test('tells on how few samples it stands', async () => {
    const { warnings } = await calibrate(model, validation);
    expect(validation.size).toBeLessThan(100);
    expect(warnings).toEqual([expect.stringContaining(`${validation.size} samples`)]);
    const some = await calibrate(
      model,
      validation.filter(({ label }) => label !== 'disgust'),
    );
    expect(some.warnings.at(-1)).toMatch(/no samples of disgust/);
    const matrix = await calibrate(model, faces, { method: 'matrix' });
    expect(matrix.warnings).toEqual([expect.stringMatching(/Fewer than 100 samples of angry, .*some hundred of each/)]);
  });

  test('tells that a temperature is at its bound', async () => {
    const other = await createModel({ options: { stem: 4, widths: [8] }, backend: testBackend, seed: 1 });
    const named = (await other.predict(Array.from({ length: faces.size }, (_, index) => faces.image(index)))).map(
      (scores) => scores.indexOf(Math.max(...scores)),
    );
    const { name, labels, width, height, pixels, rows, splitIndices } = faces;
    const columns = { name, labels, width, height, pixels, rows, splitIndices };
    const agreed = new Dataset({ ...columns, labelIndices: Uint8Array.from(named) });
    const { temperature, warnings } = await calibrate(other, agreed);
    expect(temperature).toBeCloseTo(0.05, 4);
    expect(warnings.at(-1)).toMatch(/0\.05 is the lowest allowed/);
    other.dispose();
  });

  test.each<[string, number, object, string]>([
    ['one sample', 1, {}, '1 sample'],
    ['19 samples', 19, {}, '19 samples'],
  ])('refuses %s and leaves the model as it is', async (_, count, options, received) => {
    const before = model.metadata;
    const few = validation.filter(({ index }) => index < count);
    await expect(calibrate(model, few, options)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'dataset', received, expected: expect.stringContaining('20') as string },
    });
    expect(model.metadata).toBe(before);
  });

  test('by a matrix needs samples of every label', async () => {
    const some = validation.filter(({ label }) => label !== 'sad');
    await expect(calibrate(model, some, { method: 'matrix' })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'dataset', received: 'none of sad' },
    });
  });

  test.each([
    ['model', () => calibrate(42 as never, validation)],
    ['dataset', () => calibrate(model, [] as never)],
    ['metod', () => calibrate(model, validation, { metod: 'matrix' } as never)],
  ])('refuses another %s', async (option, call) => {
    await expect(call()).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option } });
  });

  test('is asked for by a name that there is', async () => {
    const call = calibrate(model, validation, { method: 'isotonic' as 'matrix' });
    await expect(call).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'method' } });
  });
});
