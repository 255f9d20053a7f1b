// Trains the bundled model further, for two rounds: targets are the scores of the models before, images are noisy, blurred, small and dark.
//   node scripts/trainBundledModel.mjs fer2013.csv.gz <folder for the runs> [--from <model>] [--backend auto]
// Each step leaves its result in the folder, and the command resumes where it stopped. Two cores take two hours and a half with TensorFlow
// (`npx ferkit native install`). docs/networks.md has the figures of each step, and tells how the model that the first round goes on from was made.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import {
  augmentPoorFaces,
  calibrate,
  Dataset,
  distillLabels,
  loadModel,
  openDataset,
  saveModel,
  train,
} from '@ferkit/core';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string' }, backend: { type: 'string', default: 'auto' } },
});
const [path, folder] = positionals;
if (folder === undefined) {
  console.error('Usage: node scripts/trainBundledModel.mjs <fer2013.csv or .csv.gz> <folder> [--from model]');
  process.exit(2);
}
/** Weight of the labels in each target; the teachers' scores have the rest. */
const LABELS = 0.3;
/** Exponent of the mean scores of several views, which are less sure than each view. */
const SHARPENING = 1.12;
const recipe = {
  optimizer: 'adamw',
  learningRate: 0.001,
  weightDecay: 0.03,
  warmupEpochs: 0.5,
  batchSize: 64,
  labelSmoothing: 0,
  averageWeights: 0.999,
  restoreBest: false,
  labelWeights: { disgust: 1.6, fear: 1.15 },
  // Rotation and scaling blur all images: the network would see no sharp ones.
  augment: { ...augmentPoorFaces, rotate: 0, scale: 0, shift: 0.08, erase: 0.35 },
};
mkdirSync(folder, { recursive: true });
const data = await openDataset(path);
const training = data.selectSplit('train');
const validation = data.selectSplit('validation');

const start = await open(values.from);
await goOn('first', start, [start], { epochs: 36, seed: 9001 });
// A little of the weights before keeps what they know of sharp faces (M. Wortsman et al. 2022, arXiv:2109.01903).
const middle = await mix('middle', 'first', start, 0.2);
await goOn('second', middle, [start, middle], { epochs: 32, seed: 9002 });
await mix('bundled', 'second', middle, 0.3, roundToBfloat16);

function open(source) {
  return loadModel(source, { backend: values.backend });
}

/** Trains a copy of a model further and saves it under a name, unless a run before did. */
async function goOn(name, model, teachers, options) {
  const result = join(folder, name);
  if (existsSync(join(result, 'model.json'))) return;
  const student = await open(values.from);
  student.layers.setWeights(model.layers.getWeights());
  const onEvent = (event) => {
    if (event.type !== 'epoch') return;
    const { accuracy, loss } = event.validation;
    console.log(`${name} ${event.epoch}/${event.epochs}  validation ${accuracy.toFixed(4)}, loss ${loss.toFixed(4)}`);
  };
  const checkpoint = { path: `${result}.safetensors`, everySeconds: 300 };
  const taught = await addTargets(name, teachers);
  await train(student, { train: taught, validation }, { ...recipe, ...options, checkpoint, onEvent });
  await saveModel(student, result);
}

/** The training images with targets of the labels and the teachers' mean scores over ten views, sharpened. */
async function addTargets(name, teachers) {
  const file = join(folder, `${name}.f32`);
  if (!existsSync(file)) {
    const { softLabels } = await distillLabels(training, teachers, { share: 1, temperature: false, views: 10 });
    writeFileSync(file, softLabels);
  }
  const { labels, width, height, pixels, rows, splitIndices, labelIndices } = training;
  const softLabels = new Float32Array(new Uint8Array(readFileSync(file)).buffer).map((score) => score ** SHARPENING);
  labelIndices.forEach((label, sample) => {
    const target = softLabels.subarray(sample * labels.length, (sample + 1) * labels.length);
    const sum = target.reduce((total, score) => total + score, 0);
    target.forEach((score, k) => (target[k] = ((1 - LABELS) * score) / sum));
    target[label] += LABELS;
  });
  return new Dataset({
    name: training.name,
    labels,
    width,
    height,
    pixels,
    rows,
    splitIndices,
    labelIndices,
    softLabels,
  });
}

/** Saves a trained model with a share of the weights before in it, calibrated. */
async function mix(name, trained, before, share, round = (weight) => weight) {
  const mixed = await open(join(folder, trained));
  const old = before.layers.getWeights();
  const means = mixed.layers.getWeights().map((now, k) => tf.tidy(() => now.mul(1 - share).add(old[k].mul(share))));
  mixed.layers.setWeights(await Promise.all(means.map(round)));
  await calibrate(mixed, validation, { method: 'top-label' });
  await saveModel(mixed, join(folder, name), { precision: 'float16' });
  return mixed;
}

/** Rounds to 7 bits of a mantissa, those of bfloat16: files of float16 then compress to four fifths, and accuracy stays. */
async function roundToBfloat16(weight) {
  const bits = new Uint32Array((await weight.data()).slice().buffer).map((one) => {
    return ((one + 0x7fff + ((one >>> 16) & 1)) & 0xffff0000) >>> 0;
  });
  return tf.tensor(new Float32Array(bits.buffer), weight.shape);
}
