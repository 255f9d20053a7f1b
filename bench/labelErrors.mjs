// Does confident learning find the wrong labels of FER2013? Checked against two things that it does not see: the majority of FER+'s ten
// voters, and copies of one image with different labels, of which at least one is wrong.
//   node bench/labelErrors.mjs fer2013.csv.gz fer2013new.csv [--backend wasm] [--folds 0] [--samples 4000] [--epochs 12]
// Scores are out of sample: those of the bundled model on PublicTest and PrivateTest, without copies of training images. It was trained on
// Training; PublicTest chose its epoch and temperature. With --folds, scores of a cross-validation too: networks are trained from scratch
// on all copies with different labels and as many other images of Training as --samples, each fold scored by the network of the others.
import { Buffer } from 'node:buffer';
import { parseArgs } from 'node:util';
import { copiesOf, createModel, joinFerPlus, loadModel, openDataset, train } from '@ferkit/core';
import { findLabelErrors } from '@ferkit/core/metrics';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    backend: { type: 'string', default: 'auto' },
    folds: { type: 'string', default: '0' },
    samples: { type: 'string', default: '4000' },
    epochs: { type: 'string', default: '12' },
  },
});
const [path, votesPath] = positionals;
const { backend } = values;
const [folds, samples, epochs] = [values.folds, values.samples, values.epochs].map(Number);
if (votesPath === undefined) {
  console.error(
    'Usage: node bench/labelErrors.mjs <fer2013.csv or .csv.gz> <fer2013new.csv> [--backend name] [--folds n]',
  );
  process.exit(2);
}
const data = await openDataset(path);
// Only images that the voters took for faces with one of the seven expressions can be checked.
const voted = await joinFerPlus(data, votesPath, { targets: 'hard', dropOther: true });
const voteOf = new Map(Array.from(voted.rows, (row, k) => [row, voted.labelIndices[k]]));

const model = await loadModel({ backend });
const known = copiesOf(data, data.selectSplit('train'));
const heldOut = data.filter(({ index, split, row }) => split !== 'train' && known[index] === 0 && voteOf.has(row));
report('PublicTest and PrivateTest, scored by the bundled model', heldOut, await scoresOf(model, heldOut));
model.dispose();
if (folds > 0) await crossValidate();

async function crossValidate() {
  const labelsOf = new Map();
  const keyOf = (k) => Buffer.from(data.image(k).pixels).toString('latin1');
  data.labelIndices.forEach((label, k) => {
    const key = keyOf(k);
    labelsOf.set(key, (labelsOf.get(key) ?? new Set()).add(label));
  });
  const isConflict = (k) => labelsOf.get(keyOf(k)).size > 1;
  const conflicts = data.filter(({ index }) => isConflict(index));
  const others = data.selectSplit('train').filter(({ row }) => voteOf.has(row));
  const mixed = conflicts.concat(
    others
      .shuffle({ seed: 1 })
      .take(samples)
      .filter(({ row }) => !isConflict(row)),
  );
  const scores = new Float32Array(mixed.size * mixed.labels.length);
  for (const [number, fold] of mixed.folds(folds, { seed: 1 }).entries()) {
    const network = await createModel({ labels: data.labels, seed: number, backend });
    await train(network, fold.selectSplit('train'), { epochs, seed: number, validationShare: false });
    const tested = fold.filter(({ split }) => split === 'test');
    const positions = [...fold.splitIndices.keys()].filter((k) => fold.splitOf(k) === 'test');
    const rows = await scoresOf(network, tested);
    positions.forEach((k, at) =>
      scores.set(rows.subarray(at * data.labels.length, (at + 1) * data.labels.length), k * data.labels.length),
    );
    network.dispose();
    console.error(`fold ${number + 1} of ${folds}`);
  }
  report(
    `${folds} folds of ${mixed.size} images, scored by networks of the other folds`,
    mixed,
    scores,
    (k) => k < conflicts.size,
  );
}

function scoresOf(network, dataset) {
  const images = Array.from({ length: dataset.size }, (_, k) => dataset.image(k));
  return network.predictMatrix(images);
}

/** Prints how often found labels, and as many of the lowest score, are wrong by the voters and by copies. */
function report(title, dataset, scores, isConflict = () => false) {
  const labelCount = dataset.labels.length;
  const truth = dataset.labelIndices;
  const found = findLabelErrors(scores, truth, labelCount);
  const scoreOf = (k) => scores[k * labelCount + truth[k]];
  const all = [...truth.keys()];
  const lowest = all.toSorted((one, other) => scoreOf(one) - scoreOf(other)).slice(0, found.length);
  const highest = (k) => scores.subarray(k * labelCount, (k + 1) * labelCount);
  const mispredicted = all.filter((k) => truth[k] !== highest(k).indexOf(Math.max(...highest(k))));
  const isWrong = (k) => voteOf.get(dataset.rows[k]) !== truth[k];
  const checked = (list) => list.filter((k) => voteOf.has(dataset.rows[k]));
  const share = (list, test) => `${((100 * list.filter(test).length) / list.length).toFixed(1)} %`;
  console.log(
    `\n${title}: ${dataset.size} images, of which FER+ voters see another label in ${share(checked(all), isWrong)}`,
  );
  const rows = [
    ['confident learning', found.map(({ sample }) => sample)],
    ['its first 200', found.slice(0, 200).map(({ sample }) => sample)],
    ['as many of the lowest score', lowest],
    ['all wrong predictions', mispredicted],
  ];
  const wrong = checked(all).filter(isWrong).length;
  for (const [name, list] of rows) {
    const recall = `${((100 * checked(list).filter(isWrong).length) / wrong).toFixed(1)} %`;
    console.log(
      `  ${name}: ${list.length} found, ${share(checked(list), isWrong)} wrong by FER+; that is ${recall} of those that are`,
    );
  }
  const suggested = found.filter(({ sample }) => voteOf.has(dataset.rows[sample]) && isWrong(sample));
  console.log(
    `  FER+ has the suggested label in ${share(suggested, ({ sample, label }) => voteOf.get(dataset.rows[sample]) === label)} of the found ones that are wrong`,
  );
  const conflicts = all.filter(isConflict);
  if (conflicts.length === 0) return;
  const set = new Set(found.map(({ sample }) => sample));
  console.log(
    `  of ${conflicts.length} copies with different labels ${share(conflicts, (k) => set.has(k))} are found, of the others ${share(
      all.filter((k) => !isConflict(k)),
      (k) => set.has(k),
    )}`,
  );
}
