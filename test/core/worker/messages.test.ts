import * as tf from '@tensorflow/tfjs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveModel } from '@ferkit/core';
import { WorkerConnection } from '#core/worker/WorkerConnection';
import { PROTOCOL } from '#core/worker/protocol';
import { WorkerService } from '#core/worker/WorkerService';
import { createTinyModel } from '../support/tinyNet';
import { testBackend } from '../support/testBackend';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-messages-'));
  const model = await createTinyModel();
  await saveModel(model, folder);
  model.dispose();
});
afterAll(() => rm(folder, { recursive: true }));

const image = { pixels: new Uint8Array(256).fill(90), width: 16, height: 16 };
const { signal: neverAborted } = new AbortController();
const ask = (service: WorkerService, message: Readonly<Record<string, unknown>>) =>
  service.run(message, { signal: neverAborted, stopSignal: neverAborted }, () => undefined);
const create = (service: WorkerService) =>
  ask(service, { type: 'create', options: { model: folder, backend: testBackend, faces: false } });

describe('a worker', () => {
  test.each([
    [{ type: 'constructor' }],
    [{ type: 'create' }],
    [{ type: 'classify', images: 5 }],
    [{ type: 'classify', images: [null] }],
    [{ type: 'explain', image }],
    [{ type: 'frame', image }],
    [{ type: 'train', training: { model: [] } }],
    [{ type: 'train', training: { model: [], backend: testBackend, data: {}, options: { epoch: 3 } } }],
    [{ type: 'classify', images: [image] }],
    [{ type: 'classify', images: [image], skipUnreadable: false, isSingle: false, thresold: 0.5 }],
    [{ type: 'create', options: { model: 5, backend: testBackend } }],
  ])('refuses %j', async (message) => {
    const service = new WorkerService();
    await create(service);
    await expect(ask(service, message)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });

  test('disposes of its classifier when it creates another one', async () => {
    const service = new WorkerService();
    await create(service);
    const { numTensors } = tf.memory();
    await create(service);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test('classifies the next frame of a stream after one that failed', async () => {
    const service = new WorkerService();
    await create(service);
    const frame = (content: unknown) => ask(service, { type: 'frame', stream: 1, smoothing: 0, image: content });
    await expect(frame(new Uint8Array(9))).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    expect((await frame(image)).result).toHaveLength(1);
  });
});

describe('an unknown reply fails the connection', () => {
  test.each([
    [{ type: 'error' }],
    [{ type: 'error', error: { code: 'DISPOSED' } }],
    [{ type: 'error', error: { code: null } }],
    [{ type: 'toString' }],
  ])('%j', async (reply) => {
    const worker = Object.assign(new EventTarget(), { postMessage: () => undefined, terminate: () => undefined });
    const connection = new WorkerConnection(worker as unknown as Worker);
    const call = expect(
      connection.call('classify', { images: [], skipUnreadable: false, isSingle: false, order: 'main' }),
    ).rejects.toMatchObject({
      code: 'WORKER_FAILED',
      details: { reason: 'an unknown reply' },
    });
    worker.dispatchEvent(new MessageEvent('message', { data: { ferkit: PROTOCOL, id: 1, ...reply } }));
    await call;
  });
});
