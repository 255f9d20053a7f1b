import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { calibrate, Dataset, evaluate, loadModel, openDataset, saveModel, train } from '@ferkit/core';
const [path, folder, backend = 'tensorflow'] = process.argv.slice(2);
const data = await openDataset(path);
const validation = data.split('validation');
const model = await loadModel('start', { backend });
const split = data.split('train');
const { readFileSync, writeFileSync } = await import('node:fs');
const softFile = join(folder, 'soft.f32');
let scores;
if (existsSync(softFile)) scores = new Float32Array(readFileSync(softFile).buffer.slice(0));
else {
  const images = Array.from({ length: split.size }, (_, i) => split.image(i));
  console.log(new Date().toISOString(), 'scoring');
  scores = await model.predictMatrix(images, { views: 10, temperature: 1.2, batchSize: 256 });
  writeFileSync(softFile, Buffer.from(scores.buffer, scores.byteOffset, scores.byteLength));
}
const sharpen = 1.2 / 0.775;
for (let i = 0; i < scores.length; i += 7) {
  let sum = 0;
  for (let k = 0; k < 7; k++) sum += scores[i + k] = scores[i + k] ** sharpen;
  for (let k = 0; k < 7; k++) scores[i + k] /= sum;
}
const share = 0.4;
const softLabels = new Float32Array(scores.length);
for (let i = 0; i < scores.length; i++) softLabels[i] = scores[i] * share;
split.labelIndices.forEach((l, i) => (softLabels[i * 7 + l] += 1 - share));
const { name, labels, width, height, pixels, rows, splitIndices, labelIndices } = split;
const soft = new Dataset({ name, labels, width, height, pixels, rows, splitIndices, labelIndices, softLabels });
console.log(new Date().toISOString(), 'training');
await train(model, { train: soft, validation }, {
  optimizer: 'adamw', learningRate: 0.0012, weightDecay: 0.03, batchSize: 64, seed: 2, epochs: 28, labelSmoothing: 0, averageWeights: 0.999,
  classWeights: { disgust: 1.6, fear: 1.15 },
  augment: { rotate: 12, scale: 0.15, shift: 0.1, erase: 0.35 },
  checkpoint: { path: join(folder, 'again.safetensors'), everySeconds: 120 },
  onEvent: (e) => { if (e.type === 'epoch') console.log(new Date().toISOString(), e.epoch, 'train', e.train.loss.toFixed(4), e.train.accuracy.toFixed(4), 'val', e.validation.loss.toFixed(4), e.validation.accuracy.toFixed(4), e.validation.macroF1.toFixed(4), e.seconds.toFixed(0)+'s', e.best?'*':''); },
});
await saveModel(model, join(folder, 'again-f32'));
console.log('temperature', await calibrate(model, validation));
await saveModel(model, join(folder, 'again'), { precision: 'float16' });
const r = await evaluate(model, validation);
console.log('PublicTest', r.accuracy, r.macroF1, r.ece);
