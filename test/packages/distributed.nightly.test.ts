import { spawn } from 'node:child_process';
import { cp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parseReport } from '@ferkit/core/metrics';
import { createModel, loadModel } from '@ferkit/core';
import { announce, kerasPython, whyNoKeras } from '../core/exchange/support/references';
import { root, shareProject } from './support/createProject';
import { runWell } from './support/run';

const LABELS = 'angry,fear,happy,sad,surprise,neutral';
let project: string;

/** Keras' evaluation of the test set, written by the first worker. */
interface KerasReport {
  readonly accuracy: number;
  readonly loss: number;
  readonly macroF1: number;
  readonly confusion: readonly (readonly number[])[];
}

/** Finds a free port. */
function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Starts a training process and resolves with its output. */
function startWorker(index: number, addresses: readonly string[]): Promise<string> {
  const config = { cluster: { worker: addresses }, task: { type: 'worker', index } };
  const child = spawn(kerasPython, ['train.py', 'work', '--epochs', '2', '--batch', '32'], {
    cwd: project,
    env: { ...process.env, TF_CONFIG: JSON.stringify(config), TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`worker ${index}: ${output.slice(-3000)}`)),
    );
  });
}

describe.skipIf(announce(whyNoKeras()))('the example of training on many machines', () => {
  beforeAll(async () => {
    project = await shareProject(inject('application'));
    await cp(join(root, 'examples/train-on-many-machines'), project, { recursive: true });
  }, 180_000);
  afterAll(() => rm(project, { recursive: true }));

  test('two workers train a network, which evaluates after import as in Keras', async () => {
    const prepared = await runWell(project, 'node', 'prepare.mjs', '--synthetic', '420', '--out', 'work');
    expect(prepared).toBe(`2 shards of 168 faces, 42 to test on, labels ${LABELS}\n`);

    const addresses = (await Promise.all([findPort(), findPort()])).map((port) => `localhost:${port}`);
    const [first, second] = await Promise.all([startWorker(0, addresses), startWorker(1, addresses)]);
    const losses = (output: string) => [...output.matchAll(/epoch \d+ loss ([\d.]+)/g)].map(([, loss]) => Number(loss));
    expect(losses(first)).toHaveLength(2);
    // Equal losses show that both workers train the same weights.
    expect(losses(second)).toEqual(losses(first));
    expect(losses(first)[1]).toBeLessThan(losses(first)[0]!);

    const ferkit = (...args: string[]) => runWell(project, 'npx', '--no-install', 'ferkit', ...args);
    await ferkit('import', 'work/trained.keras', '--labels', LABELS, '--scaling', '0..255', '--out', 'trained');
    await ferkit('evaluate', '--model', 'trained', '--data', 'work/test', '--backend', 'wasm', '--out', 'report.json');
    const theirs = JSON.parse(await readFile(join(project, 'work/keras.json'), 'utf8')) as KerasReport;
    const ours = parseReport(await readFile(join(project, 'report.json'), 'utf8'));
    expect(ours.confusion).toEqual({ labels: LABELS.split(','), counts: theirs.confusion });
    expect(ours.accuracy).toBe(theirs.accuracy);
    expect(ours.macroF1).toBeCloseTo(theirs.macroF1, 10);
    expect(ours.loss).toBeCloseTo(theirs.loss, 5);
    expect(ours.model.labels).toEqual(LABELS.split(','));
    // The same cost shows that the network is the preset's.
    const seed = await createModel({ architecture: 'bst261', labels: LABELS.split(','), backend: 'cpu' });
    const trained = await loadModel(join(project, 'trained'), { backend: 'cpu' });
    expect(trained.cost).toEqual(seed.cost);
    seed.dispose();
    trained.dispose();
  }, 300_000);
});
