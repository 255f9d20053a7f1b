// Trains the bundled model from the official FER2013 file, as it stands in packages/core/pretrained but for rounding, for the
// order in which its own scores were averaged and sharpened, and for augmentation, which blurred images up to the step "midway".
//   node scripts/trainBundledModel.mjs fer2013.csv.gz <folder for the runs> [backend]
// Each run leaves a checkpoint in the folder, and the command goes on where it was stopped. The four wide teachers
// are for a GPU (`cuda`: eight minutes on an H200, all at once; a day on two cores); the rest takes two cores with TensorFlow
// seven hours (`npx ferkit native install`), with WebAssembly twice that.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { calibrate, createModel, distillLabels, loadModel, openDataset, saveModel, train } from '@ferkit/core';

const [path, folder, backend = 'auto'] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node scripts/trainBundledModel.mjs <fer2013.csv or .csv.gz> <folder> [backend]');
  process.exit(2);
}
const seed = 1;
/** Rounds of three epochs at the end, of which the mean ships. */
const ROUNDS = 4;
const recipe = { optimizer: 'adamw', learningRate: 0.003, weightDecay: 0.02, batchSize: 64, seed };
const data = await openDataset(path);
const validation = data.split('validation');

const deep = await learn('deep', { widths: [32, 64, 128, 192] }, data.split('train'), {
  epochs: 20,
  labelSmoothing: 0.1,
  averageWeights: 0.998,
});
const wide = await learn('wide', { stem: 24, widths: [48, 96, 160, 256], dropout: 0.3 }, data.split('train'), {
  epochs: 22,
  labelSmoothing: 0.1,
  averageWeights: 0.998,
});
const soft = await distillLabels(data.split('train'), [deep, wide], { share: 0.5, temperature: 1.5 });
const student = await learn('student', { stem: 24, widths: [40, 80, 128, 144], dropout: 0.3 }, soft, {
  epochs: 70,
  labelSmoothing: 0,
  averageWeights: 0.999,
});
// It goes on with what it says itself of ten views of each image, as sure as it is right.
await calibrate(student, validation);
const own = await distillLabels(data.split('train'), student, { share: 0.4, temperature: null, views: 10 });
const further = {
  weightDecay: 0.03,
  labelSmoothing: 0,
  averageWeights: 0.999,
  classWeights: { disgust: 1.6, fear: 1.15 },
  augment: { rotate: 12, scale: 0.15, shift: 0.1, erase: 0.35 },
};
const refined = await goOn('refined', student, own, {
  ...further,
  seed: 2,
  epochs: 28,
  learningRate: 0.0012,
});
await calibrate(refined, validation, { method: 'matrix' });

// Then it learns from four wider networks, and a third of that still from itself.
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
  const learned = await learn(name, { ...options, dropout: 0.4 }, data.split('train'), its);
  await calibrate(learned, validation);
  teachers.push(learned);
}
const joint = await distillLabels(data.split('train'), [...teachers, refined, refined], {
  share: 0.6,
  temperature: null,
  views: 10,
});
const before = await load('refined');
await calibrate(before, validation, { method: 'matrix' });
const taught = await goOn('taught', refined, joint, {
  ...further,
  seed: 5,
  epochs: 26,
  patience: 16,
  learningRate: 0.0015,
});
// Midway between before and after it is better than either (M. Wortsman et al. 2022, arXiv:2109.01903).
await saveModel(average(taught, before), join(folder, 'midway'));

// Up to here it has seen few images that were not turned or scaled, and what is turned or scaled is less sharp than what it will
// be asked about. The rest it learns of images that are neither.
const last = { ...further, warmupEpochs: 0.2, restoreBest: false };
const still = { ...further.augment, rotate: 0, scale: 0 };
const first = await goOn('sharp', await load('midway'), joint, {
  ...last,
  averageWeights: 0.995,
  seed: 77,
  epochs: 1,
  learningRate: 0.0002,
  augment: { ...still, shift: 0 },
});
const turned = await goOn('turned', await load('sharp'), joint, {
  ...last,
  seed: 101,
  epochs: 3,
  learningRate: 0.001,
});
const turnedLess = await goOn('turned-less', await load('sharp'), joint, {
  ...last,
  seed: 201,
  epochs: 3,
  learningRate: 0.0006,
  augment: { rotate: 6, scale: 0.08, shift: 0.05, erase: 0.35 },
});
await saveModel(average(first, turned, turnedLess), join(folder, 'round-0'));
const rounds = [];
for (let round = 1; round <= ROUNDS; round++) {
  const learned = await goOn(`round-${round}`, await load(`round-${round - 1}`), joint, {
    ...last,
    seed: 300 + round,
    epochs: 3,
    learningRate: 0.0003,
    augment: { ...still, shift: 0.07 },
  });
  rounds.push(learned);
}
const bundled = average(...rounds);
await calibrate(bundled, validation, { method: 'matrix' });
console.log(await saveModel(bundled, join(folder, 'bundled'), { precision: 'float16' }));

/** The first model, with the mean of all weights. */
function average(model, ...others) {
  tf.tidy(() => {
    const all = [model, ...others].map(({ layers }) => layers.getWeights());
    model.layers.setWeights(all[0].map((_, index) => tf.mean(tf.stack(all.map((weights) => weights[index])), 0)));
  });
  return model;
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
