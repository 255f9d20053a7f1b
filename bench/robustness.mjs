// How well do expression networks stand noise, blur, small faces, JPEG, darkness and the like? ferkit's bundled model, @vladmandic/human's
// network (64x64, called as human calls it) and @vladmandic/face-api's (112x112, its own call) score the same corrupted pixels in one
// process. Prints a Markdown table, one row for each network: accuracy on clean images and after each corruption, in percent, their means, and
// the means of the expected calibration error.
//   node bench/robustness.mjs fer2013.csv.gz [--split test] [--sample 600] [--seed 0] [--model folder] [--corruptions noise:10,blur:0.8]
// `node scripts/installReferences.mjs` installs face-api.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  corruptImage,
  describeCorruption,
  loadModel,
  openDataset,
  scorePredictions,
  standardCorruptions,
} from '@ferkit/core';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    split: { type: 'string', default: 'test' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '0' },
    model: { type: 'string' },
    corruptions: { type: 'string' },
  },
});
const [path] = positionals;
if (path === undefined) {
  console.error('Usage: node bench/robustness.mjs <fer2013.csv or .csv.gz> [--split test] [--sample n] [--seed n]');
  process.exit(2);
}
/** Images that are corrupted and scored at once. */
const CHUNK = 128;

const require = createRequire(import.meta.url);
const tf = await useStockWasm();
const networks = [await openFerkit(), await openHuman(), await openFaceApi()].filter(
  (network) => network !== undefined,
);
const corruptions =
  values.corruptions?.split(',').map((pair) => {
    const [kind, strength] = pair.split(':');
    return { kind, strength: Number(strength) };
  }) ?? standardCorruptions;
// Refuses a wrong kind or strength before anything is measured.
corruptions.forEach(describeCorruption);

const data = (await openDataset(path)).selectSplit(values.split);
const count = Math.min(data.size, Number(values.sample ?? data.size));
const positions = Array.from({ length: count }, (_, k) => Math.floor(((k + 0.5) * data.size) / count));
const truth = Uint8Array.from(positions, (position) => data.labelIndices[position]);
console.error(`${count} images of ${values.split}, seed ${values.seed}`);

const results = new Map(networks.map(({ name }) => [name, []]));
for (const corruption of [undefined, ...corruptions]) {
  const scores = networks.map(() => new Float32Array(count * data.labels.length));
  for (let start = 0; start < count; start += CHUNK) {
    const faces = positions.slice(start, start + CHUNK).map((position) => {
      const image = data.image(position);
      const options = { seed: Number(values.seed), index: position };
      return corruption === undefined ? image : corruptImage(image, corruption, options);
    });
    for (const [k, { labels, score }] of networks.entries()) {
      const rows = await score(faces);
      const columns = data.labels.map((label) => labels.indexOf(label));
      faces.forEach((_, row) =>
        columns.forEach((column, label) => {
          scores[k][(start + row) * columns.length + label] = rows[row * labels.length + column];
        }),
      );
    }
  }
  for (const [k, { name }] of networks.entries()) {
    const { accuracy, ece } = scorePredictions({ labels: data.labels, truth, scores: scores[k] });
    results.get(name).push({ accuracy, ece });
  }
  console.error(corruption === undefined ? 'clean' : describeCorruption(corruption));
}

const mean = (numbers) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const percent = (rate) => (100 * rate).toFixed(1);
const names = corruptions.map(({ kind, strength }) => `${kind} ${strength}`);
const head = ['accuracy, %', 'clean', ...names, `mean of ${names.length}`, 'ECE clean', 'ECE mean'];
const rows = networks.map(({ name }) => {
  const [clean, ...corrupted] = results.get(name);
  const accuracies = corrupted.map(({ accuracy }) => accuracy);
  return [
    name,
    ...[clean.accuracy, ...accuracies, mean(accuracies)].map(percent),
    ...[clean.ece, mean(corrupted.map(({ ece }) => ece))].map((ece) => ece.toFixed(3)),
  ];
});
const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
console.log([head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n'));

async function openFerkit() {
  const model = await loadModel(values.model, { backend: 'wasm' });
  const { labels } = model;
  return { name: values.model ?? 'ferkit', labels, score: (faces) => model.predictMatrix(faces) };
}

/** As in Human's src/gear/emotion.ts; Human's public pipeline starts from a picture and detects the face first. */
async function openHuman() {
  const folder = join(dirname(require.resolve('@vladmandic/human')), '../models');
  const { modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(
    readFileSync(join(folder, 'emotion.json'), 'utf8'),
  );
  const bytes = readFileSync(join(folder, 'emotion.bin'));
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const weightSpecs = weightsManifest[0].weights;
  const model = await tf.loadGraphModel(
    tf.io.fromMemory({ modelTopology, weightSpecs, weightData, userDefinedMetadata }),
  );
  const score = async (faces) => {
    const output = tf.tidy(() => {
      const images = tf.div(joinFaces(faces), 255);
      return model.execute(tf.mul(tf.sub(tf.image.resizeBilinear(images, [64, 64]), 0.5), 2));
    });
    const scores = await output.data();
    output.dispose();
    return scores;
  };
  return { name: "human's", labels: ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'], score };
}

function joinFaces(faces) {
  const [{ width, height }] = faces;
  const pixels = new Float32Array(faces.length * width * height);
  faces.forEach((face, k) => pixels.set(face.pixels, k * width * height));
  return tf.tensor4d(pixels, [faces.length, height, width, 1]);
}

async function openFaceApi() {
  const folder = fileURLToPath(new URL('../.cache/face-api', import.meta.url));
  if (!existsSync(join(folder, '.installed'))) {
    console.error("face-api's: left out, node scripts/installReferences.mjs installs it");
    return undefined;
  }
  const faceApi = createRequire(join(folder, 'package.json'))('@vladmandic/face-api/dist/face-api.node-wasm.js');
  await faceApi.tf.setBackend('wasm');
  const network = faceApi.nets.faceExpressionNet;
  await network.loadFromDisk(join(folder, 'node_modules/@vladmandic/face-api/model'));
  const expressions = ['angry', 'disgusted', 'fearful', 'happy', 'sad', 'surprised', 'neutral'];
  const score = async (faces) => {
    const pictures = faces.map(({ width, height, pixels }) =>
      faceApi.tf.tensor3d(
        Float32Array.from({ length: pixels.length * 3 }, (_, k) => pixels[Math.trunc(k / 3)]),
        [height, width, 3],
      ),
    );
    const found = [await network.predictExpressions(pictures)].flat();
    faceApi.tf.dispose(pictures);
    return Float32Array.from(found.flatMap((result) => expressions.map((name) => result[name])));
  };
  return { name: "face-api's", labels: ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'], score };
}

/** The copy of tfjs that CommonJS packages load: face-api's build includes none. */
async function useStockWasm() {
  const tfjs = require('@tensorflow/tfjs');
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await tfjs.setBackend('wasm');
  return tfjs;
}
