// How fast does ferkit train beside Keras on the same TensorFlow, and beside tfjs' own model.fit? How much time does augmentation take, how
// much memory training?
//   node bench/training.mjs [--steps 30] [--rounds 3] [--only fer-cnn] [--sides ferkit,Keras] [--python <python with tensorflow and keras>]
// `npm test` installs TensorFlow for Node into .cache/tensorflow, `node scripts/installReferences.mjs` Keras into .cache/keras. Each side runs in
// a separate process, in turn, on images of the same size; the medians of the rounds are printed. Keras is `model.fit` on arrays in memory with its
// defaults: a graph, no XLA on a processor, and oneDNN only on processors with AVX-512 VNNI; a second row enables oneDNN on any
// processor, as ferkit does. Two ratios are printed: by wall clock, and by processor time, which other work on the machine affects less.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { recordResult, versionOf } from './recordResult.mjs';
import { runInTurn, usage } from './runInTurn.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tensorFlow = join(root, '.cache/tensorflow');
const networks = [
  { name: 'bst261', batchSize: 128 },
  { name: 'fer-cnn', batchSize: 64 },
];
/** Warm-up steps. */
const WARM_UP = 5;

const { values } = parseArgs({
  options: {
    child: { type: 'string' },
    network: { type: 'string' },
    batch: { type: 'string' },
    steps: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    sides: { type: 'string' },
    python: { type: 'string', default: process.env.FERKIT_PYTHON ?? join(root, '.cache/keras/bin/python') },
  },
});
const steps = Number(values.steps);
if (values.child === undefined) compare();
else {
  const measure = values.child === 'tfjs model.fit' ? measureModelFit : measureFerkit;
  console.log(JSON.stringify(await measure(values.child, values.network, Number(values.batch))));
}

function compare() {
  const cells = [];
  for (const { name, batchSize } of networks) {
    if (values.only !== undefined && values.only !== name) continue;
    const sides = [
      ...['ferkit', 'ferkit augmenting', 'tfjs model.fit'].map((side) => onTensorFlow(side, name, batchSize)),
      onKeras('Keras', name, batchSize, {}),
      onKeras('Keras with oneDNN', name, batchSize, { TF_ENABLE_ONEDNN_OPTS: '1' }),
      ...['ferkit on wasm', 'ferkit on wasm augmenting'].map((side) => nodeSide(side, name, batchSize, root)),
    ];
    const figures = runInTurn(
      sides.filter(({ name: side }) => values.sides === undefined || values.sides.split(',').includes(side)),
      Number(values.rounds),
    );
    console.log(`${name}, batch ${batchSize}, median of ${values.rounds}:`);
    const ours = figures.get('ferkit');
    cells.push(...cellsOf(name, figures));
    for (const [side, { speed, processor, peak }] of figures) {
      const ratios =
        ours === undefined
          ? ''
          : `  ${(speed / ours.speed).toFixed(2)} x ferkit by the clock, ${(ours.processor / processor).toFixed(2)} x by processor time`;
      console.log(
        `  ${side.padEnd(26)} ${speed.toFixed(0).padStart(5)} images a second, ${processor.toFixed(2).padStart(6)} ms of ` +
          `processor time an image, ${peak.toFixed(0).padStart(5)} MB at most${ratios}`,
      );
    }
    for (const side of ['ferkit', 'ferkit on wasm']) {
      const plain = figures.get(side);
      const augmenting = figures.get(`${side} augmenting`);
      if (plain === undefined || augmenting === undefined) continue;
      const cost = 100 * (augmenting.processor / plain.processor - 1);
      console.log(
        `  Augmentation takes ${augmenting.augmentation.toFixed(3)} ms an image, ` +
          `${((100 * augmenting.augmentation) / augmenting.processor).toFixed(1)} % of a step of ${side}; with it, a step took ` +
          `${cost.toFixed(1)} % more processor time. That for poor faces takes ${augmenting.degradation.toFixed(3)} ms, ` +
          `${((100 * augmenting.degradation) / augmenting.processor).toFixed(1)} %`,
      );
    }
  }
  recordResult(cells, { tfjs: versionOf('@tensorflow/tfjs') });
}

