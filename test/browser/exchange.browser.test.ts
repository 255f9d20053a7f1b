import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exportModel, importModel } from '@ferkit/core/exchange';
import { createModel, type FerModel } from '@ferkit/core';
import { readBytes } from '#core/platform/readBytes';
import { createStripes } from '../core/support/createStripes';
import { tinyNet } from '../core/support/tinyNet';

const data = createStripes();
const images = Array.from({ length: 8 }, (_, at) => data.image(at));
let model: FerModel;

beforeEach(async () => {
  const { labels, width, height } = data;
  model = await createModel({ architecture: tinyNet, labels, input: { width, height }, backend: 'cpu' });
});
afterEach(() => model.dispose());

describe('a page', () => {
  test('exports a Keras file to its storage, and imports it from there and from a picked file', async () => {
    const target = 'indexeddb:exchanged.keras';
    await exportModel(model, target, { format: 'keras' });
    const scores = await model.predictMatrix(images);
    const file = new File([new Uint8Array(await readBytes(target))], 'exchanged.keras');
    for (const source of [target, file, [file]]) {
      const back = await importModel(source, { backend: 'cpu' });
      expect(back.labels).toEqual(data.labels);
      (await back.predictMatrix(images)).forEach((score, at) => expect(score).toBeCloseTo(scores[at]!, 5));
      back.dispose();
    }
  });

  test('exports ONNX', async () => {
    const { bytes } = await exportModel(model, 'indexeddb:exchanged.onnx', { format: 'onnx' });
    expect((await readBytes('indexeddb:exchanged.onnx')).length).toBe(bytes);
  });
});
