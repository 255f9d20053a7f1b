// What do a training step and a forward pass of `fer-cnn` ask of WebGPU, and what could a GPU do with it?
//   node bench/webgpu.mjs [--batch 2] [--large 256] [--network fer-cnn] [--kernels]
// Counts in Chromium, on SwiftShader where there is no GPU: dispatches, copies of buffers, submissions, bind groups, changes of pipeline,
// bytes that shaders have bound, bytes that the processor writes, and reads back. Times of SwiftShader say nothing about a GPU and are not
// printed. The table of kernels gives for each kernel of a step at the large batch its arithmetic and the bytes of its inputs and outputs, and the least time that these take on two GPUs by
// their published peaks (roofline): the longer of arithmetic and memory. `npm run build` before it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { chromiumArguments } from '../scripts/chromiumArguments.mjs';
import { findChromium } from '../scripts/findChromium.mjs';
import { recordResult, versionOf } from './recordResult.mjs';
import { serveFolder } from './serveFolder.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    batch: { type: 'string', default: '2' },
    large: { type: 'string', default: '256' },
    network: { type: 'string', default: 'fer-cnn' },
    kernels: { type: 'boolean', default: false },
  },
});
const [batch, large] = [Number(values.batch), Number(values.large)];

/** Published peaks of 32-bit arithmetic without tensor cores, in operations a second, and of memory, in bytes a second. */
const gpus = {
  'NVIDIA H200': { arithmetic: 67e12, memory: 4.8e12 },
  'Apple M2, 10 cores': { arithmetic: 3.6e12, memory: 100e9 },
};
/** The most dispatches of a step that is aimed for. */
const MOST_DISPATCHES = 60;

/** Counts calls of WebGPU and of tfjs' kernels in the page. */
const program = `
  import * as tf from '@tensorflow/tfjs';
  import { createModel, createSyntheticFaces, train } from '@ferkit/core';

  const nothing = () => ({ dispatches: 0, 'copies of buffers': 0, submissions: 0, 'bind groups': 0, 'pipeline changes': 0, 'bytes bound': 0, 'bytes written': 0, 'reads back': 0, 'new buffers': 0 });
  let counts = nothing();
  let pipeline;
  const count = (owner, name, add) => {
    const original = owner.prototype[name];
    owner.prototype[name] = function (...given) {
      add(...given);
      return original.apply(this, given);
    };
  };
  count(GPUComputePassEncoder, 'dispatchWorkgroups', () => counts.dispatches++);
  count(GPUComputePassEncoder, 'setPipeline', (next) => {
    if (next !== pipeline) counts['pipeline changes']++;
    pipeline = next;
  });
  count(GPUCommandEncoder, 'copyBufferToBuffer', () => counts['copies of buffers']++);
  count(GPUQueue, 'submit', () => counts.submissions++);
  count(GPUQueue, 'writeBuffer', (buffer, at, data) => (counts['bytes written'] += data.byteLength));
  count(GPUBuffer, 'mapAsync', () => counts['reads back']++);
  count(GPUDevice, 'createBuffer', () => counts['new buffers']++);
  count(GPUDevice, 'createBindGroup', ({ entries }) => {
    counts['bind groups']++;
    for (const { resource } of entries) counts['bytes bound'] += resource.size ?? resource.buffer?.size ?? 0;
  });

  let calls = [];
  let isInside = false;
  const watchKernels = () => {
    for (const config of tf.getKernelsForBackend('webgpu')) {
      const run = config.kernelFunc;
      // In place: a kernel that is registered anew would be taken for another program's, and replaced by ferkit's.
      config.kernelFunc = (given) => {
        if (isInside) return run(given);
        isInside = true;
        const before = counts.dispatches;
        try {
          const made = run(given);
          const shapes = (tensors) => tensors.filter((tensor) => tensor != null).map(({ shape }) => shape);
          calls.push({ name: config.kernelName, dispatches: counts.dispatches - before, inputs: shapes(Object.values(given.inputs)), outputs: shapes([made].flat()) });
          return made;
        } finally {
          isInside = false;
        }
      };
    }
  };
  const take = () => {
    const taken = { counts, calls };
    counts = nothing();
    calls = [];
    return taken;
  };

  globalThis.measure = async ({ network, batch }) => {
    const model = await createModel({ architecture: network, backend: 'webgpu', seed: 1 });
    watchKernels();
    const faces = createSyntheticFaces({ count: 4 * batch, seed: 1 });
    const steps = [];
    // Between two events lies one step: the first ones compile and capture.
    await train(model, { train: faces }, { epochs: 1, batchSize: batch, augment: false, onEvent: ({ type }) => { if (type === 'batch') steps.push(take()); } });
    const allocated = tf.memory().numBytesAllocatedInGPU;
    const images = Array.from({ length: batch }, (_, k) => faces.image(k));
    await model.predictMatrix(images);
    take();
    await model.predictMatrix(images);
    return { device: model.backend.device, step: steps.at(-2), forward: take(), allocated };
  };
  document.title = 'ready';
`;

const folder = mkdtempSync(join(tmpdir(), 'ferkit-bench-'));
const { origin, stop } = await serveFolder(folder);
const browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumArguments });
try {
  await build({
    stdin: { contents: program, resolveDir: root },
    outdir: folder,
    entryNames: 'page',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    tsconfigRaw: {},
    logLevel: 'error',
  });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script type="module" src="page.js"></script>');
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => globalThis.document.title === 'ready', undefined, { timeout: 60_000 });
  const figures = await page.evaluate((task) => globalThis.measure(task), { network: values.network, batch });
  print(figures);
} finally {
  await browser.close();
  stop();
  rmSync(folder, { recursive: true });
}

