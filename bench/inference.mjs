// How much time and memory does a face take, alone and in a batch of 64?
//   node bench/inference.mjs [--rounds 3] [--only wasm|onnxruntime|tensorflow|human|face-api]
// Sides: ferkit with the bundled model; the same layers in stock tfjs (`predict`) on the same engine; the same model, exported to ONNX, in
// onnxruntime and in onnxruntime-web (WebAssembly) with one thread; the expression networks of @vladmandic/human (64x64, called as human calls it) and @vladmandic/face-api
// (112x112, its own call). All get the same 48x48 faces. ferkit's time includes preprocessing; onnxruntime and stock tfjs start from
// preprocessed numbers. wasm and onnxruntime use one thread, TensorFlow all. Each side runs in a separate process, in turn; the medians of the
// rounds are printed. `node scripts/installReferences.mjs` installs the peers, `npm test` TensorFlow for Node.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createSyntheticFaces } from '@ferkit/core';
import { recordResult, versionOf } from './recordResult.mjs';
import { median, runInTurn, usage } from './runInTurn.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache');
const BATCH = 64;
const { values } = parseArgs({
  options: {
    child: { type: 'string' },
    onnx: { type: 'string' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    singles: { type: 'string', default: '100' },
    batches: { type: 'string', default: '8' },
  },
});

/** Each side loads a network and returns a function that classifies faces. */
const sides = {
  'ferkit, wasm': () => openFerkit('wasm'),
  'stock tfjs, wasm': () => openStock(useStockWasm),
  'human, wasm': openHuman,
  'face-api, wasm': openFaceApi,
  'onnxruntime-web, wasm': () => openOnnx(useOnnxWeb),
  'onnxruntime, 1 thread': () => openOnnx(useOnnxNative),
  'ferkit, tensorflow': () => openFerkit('tensorflow'),
  'stock tfjs, tensorflow': () => openStock(useTensorFlow),
};
const folders = {
  'face-api, wasm': 'face-api',
  'onnxruntime-web, wasm': 'onnxruntime-web',
  'onnxruntime, 1 thread': 'onnxruntime',
  'ferkit, tensorflow': 'tensorflow',
  'stock tfjs, tensorflow': 'tensorflow',
};

if (values.child === undefined) await compare();
else console.log(JSON.stringify(await measure(sides[values.child])));

async function compare() {
  const { exportModel } = await import('@ferkit/core/exchange');
  const { loadModel } = await import('@ferkit/core');
  const folder = mkdtempSync(join(tmpdir(), 'ferkit-bench-'));
  try {
    const onnx = join(folder, 'model.onnx');
    const model = await loadModel({ backend: 'wasm' });
    await exportModel(model, onnx, { format: 'onnx' });
    model.dispose();
    const chosen = Object.keys(sides).filter((name) => name.includes(values.only));
    const options = ['--onnx', onnx, '--singles', values.singles, '--batches', values.batches];
    const figures = runInTurn(
      chosen.map((name) => ({
        name,
        program: process.execPath,
        arguments: [fileURLToPath(import.meta.url), '--child', name, ...options],
        folder: folders[name] === undefined ? root : join(cache, folders[name]),
        ...(folders[name] === undefined || existsSync(join(cache, folders[name], 'node_modules'))
          ? {}
          : {
              missing: `there is no .cache/${folders[name]}: npm test or node scripts/installReferences.mjs puts it there`,
            }),
      })),
      Number(values.rounds),
    );
    print(figures);
    record(figures);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function engineOf(name) {
  return name.endsWith('tensorflow') ? 'tensorflow' : 'wasm';
}

function print(figures) {
  console.log(`median of ${values.rounds}; in brackets the ratio to ferkit on the same engine, or else on wasm`);
  for (const [name, { latency, single, first, each, peak }] of figures) {
    const ours = figures.get(`ferkit, ${engineOf(name)}`);
    const beside = (value, own) => (own === undefined ? '' : ` (${(value / own).toFixed(2)} x)`);
    console.log(
      `  ${name.padEnd(23)} one face ${latency.toFixed(2)} ms${beside(latency, ours?.latency)}, ` +
        `${single.toFixed(2)} ms of processor time${beside(single, ours?.single)}; ` +
        `${BATCH} faces: ${each.toFixed(2)} ms of processor time each${beside(each, ours?.each)}; ` +
        `first ${first.toFixed(0)} ms; ${peak.toFixed(0)} MB at most${beside(peak, ours?.peak)}`,
    );
  }
}

/** Hands the figures of each engine of ferkit's to `npm run bench`. */
function record(figures) {
  const targets = { wasm: { single: 2.3, each: 1.3, first: 150 }, tensorflow: {} };
  const cells = ['wasm', 'tensorflow'].flatMap((engine) => {
    const ours = figures.get(`ferkit, ${engine}`);
    if (ours === undefined) return [];
    const peers = [...figures].filter(([name]) => !name.startsWith('ferkit') && engineOf(name) === engine);
    const cell = (key, what, unit) => ({
      what: `${engine}: ${what}`,
      unit,
      ours: ours[key],
      ...(targets[engine][key] === undefined ? {} : { target: targets[engine][key] }),
      peers: Object.fromEntries(peers.map(([name, theirs]) => [name, theirs[key]])),
    });
    return [
      cell('single', 'one face of 48 x 48', 'ms of processor time'),
      cell('each', `each of ${BATCH} faces`, 'ms of processor time'),
      cell('first', 'first answer after load', 'ms of processor time'),
      cell('peak', 'most memory of the process', 'MB'),
    ];
  });
  recordResult(cells, {
    tfjs: versionOf('@tensorflow/tfjs'),
    'onnxruntime-web': versionOf('onnxruntime-web', '.cache/onnxruntime-web'),
    onnxruntime: versionOf('onnxruntime-node', '.cache/onnxruntime'),
    human: versionOf('@vladmandic/human'),
    'face-api': versionOf('@vladmandic/face-api', '.cache/face-api'),
  });
}

async function measure(open) {
  const dataset = createSyntheticFaces({ count: BATCH, seed: 3 });
  const faces = Array.from({ length: BATCH }, (_, k) => dataset.image(k));
  const classify = await open();
  const time = async (some) => {
    const began = performance.now();
    const scores = await classify(some);
    if (!Number.isFinite(scores[0])) throw new Error('There are no scores.');
    return performance.now() - began;
  };
  /** Milliseconds of processor time. */
  const used = async (work) => {
    const before = usage();
    await work();
    return (usage().processor - before.processor) * 1000;
  };
  const first = await used(() => time([faces[0]]));
  for (let run = 0; run < 20; run++) await time([faces[run]]);
  const singles = [];
  const single = await used(async () => {
    for (let run = 0; run < Number(values.singles); run++) singles.push(await time([faces[run % BATCH]]));
  });

  await time(faces);
  const batches = await used(async () => {
    for (let run = 0; run < Number(values.batches); run++) await time(faces);
  });
  return {
    latency: median(singles),
    single: single / singles.length,
    first,
    each: batches / (BATCH * Number(values.batches)),
    peak: usage().peak,
  };
}

async function openFerkit(backend) {
  const { loadModel } = await import('@ferkit/core');
  const model = await loadModel({ backend });
  return (faces) => model.predictMatrix(faces);
}

/** The bundled model's layers in stock tfjs. */
async function openStock(useEngine) {
  const tf = await useEngine();
  const folder = join(root, 'packages/core/pretrained');
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
  const { paths, weights: weightSpecs } = weightsManifest[0];
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs, weightData: readBuffer(join(folder, paths[0])) }),
  );
  return (faces) => runTensors(tf, faces, 1 / 255, (images) => model.predict(images));
}

