// Trains the bundled model on labels of your own, from a folder of photos for each label: detects the face in each photo,
// crops it to the network's input, and trains a new last layer.
//
//     node teach.mjs photos --out my-labels
import {
  adaptModel,
  createFaceDetector,
  cropFace,
  Dataset,
  evaluate,
  frameFace,
  loadModel,
  readColorImage,
  saveModel,
  train,
} from '@ferkit/core';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'my-labels' },
    backend: { type: 'string', default: 'auto' },
    seed: { type: 'string', default: '1' },
  },
});
const [folder = 'photos'] = positionals;
const { backend } = values;
const seed = Number(values.seed);
const began = performance.now();
const elapsed = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;

const entries = await readdir(folder, { withFileTypes: true });
const labels = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
const base = await loadModel({ backend });
const faces = await readFaces(folder, labels, base.metadata.input);
const data = faces.assignSplits({ train: 0.75, validation: 0.25 }, { seed });
const counts = labels.map((label, index) => `${faces.labelCounts[index]} ${label}`);
console.log(`${faces.size} faces: ${counts.join(', ')}  ${elapsed()}`);

// adaptModel freezes the bundled model's features. A few photos are then enough, and a training step is fast.
const model = await adaptModel(base, labels, { seed });
base.dispose();
await train(model, data, { epochs: 20, batchSize: 16, learningRate: 0.01, metric: 'loss', seed });
const { accuracy, samples } = await evaluate(model, data.selectSplit('validation'));
console.log(`accuracy ${(accuracy * 100).toFixed(1)} % on ${samples} held-out faces  ${elapsed()}`);
await saveModel(model, values.out);
console.log(`saved to ${values.out}; try it: npx ferkit predict --model ${values.out} photo.jpg`);
model.dispose();

/** A dataset of the most confident face in each photo, cropped to width x height. Photos without a face are skipped with a warning. */
async function readFaces(folder, labels, { width, height }) {
  const detector = await createFaceDetector({ backend });
  const crops = [];
  const labelIndices = [];
  for (const [index, label] of labels.entries()) {
    for (const file of (await readdir(join(folder, label))).sort()) {
      const image = await readColorImage(join(folder, label, file));
      const [face] = await detector.detect(image);
      if (face === undefined) {
        console.warn(`${join(label, file)}: no face was found`);
        continue;
      }
      crops.push(cropFace(image, frameFace(face), { width, height }).pixels);
      labelIndices.push(index);
    }
  }
  detector.dispose();
  const pixels = new Uint8Array(crops.length * width * height);
  crops.forEach((crop, sample) => pixels.set(crop, sample * width * height));
  return new Dataset({
    name: folder,
    labels,
    width,
    height,
    pixels,
    rows: Uint32Array.from(crops.keys()),
    labelIndices: Uint8Array.from(labelIndices),
    splitIndices: new Uint8Array(crops.length),
  });
}