function print({ device, step, forward, allocated }) {
  console.log(`${values.network}, batch ${batch}, ${device}`);
  const cells = [];
  console.log(`  buffers that a run keeps: ${(allocated / 1e6).toFixed(1)} MB`);
  for (const [what, { counts }] of Object.entries({ 'training step': step, 'forward pass': forward })) {
    console.log(
      `  ${what}: ${Object.entries(counts)
        .map(([key, value]) => `${value} ${key}`)
        .join(', ')}`,
    );
    cells.push(
      {
        what: `${what}: dispatches`,
        unit: 'calls',
        ours: counts.dispatches,
        ...(what === 'training step' ? { target: MOST_DISPATCHES } : {}),
      },
      { what: `${what}: copies of buffers`, unit: 'calls', ours: counts['copies of buffers'] },
      { what: `${what}: submissions`, unit: 'calls', ours: counts.submissions, target: 1 },
      { what: `${what}: changes of pipeline`, unit: 'calls', ours: counts['pipeline changes'] },
      { what: `${what}: bytes bound by shaders, batch ${batch}`, unit: 'MB', ours: counts['bytes bound'] / 1e6 },
      { what: `${what}: reads back`, unit: 'calls', ours: counts['reads back'] },
    );
  }
  cells.push({ what: `training: buffers that a run keeps, batch ${batch}`, unit: 'MB', ours: allocated / 1e6 });
  const least = printKernels(step.calls);
  for (const [gpu, time] of Object.entries(least)) {
    cells.push({ what: `least time of a step of ${large} faces on ${gpu}, by its peaks`, unit: 'ms', ours: time });
  }
  recordResult(cells, { tfjs: versionOf('@tensorflow/tfjs-backend-webgpu') });
}

function printKernels(calls) {
  const kernels = new Map();
  for (const call of calls) {
    const { arithmetic, bytes } = workOf(call);
    const sum = kernels.get(call.name) ?? { calls: 0, dispatches: 0, arithmetic: 0, bytes: 0, times: {} };
    sum.calls++;
    sum.dispatches += call.dispatches;
    sum.arithmetic += arithmetic;
    sum.bytes += bytes;
    for (const [name, gpu] of Object.entries(gpus)) {
      const time = 1000 * Math.max(arithmetic / gpu.arithmetic, bytes / gpu.memory);
      sum.times[name] = (sum.times[name] ?? 0) + time;
    }
    kernels.set(call.name, sum);
  }
  const rows = [...kernels].sort(([, a], [, b]) => b.bytes - a.bytes);
  console.log(`kernels of a training step at batch ${large}; the least milliseconds by arithmetic and memory:`);
  console.log(`  ${'kernel'.padEnd(38)} calls dispatches  Gflop     MB  ${Object.keys(gpus).join('  ')}`);
  const total = { calls: 0, dispatches: 0, arithmetic: 0, bytes: 0, times: {} };
  for (const [name, row] of [...rows, ['all', total]]) {
    const { calls: count, dispatches, arithmetic, bytes, times } = row;
    console.log(
      `  ${name.padEnd(38)} ${String(count).padStart(5)} ${String(dispatches).padStart(10)} ${(arithmetic / 1e9).toFixed(2).padStart(6)} ` +
        `${(bytes / 1e6).toFixed(0).padStart(6)}  ${Object.values(times)
          .map((time) => time.toFixed(3).padStart(11))
          .join('  ')}`,
    );
    if (row === total) break;
    for (const key of ['calls', 'dispatches', 'arithmetic', 'bytes']) total[key] += row[key];
    for (const [gpu, time] of Object.entries(times)) total.times[gpu] = (total.times[gpu] ?? 0) + time;
  }
  return total.times;
}

/** Arithmetic and bytes of a kernel at the large batch: tensors with the batch in front grow with it. */
function workOf({ name, inputs, outputs }) {
  const grow = (shape) => (shape[0] === batch ? [large, ...shape.slice(1)] : shape);
  const size = (shape) => grow(shape).reduce((product, length) => product * length, 1);
  const sum = (shapes) => shapes.reduce((total, shape) => total + size(shape), 0);
  const bytes = 4 * (sum(inputs) + sum(outputs));
  const [first, second] = inputs;
  const [out] = outputs;
  switch (name) {
    case 'Conv2D':
    case 'FusedConv2D':
      return { arithmetic: 2 * size(out) * product(second.slice(0, 3)), bytes };
    case 'Conv2DBackpropInput':
      // Of dy and filter: each number of dy meets each weight of its channel.
      return { arithmetic: 2 * size(first) * product(second.slice(0, 3)), bytes };
    case 'Conv2DBackpropFilter':
      return { arithmetic: 2 * size(second) * product(out.slice(0, 3)), bytes };
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2D':
      return { arithmetic: 2 * size(out) * product(second.slice(0, 2)), bytes };
    case 'BatchMatMul':
    case '_FusedMatMul':
      return { arithmetic: 2 * Math.sqrt(size(first) * size(second) * size(out)), bytes };
    default:
      // Elementwise: some operations a number.
      return { arithmetic: 4 * Math.max(sum(inputs), sum(outputs)), bytes };
  }
}

function product(lengths) {
  return lengths.reduce((result, length) => result * length, 1);
}
