// Trains the bundled model from the official FER2013 file. Differences from the shipped model: rounding, the order in which its own scores
// were averaged and sharpened, augmentation (which blurred images up to the step "midway"), and a tenth of the targets in the teachers'
// last epoch.
//   node scripts/trainBundledModel.mjs fer2013.csv.gz <folder for the runs> [backend]
// Each run keeps a checkpoint in the folder, and the command resumes where it stopped. The four wide teachers need a GPU (`cuda`: eight minutes
// on an H200, all at once; a day on two cores); the rest takes nine hours on two cores with TensorFlow (`npx ferkit native install`), twice that
// on WebAssembly.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { calibrate, createModel, Dataset, distillLabels, loadModel, openDataset, saveModel, train } from '@ferkit/core';

const [path, folder, backend = 'auto'] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node scripts/trainBundledModel.mjs <fer2013.csv or .csv.gz> <folder> [backend]');
  process.exit(2);
}
const seed = 1;
/** The exponent of the mean scores with the lowest NLL on PublicTest. */
const SHARPENING = 1.12;
const recipe = { optimizer: 'adamw', learningRate: 0.003, weightDecay: 0.02, batchSize: 64, seed };
const data = await openDataset(path);
const validation = data.selectSplit('validation');

const deep = await learn('deep', { widths: [32, 64, 128, 192] }, data.selectSplit('train'), {
  epochs: 20,
  labelSmoothing: 0.1,
  averageWeights: 0.998,
});
const wide = await learn('wide', { stem: 24, widths: [48, 96, 160, 256], dropout: 0.3 }, data.selectSplit('train'), {
  epochs: 22,
  labelSmoothing: 0.1,
  averageWeights: 0.998,
});
const soft = await distillLabels(data.selectSplit('train'), [deep, wide], { share: 0.5, temperature: 1.5 });
const student = await learn('student', { stem: 24, widths: [40, 80, 128, 144], dropout: 0.3 }, soft, {
  epochs: 70,
  labelSmoothing: 0,
  averageWeights: 0.999,
});
// Self-distillation: its own calibrated scores over ten views of each image.
await calibrate(student, validation);
const own = await distillLabels(data.selectSplit('train'), student, { share: 0.4, temperature: false, views: 10 });
const further = {
  weightDecay: 0.03,
  labelSmoothing: 0,
  averageWeights: 0.999,
  labelWeights: { disgust: 1.6, fear: 1.15 },
  augment: { rotate: 12, scale: 0.15, shift: 0.1, erase: 0.35 },
};
const refined = await goOn('refined', student, own, {
  ...further,
  seed: 2,
  epochs: 28,
  learningRate: 0.0012,
});
await calibrate(refined, validation, { method: 'matrix' });

// Distillation from four wider networks, with a third of the weight on its own scores.
const teacher = {
  batchSize: 512,
  epochs: 66,
  warmupEpochs: 3,
  learningRate: 0.006,
  weightDecay: 0.05,
  averageWeights: 0.995,
};
const teachers = [];
for (const [name, teacherSeed, options, training] of [
  ['teacher-1', 11, { stem: 32, widths: [64, 128, 192, 256] }, { labelSmoothing: 0.05, mixup: 0.2 }],
  [
    'teacher-2',
    12,
    { stem: 32, widths: [64, 128, 256, 320] },
    { labelSmoothing: 0.1, augment: { rotate: 15, scale: 0.15, shift: 0.12, erase: 0.5 } },
  ],
  [
    'teacher-3',
    13,
    { stem: 32, widths: [48, 96, 160, 256], blocks: 2 },
    { labelSmoothing: 0.1, augment: { rotate: 12, scale: 0.15, erase: 0.4 } },
  ],
  ['teacher-4', 14, { stem: 24, widths: [64, 128, 256], blocks: 2 }, { labelSmoothing: 0.05, mixup: 0.3 }],
]) {
  const its = { ...teacher, ...training, seed: teacherSeed };
  const learned = await learn(name, { ...options, dropout: 0.4 }, data.selectSplit('train'), its);
  await calibrate(learned, validation);
  teachers.push(learned);
}
const joint = await distillLabels(data.selectSplit('train'), [...teachers, refined, refined], {
  share: 0.6,
  temperature: false,
  views: 10,
});
const before = await load('refined');
await calibrate(before, validation, { method: 'matrix' });
await saveModel(before, join(folder, 'before'));
await goOn('taught', refined, joint, {
  ...further,
  seed: 5,
  epochs: 26,
  patience: 16,
  learningRate: 0.0015,
});
// The mean of the weights before and after is better than either (M. Wortsman et al. 2022, arXiv:2109.01903).
await saveMean('midway', ['before', 'taught']);

