import { expect, test } from 'vitest';
import { EXPRESSIONS, loadModel, type ModelSource } from '@ferkit/core';
import { testBackend } from '../support/testBackend';

test.each([
  ['options alone', () => loadModel({ backend: testBackend })],
  ['a source that is undefined', () => loadModel(undefined, { backend: testBackend })],
])('%s give the bundled model', async (_, load) => {
  using model = await load();
  expect(model.labels).toEqual(EXPRESSIONS);
  expect(model.metadata.provenance?.dataset).toMatch(/fer2013/i);
  const [scores] = await model.predict([{ pixels: new Uint8Array(48 * 48).fill(99), width: 48, height: 48 }]);
  expect(scores!.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5);
});

/** A `FileList` is no array and no plain object. */
class FileListLike {
  readonly length = 1;
}

test.each([
  ['null', null],
  ['a number', 3],
  ['a list of texts', ['model.json']],
  ['the FileList of a file picker', new FileListLike()],
  ['a file of Keras', 'runs/net.keras'],
  ['a file of ONNX', 'runs/net.onnx'],
  ['an image', 'photo.JPG'],
])('%s is no source, and not taken for options', async (_, source) => {
  await expect(loadModel(source as unknown as ModelSource)).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    details: { option: 'model' },
  });
});
