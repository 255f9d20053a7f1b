// Which calibrates a model better: a temperature, a top-label temperature or a matrix? Five-fold cross-validation on PublicTest,
// which the model was not trained on, beside the expected error of a perfectly calibrated model.
//   node bench/calibration.mjs fer2013.csv.gz <folder of a model without matrix calibration> [regularization]
import { loadModel, openDataset } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import {
  accuracy,
  countConfusion,
  expectedCalibrationError,
  fitMatrixScaling,
  fitTemperature,
  fitTopLabelTemperature,
  logScores,
  matrixScalingDefaults,
  reliabilityBins,
} from '@ferkit/core/metrics';

const FOLDS = 5;
const WORLDS = 200;
const [path, folder, regularization = matrixScalingDefaults.regularization] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node bench/calibration.mjs <fer2013.csv or .csv.gz> <model> [regularization]');
  process.exit(2);
}
const validation = (await openDataset(path)).selectSplit('validation');
const model = await loadModel(folder, { backend: 'wasm' });
const classes = model.labels.length;
const images = Array.from({ length: validation.size }, (_, index) => validation.image(index));
const logits = logScores(await model.predictMatrix(images, { temperature: 1 }));
const truth = validation.labelIndices;
const random = createRandom(1);
const folds = Uint8Array.from(truth, () => random.integer(FOLDS));

const identity = Float64Array.from({ length: classes ** 2 }, (_, at) => (at % (classes + 1) === 0 ? 1 : 0));
const noBias = new Float64Array(classes);
const fits = {
  temperature: (...samples) => divideBy(fitTemperature(...samples, classes)),
  'top-label': (...samples) => divideBy(fitTopLabelTemperature(...samples, classes)),
  matrix: (...samples) => fitMatrixScaling(...samples, classes, { regularization: Number(regularization) }),
};
for (const [name, fit] of Object.entries(fits)) {
  const scores = new Float32Array(logits.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const map = fit(...take((sample) => folds[sample] !== fold));
    truth.forEach((_, sample) => {
      if (folds[sample] === fold) scores.set(scoresOf(map, sample), sample * classes);
    });
  }
  const bins = reliabilityBins(scores, truth, classes);
  const predicted = Uint8Array.from(truth, (_, sample) => {
    const row = scores.subarray(sample * classes, (sample + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
  const right = accuracy(countConfusion(model.labels, truth, predicted));
  const error = expectedCalibrationError(bins);
  console.log(`${name.padEnd(11)}  accuracy ${(100 * right).toFixed(2)} %  ECE ${error.toFixed(4)}`);
  const chance = ofPerfectModel(scores);
  console.log(`${''.padEnd(11)}  a model that is as sure and perfectly calibrated: ECE ${chance}`);
}
model.dispose();

function divideBy(temperature) {
  return { matrix: identity.map((factor) => factor / temperature), bias: noBias };
}

function take(wants) {
  const chosen = Array.from(truth.keys()).filter(wants);
  return [
    Float32Array.from(chosen.flatMap((sample) => [...logits.subarray(sample * classes, (sample + 1) * classes)])),
    Uint8Array.from(chosen, (sample) => truth[sample]),
  ];
}

function scoresOf({ matrix, bias }, sample) {
  const row = logits.subarray(sample * classes, (sample + 1) * classes);
  const mapped = Array.from(bias, (offset, to) =>
    row.reduce((sum, logit, from) => sum + matrix[to * classes + from] * logit, offset),
  );
  const highest = Math.max(...mapped);
  const powers = mapped.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Mean and deviation of the ECE when labels are drawn from the scores: the sampling error of a perfectly calibrated model. */
function ofPerfectModel(scores) {
  const errors = Array.from({ length: WORLDS }, () => {
    const drawn = Uint8Array.from(truth, (_, sample) => {
      let left = random.next();
      const label = scores.subarray(sample * classes, (sample + 1) * classes).findIndex((score) => (left -= score) < 0);
      return label === -1 ? classes - 1 : label;
    });
    return expectedCalibrationError(reliabilityBins(scores, drawn, classes));
  });
  const mean = errors.reduce((sum, error) => sum + error, 0) / WORLDS;
  const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / WORLDS);
  return `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
}