// Rotation and scaling blur images, so the network has seen few sharp ones. The following rounds use neither.
const last = { ...further, warmupEpochs: 0.2, restoreBest: false };
const still = { ...further.augment, rotate: 0, scale: 0 };
await goOn('sharp', await load('midway'), joint, {
  ...last,
  averageWeights: 0.995,
  seed: 77,
  epochs: 1,
  learningRate: 0.0002,
  augment: { ...still, shift: 0 },
});
await goOn('turned', await load('sharp'), joint, {
  ...last,
  seed: 101,
  epochs: 3,
  learningRate: 0.001,
});
await goOn('turned-less', await load('sharp'), joint, {
  ...last,
  seed: 201,
  epochs: 3,
  learningRate: 0.0006,
  augment: { rotate: 6, scale: 0.08, shift: 0.05, erase: 0.35 },
});
await saveMean('round-0', ['sharp', 'turned', 'turned-less']);
const round = { ...last, epochs: 3, learningRate: 0.0003, augment: { ...still, shift: 0.07 } };
const rounds = ['round-1', 'round-2', 'round-3', 'round-4'];
for (const [index, name] of rounds.entries()) {
  await goOn(name, await load(`round-${index}`), joint, { ...round, seed: 301 + index });
}
await saveMean('mean-0', rounds);

// The teachers train on sharp images for one epoch, and teach again together with the current network.
const sharpTeachers = [];
for (const [name, itsSeed] of [
  ['teacher-1', 1],
  ['teacher-2', 2],
  ['teacher-3', 2],
  ['teacher-4', 1],
]) {
  const learned = await goOn(`sharp-${name}`, await load(name), joint, {
    ...round,
    warmupEpochs: 0.1,
    averageWeights: 0.998,
    seed: itsSeed,
    epochs: 1,
  });
  await calibrate(learned, validation);
  sharpTeachers.push(learned);
}
const itself = await load('mean-0');
await calibrate(itself, validation);
const asTheyAre = { share: 1, temperature: false };
const byTeachers = await distillLabels(data.selectSplit('train'), sharpTeachers, { ...asTheyAre, views: 2 });
const byAll = await distillLabels(byTeachers, itself, { ...asTheyAre, share: 3 / 7, views: 10 });

// Rounds with different label weights, learning rates and erased areas.
const again = async (name, start, share, changes) =>
  goOn(name, await load(start), blend(byAll, share), { ...round, learningRate: 0.0004, ...changes });
await again('again-1', 'mean-0', 0.6, { seed: 1001 });
await again('again-2', 'again-1', 0.6, { seed: 1002 });
await again('again-3', 'mean-0', 0.45, { seed: 2001 });
await again('again-4', 'again-3', 0.45, { seed: 2002 });
await saveMean('mean-1', ['again-1', 'again-2', 'again-3', 'again-4']);
await again('again-5', 'mean-1', 0.6, { seed: 3001, epochs: 4, learningRate: 0.001 });
await again('again-6', 'mean-1', 0.55, { seed: 4001, epochs: 4, augment: { ...still, shift: 0.1, erase: 0.5 } });

await saveMean('mean-2', ['mean-0', 'again-1', 'again-2', 'again-3', 'again-4', 'again-5', 'again-6']);
const bundled = await load('mean-2');
await calibrate(bundled, validation, { method: 'top-label' });
console.log(await saveModel(bundled, join(folder, 'bundled'), { precision: 'float16' }));

/** Targets that mix labels with the teachers' mean scores, sharpened, because a mean is less confident than its parts. */
function blend(taught, share) {
  const { name, labels, width, height, pixels, rows, splitIndices, labelIndices } = taught;
  const softLabels = taught.softLabels.map((score) => score ** SHARPENING);
  labelIndices.forEach((label, sample) => {
    const target = softLabels.subarray(sample * labels.length, (sample + 1) * labels.length);
    const sum = target.reduce((total, score) => total + score, 0);
    target.forEach((score, index) => (target[index] = (share * score) / sum));
    target[label] += 1 - share;
  });
  return new Dataset({ name, labels, width, height, pixels, rows, splitIndices, labelIndices, softLabels });
}

/** Saves a model with the mean weights of several models (model soup, M. Wortsman et al. 2022, arXiv:2203.05482). */
async function saveMean(name, names) {
  const [model, ...others] = await Promise.all(names.map(load));
  tf.tidy(() => {
    const all = [model, ...others].map(({ layers }) => layers.getWeights());
    model.layers.setWeights(all[0].map((_, index) => tf.mean(tf.stack(all.map((weights) => weights[index])), 0)));
  });
  await saveModel(model, join(folder, name));
  for (const each of [model, ...others]) each.dispose();
}

function load(name) {
  return loadModel(join(folder, name), { backend });
}

async function learn(name, options, split, training) {
  const target = join(folder, name);
  if (existsSync(join(target, 'model.json'))) return load(name);
  const model = await createModel({ architecture: 'fer-cnn', backend, seed: training.seed ?? seed, options });
  return goOn(name, model, split, training);
}

async function goOn(name, model, split, training) {
  const target = join(folder, name);
  if (existsSync(join(target, 'model.json'))) return load(name);
  const onEvent = (event) => {
    if (event.type !== 'epoch') return;
    const { accuracy, loss } = event.validation;
    console.log(
      `${name}  epoch ${event.epoch}/${event.epochs}  validation ${accuracy.toFixed(4)}, loss ${loss.toFixed(4)}`,
    );
  };
  const checkpoint = { path: `${target}.safetensors`, everySeconds: 300 };
  await train(model, { train: split, validation }, { ...recipe, ...training, checkpoint, onEvent });
  await saveModel(model, target);
  return model;
}
