// How does sharpness of the images change accuracy? Scores PublicTest unchanged, smoothed and sharpened. A model trained on images
// that augmentation blurred is best on smoothed images, and below its potential on unchanged ones.
//   node bench/sharpness.mjs fer2013.csv.gz [folder of a model; default: the bundled one]
import { Dataset, evaluate, loadModel, openDataset } from '@ferkit/core';

const [path, folder] = process.argv.slice(2);
if (path === undefined) {
  console.error('Usage: node bench/sharpness.mjs <fer2013.csv or .csv.gz> [model]');
  process.exit(2);
}
const validation = (await openDataset(path)).selectSplit('validation');
const options = { backend: 'wasm' };
const model = await loadModel(folder, options);
const { name, labels, width, height, splitIndices, labelIndices, size } = validation;
console.log('each pixel takes of each neighbour   accuracy   macro F1   likelihood in nats');
for (const share of [-0.05, 0, 0.05, 0.1, 0.15]) {
  const pixels = new Uint8Array(size * width * height);
  const rows = Uint32Array.from({ length: size }, (_, index) => index);
  for (const row of rows) pixels.set(smooth(validation.image(row), share), row * width * height);
  const smoothed = new Dataset({ name, labels, width, height, splitIndices, labelIndices, rows, pixels });
  const { accuracy, macroF1, nll } = await evaluate(model, smoothed);
  const [right, f1] = [accuracy, macroF1].map((part) => `${(100 * part).toFixed(2)} %`);
  console.log(`${`${(100 * share).toFixed(0)} %`.padStart(35)}   ${right}    ${f1}    ${nll.toFixed(4)}`);
}
model.dispose();

/** A separable filter [share, 1 - 2 share, share] with replicated borders; a negative share sharpens. */
function smooth({ pixels, width, height }, share) {
  const at = (x, y) => pixels[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))];
  const weights = [share, 1 - 2 * share, share];
  return Uint8ClampedArray.from({ length: width * height }, (_, index) => {
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
}