/** Processor time of an image and memory, on TensorFlow beside Keras and tfjs, and on wasm beside TensorFlow. */
function cellsOf(network, figures) {
  const kinds = {
    processor: ['an image of a training step', 'ms of processor time', ({ processor }) => processor],
    clock: ['an image of a training step, by the clock', 'ms', ({ speed }) => 1000 / speed],
    peak: ['most memory of the process', 'MB', ({ peak }) => peak],
  };
  const cell = (side, kind, peers) => {
    const [what, unit, of] = kinds[kind];
    return {
      what: `${network} on ${side === 'ferkit' ? 'TensorFlow' : 'wasm'}: ${what}`,
      unit,
      ours: of(figures.get(side)),
      peers: Object.fromEntries(
        peers
          .filter((peer) => figures.has(peer))
          .map((peer) => [peer === 'ferkit' ? 'ferkit on TensorFlow' : peer, of(figures.get(peer))]),
      ),
    };
  };
  const sides = { ferkit: ['tfjs model.fit', 'Keras', 'Keras with oneDNN'], 'ferkit on wasm': ['ferkit'] };
  return Object.entries(sides)
    .filter(([side]) => figures.has(side))
    .flatMap(([side, peers]) => Object.keys(kinds).map((kind) => cell(side, kind, peers)));
}

function onTensorFlow(side, network, batchSize) {
  const isThere = existsSync(join(tensorFlow, 'node_modules'));
  return {
    // ferkit resolves the optional package from here.
    ...nodeSide(side, network, batchSize, tensorFlow),
    ...(isThere ? {} : { missing: 'there is no TensorFlow in .cache/tensorflow; npm test puts it there' }),
  };
}

function nodeSide(side, network, batchSize, folder) {
  const options = ['--child', side, '--network', network, '--batch', String(batchSize), '--steps', String(steps)];
  return { name: side, program: process.execPath, arguments: [fileURLToPath(import.meta.url), ...options], folder };
}

function onKeras(side, network, batchSize, environment) {
  const script = fileURLToPath(new URL('training.py', import.meta.url));
  return {
    name: side,
    program: values.python,
    arguments: [script, network, String(batchSize), String(steps), String(WARM_UP)],
    environment,
    ...(existsSync(values.python) ? {} : { missing: `there is no ${values.python}; name one with --python` }),
  };
}

async function measureFerkit(side, network, batchSize) {
  const { augmentDefaults, augmentImage, augmentPoorFaces, createModel, createRandom, createSyntheticFaces, train } =
    await import('@ferkit/core');
  const faces = createSyntheticFaces({ count: batchSize * 4, seed: 1 });
  const backend = side.startsWith('ferkit on wasm') ? 'wasm' : 'tensorflow';
  const model = await createModel({ architecture: network, backend, seed: 1 });
  let began;
  let before;
  let done = 0;
  await train(
    model,
    { train: faces },
    {
      epochs: Math.ceil((steps + WARM_UP) / 4),
      batchSize,
      optimizer: 'adam',
      weightDecay: 0,
      ...(side.endsWith('augmenting') ? {} : { augment: false }),
      onEvent: ({ type }) => {
        if (type !== 'batch') return;
        done++;
        if (done !== WARM_UP) return;
        began = performance.now();
        before = usage();
      },
    },
  );
  const seconds = (performance.now() - began) / 1000;
  const { processor, peak } = usage();
  const images = (done - WARM_UP) * batchSize;

  // Measured without the network: in the difference of two runs, so small a part is below the noise.
  const variant = new Uint8Array(faces.width * faces.height);
  const measureAugmentation = (options, rounds) => {
    const alone = usage();
    for (let round = 0; round < rounds; round++) {
      for (let k = 0; k < faces.size; k++) augmentImage(faces.image(k), variant, options, createRandom(1, round, k));
    }
    return ((usage().processor - alone.processor) * 1000) / (rounds * faces.size);
  };
  measureAugmentation(augmentPoorFaces, 2);
  return {
    speed: images / seconds,
    processor: ((processor - before.processor) * 1000) / images,
    peak,
    augmentation: measureAugmentation(augmentDefaults, 20),
    degradation: measureAugmentation(augmentPoorFaces, 20),
  };
}

async function measureModelFit(side, network, batchSize) {
  const { architectures } = await import('@ferkit/core');
  const tf = createRequire(join(process.cwd(), 'package.json'))('@tensorflow/tfjs-node');
  const architecture = architectures[network];
  const model = architecture.build({
    input: { width: 48, height: 48, channels: 1 },
    labelCount: 7,
    seed: 1,
    options: architecture.defaults,
  });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const images = tf.randomUniform([batchSize * steps, 48, 48, 1]);
  const targets = tf.oneHot(tf.randomUniform([batchSize * steps], 0, 7, 'int32'), 7).toFloat();
  const fit = (count) =>
    model.fit(images.slice(0, batchSize * count), targets.slice(0, batchSize * count), { batchSize, verbose: 0 });
  await fit(Math.min(WARM_UP, steps));
  const before = usage();
  const began = performance.now();
  await fit(steps);
  const seconds = (performance.now() - began) / 1000;
  const { processor, peak } = usage();
  const count = batchSize * steps;
  return { speed: count / seconds, processor: ((processor - before.processor) * 1000) / count, peak };
}
