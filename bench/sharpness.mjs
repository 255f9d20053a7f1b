// How sharp does a model want its images? Scores PublicTest as it stands, smoothed and sharpened. A model that was trained on
// images which augmentation had blurred does best on smoothed ones, and worse than it could on those that it is asked about.
//   node bench/sharpness.mjs fer2013.csv.gz [folder of a model, without: the bundled one]
import { loadModel, openDataset } from '@ferkit/core';
import { accuracy, countConfusion, macroF1 } from '@ferkit/core/metrics';
import { loadBundledModel } from '@ferkit/core/pretrained';

const [path, folder] = process.argv.slice(2);
if (path === undefined) {
  console.error('Usage: node bench/sharpness.mjs <fer2013.csv or .csv.gz> [model]');
  process.exit(2);
}
const validation = (await openDataset(path)).split('validation');
const options = { backend: 'wasm' };
const model = folder === undefined ? await loadBundledModel(options) : await loadModel(folder, options);
const classes = model.labels.length;
console.log('each pixel takes of each neighbour   accuracy   macro F1   likelihood in nats');
for (const share of [-0.05, 0, 0.05, 0.1, 0.15]) {
  const images = Array.from({ length: validation.size }, (_, index) => smooth(validation.image(index), share));
  const scores = await model.predictMatrix(images);
  const predicted = Uint8Array.from(validation.labelIndices, (_, sample) => {
    const row = scores.subarray(sample * classes, (sample + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
  const counts = countConfusion(model.labels, validation.labelIndices, predicted);
  const nats =
    validation.labelIndices.reduce((sum, label, sample) => sum - Math.log(scores[sample * classes + label]), 0) /
    validation.size;
  console.log(
    `${`${(100 * share).toFixed(0)} %`.padStart(35)}   ${(100 * accuracy(counts)).toFixed(2)} %    ${(100 * macroF1(counts)).toFixed(2)} %    ${nats.toFixed(4)}`,
  );
}
model.dispose();

/** Along each axis a pixel gives the share to both of its neighbours and takes it of them; beyond the edge lies the edge. */
function smooth({ pixels, width, height }, share) {
  const at = (x, y) => pixels[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))];
  const weights = [share, 1 - 2 * share, share];
  const smoothed = Uint8ClampedArray.from({ length: width * height }, (_, index) => {
    const x = index % width;
    const y = (index - x) / width;
    let sum = 0;
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        sum += weights[row] * weights[column] * at(x + column - 1, y + row - 1);
      }
    }
    return sum;
  });
  return { pixels: new Uint8Array(smoothed), width, height };
}
