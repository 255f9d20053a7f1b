import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { architectures, selectBackend } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import { engineOf } from '#core/backends/selectBackend';
import { startProgramThread } from '#core/backends/startProgramThread.node';
import { BlazeFace } from '#core/faces/BlazeFace';
import { ProgramHeap } from '#core/graphs/wasm/ProgramHeap';
import { ProgramThreads } from '#core/graphs/wasm/ProgramThreads';
import { Forward } from '#core/models/Forward';
import { applyLayer, buildNetwork, layersToTry, SIDE } from '../../support/networkOfLayers';

let engine: ReturnType<typeof engineOf>;
beforeAll(async () => {
  const info = await selectBackend('wasm');
  // In Node, more threads are a wish of the user.
  expect(info.device).toMatch(/, 1 thread$/);
  engine = engineOf(info);
});
afterEach(() => tf.disposeVariables());

type Images = [pixels: Float32Array, shape: [number, number, number, number]];

function drawImages(count: number, side: number): Images {
  const random = createRandom(7, count);
  return [Float32Array.from({ length: count * side * side }, () => random.normal()), [count, side, side, 1]];
}

/** Calls with a forward pass in one thread, and with one in several. */
async function withBoth(
  network: tf.LayersModel,
  threads: number,
  use: (alone: Forward, together: Forward) => Promise<void>,
): Promise<void> {
  const alone = await Forward.open(network);
  await alone.run(...drawImages(1, network.inputs[0]!.shape[1]!));
  await ProgramThreads.open(threads, startProgramThread);
  const together = await Forward.open(network);
  try {
    await use(alone, together);
  } finally {
    alone.dispose();
    together.dispose();
  }
}

