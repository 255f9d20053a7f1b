// Prepares data-parallel training: writes one shard of the training set per machine and the test set, as NumPy arrays, and the
// untrained network as a Keras file. Labels and network are those of `ferkit train --preset bst261`; --architecture and --merge
// change them.
//
//     node prepare.mjs fer2013.csv.gz --workers 2 --out work
//     node prepare.mjs --synthetic 1400 --out work
import { createModel, createSyntheticFaces, openDataset, writeNpyDataset } from '@ferkit/core';
import { exportModel } from '@ferkit/core/exchange';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: 'string', default: '2' },
    out: { type: 'string', default: 'work' },
    synthetic: { type: 'string' },
    architecture: { type: 'string', default: 'bst261' },
    merge: { type: 'string', multiple: true, default: ['disgust:angry'] },
  },
});
const workers = Number(values.workers);
const all =
  values.synthetic === undefined
    ? await openDataset(positionals[0])
    : createSyntheticFaces({ count: Number(values.synthetic), seed: 1 });
const data = values.merge.reduce((merged, pair) => merged.merge(...pair.split(':')), all);

// Shards of equal size: workers step in lockstep, so a smaller shard would stall the others at the end of an epoch.
const train = data.selectSplit('train').shuffle({ seed: 1 });
const shardSize = Math.floor(train.size / workers);
for (let worker = 0; worker < workers; worker++) {
  const shard = train.filter(({ index }) => index % workers === worker && index < shardSize * workers);
  await writeNpyDataset(shard, `${values.out}/shard-${worker}`);
}
await writeNpyDataset(data.selectSplit('test'), `${values.out}/test`);

const model = await createModel({ architecture: values.architecture, labels: data.labels, seed: 1, backend: 'wasm' });
await exportModel(model, `${values.out}/net.keras`, { format: 'keras' });
model.dispose();
console.log(
  `${workers} shards of ${shardSize} faces, ${data.selectSplit('test').size} to test on, labels ${data.labels.join()}`,
);