/** As in Human's src/gear/emotion.ts; Human's public pipeline starts from a picture and detects the face first. */
async function openHuman() {
  const tf = await useStockWasm();
  const folder = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/human')), '../models');
  const { modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(
    readFileSync(join(folder, 'emotion.json'), 'utf8'),
  );
  const model = await tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest[0].weights,
      weightData: readBuffer(join(folder, 'emotion.bin')),
      userDefinedMetadata,
    }),
  );
  return (faces) =>
    runTensors(tf, faces, 1 / 255, (images) => {
      const resized = tf.image.resizeBilinear(images, [64, 64]);
      return model.execute(tf.mul(tf.sub(resized, 0.5), 2));
    });
}

async function openFaceApi() {
  await useStockWasm();
  const require = createRequire(join(process.cwd(), 'package.json'));
  const faceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
  await faceApi.tf.setBackend('wasm');
  const network = faceApi.nets.faceExpressionNet;
  await network.loadFromDisk(join(process.cwd(), 'node_modules/@vladmandic/face-api/model'));
  return async (faces) => {
    const pictures = faces.map(({ width, height, pixels }) =>
      faceApi.tf.tensor3d(
        Float32Array.from({ length: pixels.length * 3 }, (_, k) => pixels[Math.trunc(k / 3)]),
        [height, width, 3],
      ),
    );
    const found = await network.predictExpressions(pictures);
    faceApi.tf.dispose(pictures);
    return [[found].flat()[0].happy];
  };
}

function useOnnxNative() {
  return createRequire(join(process.cwd(), 'package.json'))('onnxruntime-node');
}

function useOnnxWeb() {
  const ort = createRequire(join(process.cwd(), 'package.json'))('onnxruntime-web');
  ort.env.wasm.numThreads = 1;
  return ort;
}

async function openOnnx(useOnnx) {
  const ort = useOnnx();
  const session = await ort.InferenceSession.create(values.onnx, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  return async (faces) => {
    const pixels = Float32Array.from(joinPixels(faces));
    const { scores } = await session.run({ pixels: new ort.Tensor('float32', pixels, [faces.length, 1, 48, 48]) });
    return scores.data;
  };
}

async function useStockWasm() {
  // CommonJS packages load their own copies: these builds of face-api and Human include no tfjs.
  const require = createRequire(import.meta.url);
  const tf = require('@tensorflow/tfjs');
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await tf.setBackend('wasm');
  return tf;
}

async function useTensorFlow() {
  return createRequire(join(process.cwd(), 'package.json'))('@tensorflow/tfjs-node');
}

async function runTensors(tf, faces, scale, run) {
  const scores = tf.tidy(() => {
    const numbers = Float32Array.from(joinPixels(faces), (pixel) => pixel * scale);
    return run(tf.tensor4d(numbers, [faces.length, 48, 48, 1]));
  });
  try {
    return await scores.data();
  } finally {
    scores.dispose();
  }
}

function joinPixels(faces) {
  const size = faces[0].pixels.length;
  const joined = new Uint8Array(size * faces.length);
  faces.forEach(({ pixels }, k) => joined.set(pixels, k * size));
  return joined;
}

function readBuffer(path) {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return buffer.slice(byteOffset, byteOffset + byteLength);
}
