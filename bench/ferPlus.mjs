// Do FER+ votes help the bundled model with FER2013's own labels?
//   node bench/ferPlus.mjs fer2013.csv.gz fer2013new.csv [backend] [--epochs 12] [--votes 0.25] [--own 0.3]
// Training continues from the bundled model. Each target mixes the votes of ten people, the model's own scores, and FER2013's label.
// Prints accuracy and macro F1 on PublicTest after each epoch; PrivateTest is not used.
import { parseArgs } from 'node:util';
import { Dataset, distillLabels, evaluate, joinFerPlus, loadModel, openDataset, train } from '@ferkit/core';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    epochs: { type: 'string', default: '12' },
    votes: { type: 'string', default: '0.25' },
    own: { type: 'string', default: '0.3' },
  },
});
const [path, votesPath, backend = 'auto'] = positionals;
const [epochs, votes, own] = [values.epochs, values.votes, values.own].map(Number);
if (votesPath === undefined) {
  console.error('Usage: node bench/ferPlus.mjs <fer2013.csv or .csv.gz> <fer2013new.csv> [backend]');
  process.exit(2);
}
const data = await openDataset(path);
const voted = await joinFerPlus(data, votesPath, { dropNotFace: false });
const validation = data.selectSplit('validation');
const model = await loadModel({ backend });
print('before', await evaluate(model, validation));

const labelled = mixVotes(data.selectSplit('train'), voted.selectSplit('train').softLabels, votes / (1 - own));
const targets = await distillLabels(labelled, model, { share: own, temperature: false, views: 2 });
await train(
  model,
  { train: targets, validation },
  {
    optimizer: 'adamw',
    learningRate: 0.0012,
    weightDecay: 0.03,
    batchSize: 64,
    seed: 3,
    epochs,
    labelSmoothing: 0,
    averageWeights: 0.999,
    labelWeights: { disgust: 1.6, fear: 1.15 },
    onEvent: (event) => {
      if (event.type === 'epoch') print(`epoch ${event.epoch}`, event.validation);
    },
  },
);

/** A dataset whose targets mix labels with votes. */
function mixVotes(dataset, distributions, share) {
  const { name, labels, width, height, pixels, rows, splitIndices, labelIndices } = dataset;
  const softLabels = distributions.map((voted) => voted * share);
  labelIndices.forEach((label, sample) => (softLabels[sample * labels.length + label] += 1 - share));
  return new Dataset({ name, labels, width, height, pixels, rows, splitIndices, labelIndices, softLabels });
}

function print(when, { accuracy, macroF1 }) {
  console.log(`${when}: ${(100 * accuracy).toFixed(2)} %, macro F1 ${macroF1.toFixed(3)}`);
}
