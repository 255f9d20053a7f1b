import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BackendInfo } from '@ferkit/core/metrics';
import { selectBackend } from '@ferkit/core';
import { unpackEmbedded } from '#core/unpackEmbedded';
import { topology, weights } from '#core/faces/blazeFace.generated';
import { BlazeFace, buildBlazeFace } from '#core/faces/BlazeFace';
import { createRandom } from '@ferkit/core/datasets';
import { countGraphs } from '../support/countGraphs';
import { engineOf } from '#core/backends/selectBackend';
import { relativeDistance } from '../support/relativeDistance';
import { testBackend } from '../support/testBackend';

const OUTPUTS = ['Identity:0', 'Identity_1:0', 'Identity_2:0', 'Identity_3:0'];

let backend: BackendInfo;
let tensors: number;
let built: tf.GraphModel<tf.io.IOHandlerSync>;
beforeAll(async () => {
  backend = await selectBackend(testBackend);
  tensors = tf.memory().numTensors;
  built = await buildBlazeFace(engineOf(backend));
});
afterAll(() => {
  built.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

const asBuilt =
  (model: tf.GraphModel<tf.io.IOHandlerSync>): Parameters<typeof run>[0] =>
  (picture) =>
    model.execute(picture, OUTPUTS) as tf.Tensor[];

/** Noise of the form of a picture. */
function drawNoise(height: number, width: number): Float32Array {
  const random = createRandom(1);
  return Float32Array.from({ length: height * width * 3 }, () => random.next() * 2 - 1);
}

/** The outputs of a network for noise. */
async function run(
  execute: (picture: tf.Tensor4D) => tf.Tensor[],
  height: number,
  width: number,
): Promise<Float32Array[]> {
  const outputs = tf.tidy(() => execute(tf.tensor4d(drawNoise(height, width), [1, height, width, 3])));
  const numbers = await Promise.all(outputs.map((output) => output.data<'float32'>()));
  tf.dispose(outputs);
  return numbers;
}

/** The network as its package has it. */
function readOriginal(): tf.GraphModel<tf.io.IOHandlerSync> {
  const folder = new URL('../../../node_modules/@vladmandic/human/models/', import.meta.url);
  const file = JSON.parse(readFileSync(new URL('blazeface.json', folder), 'utf8')) as {
    modelTopology: object;
    weightsManifest: [{ weights: tf.io.WeightsManifestEntry[] }];
  };
  return tf.loadGraphModelSync({
    modelTopology: file.modelTopology,
    weightSpecs: file.weightsManifest[0].weights,
    weightData: new Uint8Array(readFileSync(new URL('blazeface.bin', folder))).buffer,
  });
}

test('the embedded network, half the size of the original, has bit-identical outputs', async () => {
  const original = readOriginal();
  const [ours, theirs] = [await run(asBuilt(built), 256, 256), await run(asBuilt(original), 256, 256)];
  original.dispose();
  expect(theirs.map(({ length }) => length)).toEqual([512, 384, 512 * 16, 384 * 16]);
  ours.forEach((numbers, output) => expect(numbers).toEqual(theirs[output]));
});

test('it takes inputs of other sizes, with anchors for each of their cells', async () => {
  const outputs = await run(asBuilt(built), 128, 160);
  expect(outputs.map(({ length }) => length)).toEqual([10 * 8 * 2, 5 * 4 * 6, 10 * 8 * 2 * 16, 5 * 4 * 6 * 16]);
});

test('the embedded network has the expected size', async () => {
  expect(await unpackEmbedded(weights)).toHaveLength(269_520);
  expect(topology.length).toBeLessThan(100_000);
});

test('the package names the authors and the licence of the network', () => {
  const read = (name: string): string =>
    readFileSync(new URL(`../../../packages/core/${name}`, import.meta.url), 'utf8');
  expect(read('NOTICE')).toContain('MediaPipe');
  expect(read('NOTICE')).toContain('Vladimir Mandic');
  expect(read('LICENSE')).toContain('Apache License');
  const { files } = JSON.parse(read('package.json')) as { files: string[] };
  expect(files).toEqual(expect.arrayContaining(['NOTICE', 'LICENSE']));
});

test('compiled or not, it says the same as its layers for inputs of all sizes', async () => {
  const before = countGraphs();
  const network = await BlazeFace.open(engineOf(backend));
  await network.prepare();
  for (const [height, width] of [
    [256, 256],
    [128, 160],
    [512, 96],
    [32, 32],
    [384, 512],
    [96, 64],
    [256, 256],
  ] as const) {
    const found = await network.run(drawNoise(height, width), height, width);
    const [fineScores, coarseScores, fineBoxes, coarseBoxes] = await run(asBuilt(built), height, width);
    const expected = [fineScores!, fineBoxes!, coarseScores!, coarseBoxes!];
    found.forEach((numbers, output) => expect(relativeDistance(numbers, expected[output]!)).toBeLessThan(1e-5));
  }
  expect(countGraphs() - before).toBe(testBackend === 'tensorflow' ? 1 : 0);
  network.dispose();
  expect(countGraphs()).toBe(before);
});
