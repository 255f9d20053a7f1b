// How fast does ferkit train beside Keras on the same TensorFlow, and beside tfjs' own model.fit?
//   node bench/training.mjs [--steps 30] [--rounds 3] [--only fer-cnn] [--python <python with tensorflow and keras>]
// TensorFlow for Node comes from .cache/tensorflow, where `npm test` puts it. Each side runs in a process of its own, in turn,
// on the same random images; what is printed is the best of the rounds, since other work on the machine only ever slows.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const tensorFlow = join(root, '.cache/tensorflow');
const pipes = { encoding: 'utf8', env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' } };
const networks = [
  { name: 'bst261', batchSize: 128 },
  { name: 'fer-cnn', batchSize: 64 },
];

const { values } = parseArgs({
  options: {
    child: { type: 'string' },
    network: { type: 'string' },
    batch: { type: 'string' },
    steps: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    python: { type: 'string', default: process.env.FERKIT_PYTHON ?? join(root, '.cache/keras/bin/python') },
  },
});
const steps = Number(values.steps);
if (values.child === undefined) compare();
else console.log(JSON.stringify(await measure(values.child, values.network, Number(values.batch))));

function compare() {
  for (const { name, batchSize } of networks) {
    if (values.only !== undefined && values.only !== name) continue;
    const best = new Map();
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const side of ['ferkit', 'ferkit, augmenting', 'tfjs model.fit', 'Keras', 'ferkit on wasm']) {
        const speed = side === 'Keras' ? runKeras(name, batchSize) : runChild(side, name, batchSize);
        if (speed !== undefined) best.set(side, Math.max(speed, best.get(side) ?? 0));
      }
    }
    console.log(`${name}, batch ${batchSize}, images a second, best of ${values.rounds}:`);
    for (const [side, speed] of best) {
      const ratio = (speed / best.get('ferkit')).toFixed(2);
      console.log(`  ${side.padEnd(20)} ${speed.toFixed(0).padStart(6)}   ${ratio} x ferkit on TensorFlow`);
    }
  }
}

function runChild(side, network, batchSize) {
  if (side !== 'ferkit on wasm' && !existsSync(join(tensorFlow, 'node_modules'))) {
    console.log(`${side}: left out, there is no TensorFlow in .cache/tensorflow; npm test puts it there`);
    return undefined;
  }
  const options = ['--child', side, '--network', network, '--batch', String(batchSize), '--steps', String(steps)];
  return read(
    spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...options], {
      // Where ferkit looks for the optional package.
      cwd: side === 'ferkit on wasm' ? root : tensorFlow,
      ...pipes,
    }),
    side,
  );
}

function runKeras(network, batchSize) {
  if (!existsSync(values.python)) {
    console.log(`Keras: left out, there is no ${values.python}; name one with --python`);
    return undefined;
  }
  const script = fileURLToPath(new URL('training.py', import.meta.url));
  return read(spawnSync(values.python, [script, network, String(batchSize), String(steps)], pipes), 'Keras');
}

function read({ status, stdout, stderr }, side) {
  if (status !== 0) throw new Error(`${side} ended with status ${status}:\n${stderr}`);
  return Number(stdout.trim().split('\n').at(-1));
}

async function measure(side, network, batchSize) {
  const { architectures, createModel, createSyntheticFaces, train } = await import('@ferkit/core');
  const faces = createSyntheticFaces({ count: batchSize * steps, seed: 1 });
  const warmUp = Math.min(5, steps - 1);
  if (side !== 'tfjs model.fit') {
    const backend = side === 'ferkit on wasm' ? 'wasm' : 'tensorflow';
    const model = await createModel({ architecture: network, backend, seed: 1 });
    let began;
    let done = 0;
    await train(
      model,
      { train: faces },
      {
        epochs: 1,
        batchSize,
        optimizer: 'adam',
        weightDecay: 0,
        ...(side === 'ferkit' ? { augment: false } : {}),
        onEvent: ({ type, batch }) => {
          if (type !== 'batch') return;
          if (batch === warmUp) began = performance.now();
          done = batch;
        },
      },
    );
    return ((done - warmUp) * batchSize * 1000) / (performance.now() - began);
  }

  const tf = createRequire(join(process.cwd(), 'package.json'))('@tensorflow/tfjs-node');
  const architecture = architectures[network];
  const model = architecture.build({
    input: { width: 48, height: 48, channels: 1 },
    classes: 7,
    seed: 1,
    options: architecture.defaults,
  });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const images = tf.randomUniform([batchSize * steps, 48, 48, 1]);
  const targets = tf.oneHot(tf.randomUniform([batchSize * steps], 0, 7, 'int32'), 7).toFloat();
  const fit = () => model.fit(images, targets, { batchSize, epochs: 1, verbose: 0 });
  await model.fit(images.slice(0, batchSize * warmUp), targets.slice(0, batchSize * warmUp), { batchSize, verbose: 0 });
  const began = performance.now();
  await fit();
  return (batchSize * steps * 1000) / (performance.now() - began);
}
