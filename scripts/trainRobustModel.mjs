// Trains a model for poor faces: goes on from the bundled model with its own scores as targets, on noisy, blurred, small and dark images.
//   node scripts/trainRobustModel.mjs fer2013.csv.gz <folder for the runs> [backend]
// Each step leaves its result in the folder, and the command resumes where it stopped. Two cores take an hour and a quarter with TensorFlow
// (`npx ferkit native install`). scripts/robustModel is the result; docs/networks.md has its figures.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

const [path, folder, backend = 'auto'] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node scripts/trainRobustModel.mjs <fer2013.csv or .csv.gz> <folder> [backend]');
  process.exit(2);
}
/** Weight of the labels in each target; the bundled model's scores have the rest. */
const LABELS = 0.3;
/** Exponent of the mean scores of several views, which are less sure than each view. */
const SHARPENING = 1.12;
/** Weight of the new network in the mean of the weights. */
const NEW = 0.8;

const data = await openDataset(path);
const training = data.selectSplit('train');
const validation = data.selectSplit('validation');
const student = await loadModel({ backend });

if (!existsSync(join(folder, 'student/model.json'))) {
  const recipe = {
    epochs: 36,
    optimizer: 'adamw',
    learningRate: 0.001,
    weightDecay: 0.03,
    warmupEpochs: 0.5,
    batchSize: 64,
    seed: 9001,
    labelSmoothing: 0,
    averageWeights: 0.999,
    restoreBest: false,
    labelWeights: { disgust: 1.6, fear: 1.15 },
    // Rotation and scaling blur all images: the network would see no sharp ones.
    augment: { ...augmentPoorFaces, rotate: 0, scale: 0, shift: 0.08, erase: 0.35 },
  };
  const checkpoint = { path: join(folder, 'student.safetensors'), everySeconds: 300 };
  const onEvent = (event) => {
    if (event.type !== 'epoch') return;
    const { accuracy, loss } = event.validation;
    console.log(`epoch ${event.epoch}/${event.epochs}  validation ${accuracy.toFixed(4)}, loss ${loss.toFixed(4)}`);
  };
  await train(student, { train: await addTargets(student), validation }, { ...recipe, checkpoint, onEvent });
  await saveModel(student, join(folder, 'student'));
}

// A little of the weights before keeps what they know of sharp faces (M. Wortsman et al. 2022, arXiv:2109.01903).
const model = await loadModel({ backend });
const trained = await loadModel(join(folder, 'student'), { backend });
tf.tidy(() => {
  const after = trained.layers.getWeights();
  model.layers.setWeights(model.layers.getWeights().map((before, k) => before.mul(1 - NEW).add(after[k].mul(NEW))));
});
await calibrate(model, validation, { method: 'top-label' });
await saveModel(model, join(folder, 'robust'), { precision: 'float16' });

/** The training images with targets of the labels and the sharpened scores of a model over ten views. */
async function addTargets(teacher) {
  const file = join(folder, 'scores.f32');
  if (!existsSync(file)) {
    const { softLabels } = await distillLabels(training, teacher, { share: 1, temperature: false, views: 10 });
    writeFileSync(file, softLabels);
  }
  const { name, labels, width, height, pixels, rows, splitIndices, labelIndices } = training;
  const softLabels = new Float32Array(new Uint8Array(readFileSync(file)).buffer).map((score) => score ** SHARPENING);
  labelIndices.forEach((label, sample) => {
    const target = softLabels.subarray(sample * labels.length, (sample + 1) * labels.length);
    const sum = target.reduce((total, score) => total + score, 0);
    target.forEach((score, k) => (target[k] = ((1 - LABELS) * score) / sum));
    target[label] += LABELS;
  });
  return new Dataset({ name, labels, width, height, pixels, rows, splitIndices, labelIndices, softLabels });
}
