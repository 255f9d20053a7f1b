// Compares candidate networks: times a training step and a single face on wasm. With --data, trains each for the same time and
// prints its accuracy on the validation split.
//
//   node bench/networks.mjs
//   node bench/networks.mjs --data fer2013.csv.gz --minutes 10
//
// Times are medians. Run it on a quiet machine, and compare rows of one run only.
import { parseArgs } from 'node:util';
import { createModel, createSyntheticFaces, openDataset, train } from '@ferkit/core';

const colour = (side) => ({ width: side, height: side, channels: 3 });

const candidates = [
  ['fer-cnn (default)', { architecture: 'fer-cnn' }],
  ['fer-cnn, no squeeze-excite', { architecture: 'fer-cnn', options: { squeezeExcite: false } }],
  ['fer-cnn, wider', { architecture: 'fer-cnn', options: { stem: 24, widths: [48, 96, 192] } }],
  ['fer-cnn, narrower and deeper', { architecture: 'fer-cnn', options: { widths: [24, 48, 96], blocks: 2 } }],
  ['fer-cnn, four stages', { architecture: 'fer-cnn', options: { widths: [32, 64, 128, 192] } }],
  ['mini-xception', { architecture: 'mini-xception' }],
  ['bst261', { architecture: 'bst261' }],
  ['fer-resnet', { architecture: 'fer-resnet' }],
  ['fer-resnet, 96 x 96 colour', { architecture: 'fer-resnet', input: colour(96) }],
  ['fer-resnet, 224 x 224 colour', { architecture: 'fer-resnet', input: colour(224) }],
  ['fer-cnn, 96 x 96 colour', { input: colour(96) }],
];

const BATCH = 64;
const { values } = parseArgs({
  options: { data: { type: 'string' }, minutes: { type: 'string', default: '10' }, only: { type: 'string' } },
});
const fer = values.data === undefined ? undefined : await openDataset(values.data);
const chosen = candidates.filter(([name]) => values.only === undefined || name.includes(values.only));

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Size and channels of drawn faces for a model. */
const sizeOf = ({ metadata: { input } }) => ({ size: input.width, channels: input.channels });

/** Milliseconds a trained image, the median over the steps after the first two. */
async function timeTraining(model) {
  const faces = createSyntheticFaces({ ...sizeOf(model), count: BATCH * 8, seed: 1 });
  const steps = [];
  let last = performance.now();
  await train(
    model,
    { train: faces },
    {
      epochs: 1,
      batchSize: BATCH,
      onEvent: ({ type }) => {
        if (type !== 'batch') return;
        steps.push((performance.now() - last) / BATCH);
        last = performance.now();
      },
    },
  );
  return median(steps.slice(2));
}

/** Milliseconds a face, one at a time. */
async function timeFace(model) {
  const face = createSyntheticFaces({ ...sizeOf(model), count: 21, seed: 2 }).image(0);
  const times = [];
  for (let run = 0; run < 60; run++) {
    const began = performance.now();
    await model.predict([face]);
    times.push(performance.now() - began);
  }
  return median(times.slice(10));
}

/** The best validation accuracy of a network within a given time, with a schedule of that length. */
async function trainFor(options, minutes, millisecondsPerImage) {
  const epochs = Math.max(1, Math.round((minutes * 60_000) / (millisecondsPerImage * fer.selectSplit('train').size)));
  const model = await createModel({ ...options, labels: fer.labels, backend: 'wasm', seed: 1 });
  const { history, bestEpoch } = await train(model, fer, {
    epochs,
    averageWeights: 0.998,
    labelSmoothing: 0.1,
    seed: 1,
  });
  model.dispose();
  return { epochs, accuracy: history[bestEpoch - 1].validation.accuracy };
}

const rows = [];
for (const [name, options] of chosen) {
  const model = await createModel({ ...options, backend: 'wasm' });
  const { parameters, flops } = model.cost;
  const face = await timeFace(model);
  const trained = await timeTraining(model);
  model.dispose();
  const row = {
    network: name,
    parameters,
    MFLOP: Math.round(flops / 1e6),
    'ms/face': Number(face.toFixed(2)),
    'ms/trained image': Number(trained.toFixed(2)),
  };
  if (fer !== undefined) {
    const { epochs, accuracy } = await trainFor(options, Number(values.minutes), trained);
    Object.assign(row, { epochs, 'validation %': Number((100 * accuracy).toFixed(2)) });
  }
  rows.push(row);
  console.log(JSON.stringify(row));
}
console.table(rows);
