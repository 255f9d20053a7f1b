import { describe, expect, test } from 'vitest';
import { createWorkerClassifier, type WorkerClassifierOptions } from '@ferkit/core/worker';
import { serializeImage } from '#core/worker/serialize';
import type { ImageInput } from '@ferkit/core';
import { createTinyModel } from '../support/tinyNet';

/** A worker that never replies. */
function createSilentWorker() {
  const calls: string[] = [];
  const worker = Object.assign(new EventTarget(), {
    postMessage: () => calls.push('postMessage'),
    terminate: () => calls.push('terminate'),
  });
  return { worker: worker as unknown as Worker, calls };
}

describe('a classifier in a worker', () => {
  test.each([
    ['faces', { detect: () => [], dispose: () => undefined }],
    ['faces', 'none'],
    ['model', 5],
    ['temperature', 0],
    ['threshold', 2],
    ['face', 'auto'],
  ])('with the option %s = %j is refused, and its worker terminated', async (option, value) => {
    const { worker, calls } = createSilentWorker();
    const options = { worker, [option]: value } as WorkerClassifierOptions;
    await expect(createWorkerClassifier(options)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option },
    });
    expect(calls).toEqual(['terminate']);
  });

  test('takes no model of the page, which cannot be sent', async () => {
    const model = await createTinyModel();
    const { worker } = createSilentWorker();
    const options = { worker, model } as unknown as WorkerClassifierOptions;
    await expect(createWorkerClassifier(options)).rejects.toMatchObject({ details: { option: 'model' } });
    model.dispose();
  });

  test('without a worker is refused with the way to pass one, where its script is not beside ferkit', async () => {
    await expect(createWorkerClassifier()).rejects.toMatchObject({
      code: 'WORKER_FAILED',
      message: expect.stringMatching(/no file classifyWorker\.js.*new Worker\(.*serveWorker\(\)/s) as string,
    });
  });

  test.each([{ worker: null }, { worker: 'ferkit.worker.js' }])('needs a worker, unlike %j', async (options) => {
    const call = createWorkerClassifier(options as unknown as WorkerClassifierOptions);
    await expect(call).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option: 'worker' } });
  });

  test.each<[string, unknown]>([
    ['a number', 42],
    ['nothing', undefined],
    ['null', null],
    ['an object', {}],
    ['a list', [1, 2]],
    ['a function', () => 'photo.jpg'],
    ['pixels that are a number', { pixels: 5, width: 1, height: 1 }],
  ])('cannot send %s as an image', async (_, image) => {
    await expect(serializeImage(image as ImageInput, [])).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});
