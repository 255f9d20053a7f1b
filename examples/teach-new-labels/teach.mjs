// Teaches the bundled model labels of your own, from a folder of photos for each: finds the face in each photo, frames it as the
// network expects it, and learns a new last layer.
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
const sinceBegin = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;

const entries = await readdir(folder, { withFileTypes: true });
const labels = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
const base = await loadModel({ backend });
const faces = await cropFaces(folder, labels, base.metadata.input);
const data = faces.assignSplits({ train: 0.75, validation: 0.25 }, { seed });
console.log(
  `${faces.size} faces: ${labels.map((label, k) => `${faces.labelCounts[k]} ${label}`).join(', ')}  ${sinceBegin()}`,
);

// The features of the bundled model stay as they are, so that a few pictures are enough and a step is cheap.
const model = await adaptModel(base, labels, { seed });
base.dispose();
await train(model, data, { epochs: 20, batchSize: 16, learningRate: 0.01, metric: 'loss', seed });
const { accuracy, samples } = await evaluate(model, data.selectSplit('validation'));
console.log(
  `${(accuracy * 100).toFixed(1)} % of ${samples} faces that it has not seen are told right  ${sinceBegin()}`,
);
await saveModel(model, values.out);
console.log(`saved to ${values.out}; try it: npx ferkit predict --model ${values.out} photo.jpg`);
model.dispose();

/** The first face of each photo, `size` large; photos without one are told and left out. */
async function cropFaces(folder, labels, { width, height }) {
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
  crops.forEach((crop, k) => pixels.set(crop, k * width * height));
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