const buildConvolution = (): tf.LayersModel =>
  buildNetwork(applyLayer(tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' })));

const COUNTS = [1, 2, 3, 5, 8, 9, 17];

describe('several threads compute the same bits as one', () => {
  test.each(Object.values(architectures))('in $id', async (architecture) => {
    const input = { width: 48, height: 48, channels: 1 as const };
    const network = architecture.build({ input, labelCount: 7, seed: 1, options: architecture.defaults as never });
    for (const threads of [2, 3]) {
      await withBoth(network, threads, async (alone, together) => {
        for (const count of COUNTS) {
          const images = drawImages(count, 48);
          expect(await together.run(...images)).toEqual(await alone.run(...images));
          // A thread may finish first in one run and last in the next.
          expect(await together.run(...images)).toEqual(await alone.run(...images));
        }
      });
    }
  });

  test.each(Object.entries(layersToTry))('in a network with a layer of %s', async (_, addLayers) => {
    await withBoth(buildNetwork(addLayers), 2, async (alone, together) => {
      for (const count of COUNTS) {
        const images = drawImages(count, SIDE);
        expect(await together.run(...images)).toEqual(await alone.run(...images));
      }
    });
  });

  test('in the face detector, for pictures of many sizes', async () => {
    const openDetector = async (): Promise<BlazeFace> => {
      const network = await BlazeFace.open(engine);
      await network.prepare();
      return network;
    };
    const alone = await openDetector();
    for (const threads of [2, 4]) {
      await ProgramThreads.open(threads, startProgramThread);
      const together = await openDetector();
      for (const [height, width] of [
        [64, 64],
        [128, 160],
        [96, 256],
        [256, 320],
        [32, 32],
      ] as const) {
        const random = createRandom(1, height);
        const pixels = Float32Array.from({ length: height * width * 3 }, () => random.next() * 2 - 1);
        expect(await together.run(pixels, height, width)).toEqual(await alone.run(pixels, height, width));
      }
      together.dispose();
    }
    alone.dispose();
  });

  test('with new weights, and in two programs by turns', async () => {
    const networks = [buildConvolution(), buildNetwork(applyLayer(tf.layers.dense({ units: 24 })))];
    await ProgramThreads.open(3, startProgramThread);
    const [first, second] = await Promise.all(networks.map((network) => Forward.open(network)));
    const applyLayers = async (network: tf.LayersModel, [pixels, shape]: Images): Promise<Float32Array> => {
      const output = tf.tidy(() => network.apply(tf.tensor4d(pixels, shape), { training: false }) as tf.Tensor);
      const numbers = await output.data<'float32'>();
      output.dispose();
      return numbers;
    };
    for (const count of [2, 9, 1]) {
      const images = drawImages(count, SIDE);
      const said = await Promise.all([first!.run(...images), second!.run(...images), first!.run(...images)]);
      expect(said[2]).toEqual(said[0]);
      for (const [index, numbers] of [said[0], said[1]].entries()) {
        const expected = await applyLayers(networks[index]!, images);
        expect(Math.max(...numbers.map((number, k) => Math.abs(number - expected[k]!)))).toBeLessThan(1e-5);
      }
      for (const network of networks) {
        tf.tidy(() => network.weights.forEach((weight) => weight.write(tf.mul(weight.read(), 1.1))));
      }
    }
    first!.dispose();
    second!.dispose();
  });
});

/** Threads of this process, on Linux. */
const countThreads = (): number => readdirSync('/proc/self/task').length;

describe('the life of threads', () => {
  test.runIf(process.platform === 'linux')(
    'ends with the last program, and they start again for the next',
    async () => {
      const network = buildConvolution();
      for (let life = 0; life < 2; life++) {
        await ProgramThreads.open(3, startProgramThread);
        const [one, other] = [await Forward.open(network), await Forward.open(network)];
        await one.run(...drawImages(1, SIDE));
        await other.run(...drawImages(1, SIDE));
        const present = countThreads();
        one.dispose();
        expect(ProgramHeap.threads?.count).toBe(3);
        other.dispose();
        expect(ProgramHeap.threads).toBeUndefined();
        await expect.poll(countThreads).toBeLessThanOrEqual(present - 2);
      }
    },
  );

  test('costs no processor time while there is nothing to do', async () => {
    await ProgramThreads.open(4, startProgramThread);
    const forward = await Forward.open(buildConvolution());
    await forward.run(...drawImages(1, SIDE));
    await sleep(100);
    const { user, system } = process.cpuUsage();
    await sleep(1000);
    const spent = process.cpuUsage({ user, system });
    // In microseconds; three threads that poll would take some seconds.
    expect(spent.user + spent.system).toBeLessThan(300_000);
    forward.dispose();
  });

  test('a lost thread costs one run some time, and later runs nothing', async () => {
    const network = buildConvolution();
    await withBoth(network, 2, async (alone, together) => {
      const images = drawImages(9, SIDE);
      const expected = await alone.run(...images);
      expect(await together.run(...images)).toEqual(expected);
      const { memory } = ProgramHeap.threads!;
      // As if a thread had ended with a part that it had claimed: the second page holds the state, word 32 the number of parts that are done.
      Atomics.sub(new Int32Array(memory.buffer), 65_536 / 4 + 32, 1);
      expect(await together.run(...images)).toEqual(expected);
      expect(ProgramHeap.threads).toBeUndefined();
      expect(await together.run(...images)).toEqual(expected);
    });
  });
});

const dist = fileURLToPath(new URL('../../../../packages/core/dist/index.js', import.meta.url));

/** Runs a program in a process of its own. */
function runProgram(program: string, ...flags: string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...flags,
      '--input-type=module',
      '--eval',
      `const { loadModel } = await import(${JSON.stringify(dist)});${program}`,
    ],
    { encoding: 'utf8', timeout: 50_000 },
  );
  return { status, output: stdout + (status === 0 ? '' : stderr) };
}

describe('the backend wasm with threads', () => {
  const program = `
    const model = await loadModel({ backend: { name: 'wasm', threads: 2 } });
    await model.predict([{ width: 48, height: 48, pixels: new Uint8Array(48 * 48) }]);
    console.log(model.backend.device);
  `;

  test('tells their number, and lets the process end', () => {
    const { status, output } = runProgram(program);
    expect([status, output]).toEqual([0, expect.stringMatching(/^WebAssembly, .*SIMD, 2 threads\n$/)]);
  });

  test('runs in one where the process may not start any, and tells the reason', () => {
    const { status, output } = runProgram(program, '--experimental-permission', '--allow-fs-read=*');
    expect([status, output]).toEqual([0, expect.stringContaining('1 thread (no more, because threads cannot start: ')]);
  });
});
