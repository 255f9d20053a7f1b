// How good is a model of few pictures, and how long does it take? `finetune` beside logistic regression on the frozen features of the
// bundled model, and beside a network trained from scratch.
//   node bench/finetune.mjs fer2013.csv.gz [--backend wasm] [--pictures 10,30,100] [--seeds 2]
// Two tasks of three labels with names that the bundled model does not know: expressions of FER2013's PrivateTest, which it was not trained
// on, and drawn faces, which look like no photo. Tested on pictures of the same kind that are in neither part of the training.
import { parseArgs } from 'node:util';
import {
  copiesOf,
  createModel,
  createSyntheticFaces,
  evaluate,
  finetune,
  loadModel,
  openDataset,
  train,
} from '@ferkit/core';
import * as tf from '@ferkit/core/tf';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    backend: { type: 'string', default: 'wasm' },
    pictures: { type: 'string', default: '10,30,100' },
    seeds: { type: 'string', default: '2' },
  },
});
const [path] = positionals;
const { backend } = values;
if (path === undefined) {
  console.error(
    'Usage: node bench/finetune.mjs <fer2013.csv or .csv.gz> [--backend name] [--pictures 10,30,100] [--seeds 2]',
  );
  process.exit(2);
}
const LABELS = { happy: 'one', sad: 'two', surprise: 'three' };
const MOST_TESTED = 600;
const fer = await openDataset(path);
const known = copiesOf(fer, fer.selectSplit('train'));
const fresh = fer.filter(({ index, split }) => split === 'test' && known[index] === 0);
const tasks = { FER2013: fresh, 'drawn faces': createSyntheticFaces({ count: 2100, seed: 3 }) };
const base = await loadModel({ backend });

for (const [name, whole] of Object.entries(tasks)) {
  const faces = whole.selectLabels(Object.keys(LABELS)).rename(LABELS);
  for (const count of values.pictures.split(',').map(Number)) {
    const rows = { 'fine-tuned': [], 'logistic regression': [], 'from scratch': [] };
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      const { taught, tested } = choose(faces, count, seed);
      const measure = async (method, make) => {
        const began = performance.now();
        const model = await make();
        const seconds = (performance.now() - began) / 1000;
        rows[method].push({ seconds, accuracy: await model.score(tested) });
        model.dispose();
      };
      await measure('fine-tuned', async () => {
        const { model } = await finetune(taught, { from: base, testShare: false, seed });
        return scored(model);
      });
      await measure('logistic regression', () => regress(taught));
      await measure('from scratch', async () => {
        const model = await createModel({ labels: taught.labels, seed, backend });
        await train(model, taught, { epochs: 30, batchSize: 16, validationShare: 0.2, metric: 'loss', seed });
        return scored(model);
      });
    }
    for (const [method, runs] of Object.entries(rows)) {
      const mean = (key) => runs.reduce((sum, run) => sum + run[key], 0) / runs.length;
      const accuracy = `${(100 * mean('accuracy')).toFixed(1)} %`;
      console.log(`${name}, ${count} of each label: ${method.padEnd(19)} ${accuracy}  ${mean('seconds').toFixed(1)} s`);
    }
  }
}
base.dispose();

/** As many samples of each label as asked for, and others to test on. */
function choose(faces, count, seed) {
  const mixed = faces.shuffle({ seed });
  const seen = new Map();
  const rank = Array.from(mixed.labelIndices, (label) => {
    seen.set(label, (seen.get(label) ?? 0) + 1);
    return seen.get(label);
  });
  const taught = mixed.filter(({ index }) => rank[index] <= count).assignSplits({ train: 1 });
  const tested = mixed.filter(({ index }) => rank[index] > count).take(MOST_TESTED);
  return { taught, tested };
}

function scored(model) {
  return {
    score: async (tested) => (await evaluate(model, tested)).accuracy,
    dispose: () => model.dispose(),
  };
}

/** Logistic regression with an L2 penalty of 1, as scikit-learn's default, on standardised features: what goes into the last layer. */
async function regress(taught) {
  const layers = base.layers.layers;
  const last = layers.findLast((layer) => layer.weights.length > 0);
  const features = tf.model({ inputs: base.layers.inputs, outputs: last.input });
  const { mean, std } = base.metadata.preprocessing;
  const read = async (dataset) => {
    const pixels = Float32Array.from({ length: dataset.size * 2304 }, () => 0);
    for (let k = 0; k < dataset.size; k++)
      pixels.set(
        Float32Array.from(dataset.image(k).pixels, (value) => (value / 255 - mean) / std),
        k * 2304,
      );
    const input = tf.tensor4d(pixels, [dataset.size, 48, 48, 1]);
    const output = features.predict(input, { batchSize: 64 });
    const values = await output.data();
    const width = output.shape.at(-1);
    tf.dispose([input, output]);
    return Array.from({ length: dataset.size }, (_, k) => Array.from(values.subarray(k * width, (k + 1) * width)));
  };
  const rows = await read(taught);
  const width = rows[0].length;
  const center = Array.from({ length: width }, (_, at) => rows.reduce((sum, row) => sum + row[at], 0) / rows.length);
  const spread = center.map(
    (middle, at) => Math.sqrt(rows.reduce((sum, row) => sum + (row[at] - middle) ** 2, 0) / rows.length) || 1,
  );
  const standardize = (row) => row.map((value, at) => (value - center[at]) / spread[at]);
  const inputs = rows.map(standardize);
  const classes = taught.labels.length;
  const weights = Array.from({ length: classes }, () => new Float64Array(width + 1));
  const logits = (row) =>
    weights.map((weight) => row.reduce((sum, value, at) => sum + value * weight[at], weight[width]));
  const softmax = (given) => {
    const powers = given.map((logit) => Math.exp(logit - Math.max(...given)));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  };
  // Gradient descent with a step below the inverse of the curvature; the penalty makes it converge.
  const step = 1 / (0.5 * (width + 1) + 1 / inputs.length);
  for (let round = 0; round < 300; round++) {
    const gradients = weights.map((weight) => weight.map((value, at) => (at === width ? 0 : value / inputs.length)));
    inputs.forEach((row, k) => {
      softmax(logits(row)).forEach((score, label) => {
        const error = (score - Number(label === taught.labelIndices[k])) / inputs.length;
        row.forEach((value, at) => (gradients[label][at] += error * value));
        gradients[label][width] += error;
      });
    });
    weights.forEach((weight, label) =>
      weight.forEach((value, at) => (weight[at] = value - step * 4 * gradients[label][at])),
    );
  }
  return {
    score: async (tested) => {
      const given = (await read(tested)).map((row) => logits(standardize(row)));
      const right = given.filter((row, k) => row.indexOf(Math.max(...row)) === tested.labelIndices[k]);
      return right.length / given.length;
    },
    dispose: () => undefined,
  };
}
