// Trains the bundled model on labels of your own, from a folder of photos for each label: detects the face in each photo,
// crops it to the network's input, and trains a new last layer.
//
//     node teach.mjs photos --out my-labels
import { adaptModel, evaluate, loadModel, openDataset, saveModel, train } from '@ferkit/core';
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

const base = await loadModel({ backend });
const { width, height } = base.metadata.input;
// Crops the main face of each photo, and leaves out photos without a face.
const faces = await openDataset(folder, { width, height });
for (const { source, reason } of faces.skipped.items) console.warn(`${source} was left out: ${reason}`);
const { labels } = faces;
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
