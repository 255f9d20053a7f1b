// How fast does ferkit train and score on a GPU in Node, beside PyTorch on the same GPU?
//   node bench/gpu.mjs [--backends webgpu,cuda] [--network fer-cnn] [--batch 64,256,1024] [--seconds 5] [--rounds 1] [--python python3]
// Each side runs in a separate process, in turn, for some seconds at each batch size after a warm-up, on synthetic faces of 48 x 48
// pixels, with AdamW and without augmentation. PyTorch runs with its defaults (eager, TF32 convolutions where the GPU has them) and copies
// each batch from main memory, as ferkit does. The packages `webgpu` and `@tensorflow/tfjs-node-gpu` are resolved from the current folder.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createModel, createSyntheticFaces, diagnoseBackends, train } from '@ferkit/core';
import { runInTurn } from './runInTurn.mjs';

/** Warm-up steps, during which kernels are compiled and selected. */
const WARM_UP = 12;

const { values } = parseArgs({
  options: {
    child: { type: 'string' },
    backends: { type: 'string', default: 'webgpu,cuda' },
    network: { type: 'string', default: 'fer-cnn' },
    batch: { type: 'string', default: '64,256,1024' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '1' },
    python: { type: 'string', default: process.env.FERKIT_PYTHON ?? 'python3' },
  },
});
const sizes = values.batch.split(',').map(Number);
const seconds = Number(values.seconds);
if (values.child === undefined) await compare();
else console.log(JSON.stringify(await measure(values.child)));

async function compare() {
  const backends = new Map((await diagnoseBackends()).map((backend) => [backend.name, backend]));
  const ours = values.backends.split(',').map((name) => {
    const { available, device, reason } = backends.get(name);
    console.log(`${name}: ${device ?? reason}`);
    const options = ['--network', values.network, '--batch', values.batch, '--seconds', values.seconds];
    const program = {
      program: process.execPath,
      arguments: [fileURLToPath(import.meta.url), '--child', name, ...options],
    };
    return { name, ...program, ...(available ? {} : { missing: reason }) };
  });
  const figures = runInTurn([...ours, onTorch()], Number(values.rounds));
  const peer = figures.get('PyTorch');
  console.log(`${values.network}, images a second, median of ${values.rounds}:`);
  for (const [side, speeds] of figures) {
    for (const [what, speed] of Object.entries(speeds)) {
      const ratio = peer === undefined || side === 'PyTorch' ? '' : `${(speed / peer[what]).toFixed(2)} x PyTorch`;
      console.log(`  ${side.padEnd(8)} ${what.padEnd(20)} ${speed.toFixed(0).padStart(7)}  ${ratio}`);
    }
  }
}

function onTorch() {
  const asked = spawnSync(values.python, [
    '-c',
    'import torch; print(torch.__version__, torch.cuda.get_device_name())',
  ]);
  const isThere = asked.status === 0;
  console.log(`PyTorch: ${isThere ? String(asked.stdout).trim() : 'not there'}`);
  return {
    name: 'PyTorch',
    program: values.python,
    arguments: [
      fileURLToPath(new URL('gpu.py', import.meta.url)),
      values.network,
      values.batch,
      values.seconds,
      String(WARM_UP),
    ],
    ...(isThere ? {} : { missing: `${values.python} has no torch that sees a GPU; name one with --python` }),
  };
}

async function measure(backend) {
  const faces = createSyntheticFaces({ count: 2048, seed: 1 });
  const speeds = {};
  for (const batchSize of sizes) {
    const model = await createModel({ architecture: values.network, backend, seed: 1 });
    speeds[`training, ${batchSize}`] = await measureTraining(model, faces, batchSize);
    speeds[`inference, ${batchSize}`] = await measureInference(model, faces, batchSize);
    model.dispose();
  }
  return speeds;
}

async function measureTraining(model, faces, batchSize) {
  const stop = new globalThis.AbortController();
  let began;
  let done = 0;
  let ended;
  const onEvent = ({ type }) => {
    if (type !== 'batch') return;
    done++;
    if (done <= WARM_UP) began = performance.now();
    else if (performance.now() - began > seconds * 1000) {
      ended ??= { at: performance.now(), done };
      stop.abort();
    }
  };
  const options = { epochs: 100_000, batchSize, augment: false, restoreBest: false, signal: stop.signal, onEvent };
  await train(model, { train: faces }, options).catch((error) => {
    if (!stop.signal.aborted) throw error;
  });
  return ((ended.done - WARM_UP) * batchSize * 1000) / (ended.at - began);
}

/** Half as long as training, because its noise is lower. */
async function measureInference(model, faces, batchSize) {
  const images = Array.from({ length: batchSize }, (_, index) => faces.image(index));
  for (let call = 0; call < 3; call++) await model.predict(images, { batchSize });
  const began = performance.now();
  let calls = 0;
  while (performance.now() - began < seconds * 500) {
    await model.predict(images, { batchSize });
    calls++;
  }
  return (calls * batchSize * 1000) / (performance.now() - began);
}
