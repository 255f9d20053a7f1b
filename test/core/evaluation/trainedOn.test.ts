import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  evaluate,
  type FerModel,
  loadModel,
  parseReport,
  reportToCsv,
  reportToJson,
  reportToMarkdown,
  train,
} from '@ferkit/core';
import { createSyntheticFaces } from '@ferkit/core/datasets';
import { renderReport } from '#core/cli/render/renderReport';
import { createStyle } from '#core/cli/render/Style';
import { estimateOverlap, sketchImages } from '#core/datasets/imageSketch';
import { createStripes } from '../support/createStripes';
import { createTinyModel } from '../support/tinyNet';

const stripes = createStripes({ size: 120, seed: 3 });
const others = createStripes({ size: 60, seed: 4 });

let model: FerModel;
beforeAll(async () => {
  model = await createTinyModel();
  await train(model, { train: stripes }, { epochs: 1, augment: false });
});
afterAll(() => model.dispose());

describe('a report on images that the model was trained on', () => {
  test('says their share, in each of its formats', async () => {
    const report = await evaluate(model, stripes.concat(others));
    expect(report.trainedOn).toBeCloseTo(120 / 180);
    expect(parseReport(reportToJson(report))).toEqual(report);
    expect(reportToMarkdown(report)).toContain('**The model was trained on about 66.67 % of these images.**');
    expect(reportToCsv(report)).toMatch(/^report,trainedOn,,,,,0\.66/m);
    expect(renderReport(report, createStyle('none'), 100)).toContain(
      'Warning: the model was trained on about 67 % of these images. Their scores do not tell how well it does on others.',
    );
    expect(() => parseReport({ ...report, trainedOn: 2 })).toThrow('trainedOn');
  });

  test('says it exactly instead where the training set is given', async () => {
    const report = await evaluate(model, stripes.concat(others), { trainingSet: stripes });
    expect(report.withoutTrainingCopies!.samples).toBe(60);
    expect(renderReport(report, createStyle('none'), 100).join('\n')).not.toContain('Warning');
  });

  test('says nothing of others, and keeps no hashes', async () => {
    const report = await evaluate(model, others);
    expect(report).not.toHaveProperty('trainedOn');
    expect(model.metadata.provenance!.images).toMatch(/^[\da-z]+$/);
    expect(report.model.provenance).not.toHaveProperty('images');
  });
});

test('the bundled model knows its training images', async () => {
  const bundled = await loadModel({ backend: 'wasm' });
  // Whoever replaces its files keeps `provenance.images`, which train writes.
  expect(bundled.metadata.provenance!.images).toHaveLength(2560);
  bundled.dispose();
});

describe('a sketch of more images than it holds', () => {
  const faces = createSyntheticFaces({ count: 1500, size: 8, seed: 1 });
  const sketch = sketchImages(faces);

  test('is small, and the same for each order of the images', () => {
    expect(sketch).toHaveLength(2560);
    expect(sketchImages(faces.shuffle({ seed: 2 }))).toBe(sketch);
  });

  test('gives the share of the images that are of the sketched ones', () => {
    expect(estimateOverlap(faces, sketch)).toBe(1);
    expect(estimateOverlap(faces.take(1000), sketch)).toBe(1);
    const fresh = createSyntheticFaces({ count: 1500, size: 8, seed: 9 });
    expect(estimateOverlap(fresh, sketch)).toBeUndefined();
    // Of some 500 candidates half are known.
    expect(estimateOverlap(faces.concat(fresh), sketch)).toBeGreaterThan(0.4);
    expect(estimateOverlap(faces.concat(fresh), sketch)).toBeLessThan(0.6);
  });
});
