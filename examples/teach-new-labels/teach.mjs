// Trains the bundled model on labels of your own, from a folder of photos for each label: detects the face in each photo, crops it
// to the network's input, trains a new last layer and then all layers, and measures the result on photos that were held out.
//
//     node teach.mjs photos --out my-labels
import { finetune, saveModel } from '@ferkit/core';
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
const began = performance.now();
const elapsed = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;

const { model, dataset, report } = await finetune(folder, { backend: values.backend, seed: Number(values.seed) });
// Photos without a face are left out.
for (const { source, reason } of dataset.skipped.items) console.warn(`${source} was left out: ${reason}`);
const counts = dataset.labels.map((label, index) => `${dataset.labelCounts[index]} ${label}`);
console.log(`${dataset.size} faces: ${counts.join(', ')}`);
console.log(`accuracy ${(report.accuracy * 100).toFixed(1)} % on ${report.samples} held-out faces  ${elapsed()}`);
await saveModel(model, values.out);
console.log(`saved to ${values.out}; try it: npx ferkit predict --model ${values.out} photo.jpg`);
model.dispose();
