// How much time does a photo take, and a frame of a video, from decoded pixels to expressions? How many faces are found?
//   node bench/photos.mjs [folder of photos] [--rounds 3] [--only ferkit|human|face-api|MediaPipe] [--build folder of another ferkit]
// Sides: ferkit; another build of it with --build; @vladmandic/human with nothing but face detector and expressions; @vladmandic/face-api
// with its SSD and with its tiny detector. All on wasm with one thread, each in a separate process, in turn; the medians of the rounds are
// printed. MediaPipe's face detector runs in Chromium only and names no expressions: compare it with the piece "finding faces". Its time is
// that of the page's process, and of Chromium's GPU process, in which it reads the pictures. Every photo is measured with a longer side of 640 and of 1632 pixels (2 megapixels at 4:3); frames are 640 pixels long, show the
// first photo and drift by two pixels. Without a folder the photos are composed of drawn faces: a portrait, a pair and a group. The detectors
// of the peers may miss drawn faces, so compare found faces on photos only. `node scripts/installReferences.mjs` installs face-api and MediaPipe.
import { build } from 'esbuild';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { facesAndExpressions } from './humanSettings.mjs';
import { openMediaPipe } from './openMediaPipe.mjs';
import { recordResult, versionOf } from './recordResult.mjs';
import { runInTurn } from './runInTurn.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    child: { type: 'string' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    repeat: { type: 'string', default: '5' },
    frames: { type: 'string', default: '60' },
    build: { type: 'string' },
  },
});
const faceApi = join(root, '.cache/face-api');
const mediaPipe = join(root, '.cache/mediapipe');

const sides = {
  ferkit: () => openFerkit(root),
  'ferkit, the other build': () => openFerkit(values.build),
  human: openHuman,
  'face-api, SSD': () => openFaceApi('ssdMobilenetv1', 'SsdMobilenetv1Options'),
  'face-api, tiny': () => openFaceApi('tinyFaceDetector', 'TinyFaceDetectorOptions'),
  'MediaPipe, faces only': () => openMediaPipe(mediaPipe),
};

if (values.child === undefined) await compare();
else {
  const side = await sides[values.child]();
  const figures = await measure(side);
  await side.close?.();
  console.log(JSON.stringify(figures));
}

async function compare() {
  const names = Object.keys(sides).filter(
    (name) => name.includes(values.only) && (values.build !== undefined || name !== 'ferkit, the other build'),
  );
  const passed = ['repeat', 'frames', 'build'].flatMap((name) =>
    values[name] === undefined ? [] : [`--${name}`, values[name]],
  );
  const figures = runInTurn(
    names.map((name) => ({
      name,
      program: process.execPath,
      arguments: [fileURLToPath(import.meta.url), ...positionals, '--child', name, ...passed],
      folder: process.cwd(),
      ...missing(name),
    })),
    Number(values.rounds),
  );
  const ours = figures.get('ferkit');
  console.log(`processor time, median of ${values.rounds}; in brackets the ratio to ferkit`);
  for (const [name, found] of figures) {
    const cell = (key) =>
      `${found[key].toFixed(1)} ms${ours === undefined ? '' : ` (${(found[key] / ours[key]).toFixed(2)} x)`}, ${found[`${key} faces`]} faces`;
    console.log(`  ${name}`);
    for (const key of Object.keys(found).filter((one) => `${one} faces` in found)) {
      console.log(`    ${key.padEnd(36)} ${cell(key)}`);
    }
  }
  if (ours !== undefined) {
    const pieces = Object.entries(ours).filter(([key]) => key.startsWith('piece: '));
    console.log(`  pieces of ferkit, of the first photo at 640 pixels`);
    for (const [key, time] of pieces) console.log(`    ${key.slice(7).padEnd(36)} ${time.toFixed(2)} ms`);
    recordPhotos(ours, figures);
  }
}

/** The means over the photos and a frame. The file name of a photo is of no use to another reader. */
function recordPhotos(ours, figures) {
  const peers = [...figures].filter(([name]) => !name.startsWith('ferkit'));
  const kept = { 'mean of photos, 640': 40, 'mean of photos, 1632': undefined, 'a frame of a stream': undefined };
  recordResult(
    Object.entries(kept).map(([key, target]) => ({
      what: key.replace(/, (\d+)$/, ' of $1 pixels'),
      unit: 'ms of processor time',
      ours: ours[key],
      target,
      peers: Object.fromEntries(peers.map(([name, figure]) => [name, figure[key]])),
    })),
    {
      human: versionOf('@vladmandic/human'),
      'face-api': versionOf('@vladmandic/face-api', '.cache/face-api'),
      MediaPipe: versionOf('@mediapipe/tasks-vision', '.cache/mediapipe'),
    },
  );
}

function missing(name) {
  const folder = name.startsWith('face-api') ? faceApi : name.startsWith('MediaPipe') ? mediaPipe : root;
  if (existsSync(join(folder, 'node_modules'))) return {};
  return { missing: `there is no ${relative(root, folder)}: node scripts/installReferences.mjs puts it there` };
}

/**
 * Times a side on all photos and frames.
 * @param side - `hand` passes a picture on to another process, before the clock runs
 */
async function measure({ classify, follow, pieces, hand = (input) => input, processorTime = ownTime, times = 1 }) {
  const figures = {};
  const clock = (count, run) => measureTime(count, run, processorTime);
  const repeat = times * Number(values.repeat);
  const photos = await readPhotos();
  for (const longSide of [640, 1632]) {
    const [totals, found] = [[], []];
    for (const { name, image } of photos) {
      const picture = await hand(resize(image, longSide));
      const { time, result } = await clock(repeat, () => classify(picture));
      figures[`${name}, ${longSide}`] = time;
      figures[`${name}, ${longSide} faces`] = result;
      totals.push(time);
      found.push(result);
    }
    figures[`mean of photos, ${longSide}`] = totals.reduce((sum, time) => sum + time) / totals.length;
    figures[`mean of photos, ${longSide} faces`] = found.reduce((sum, count) => sum + count);
  }
  const count = Number(values.frames);
  const frames = await hand(drift(resize(photos[0].image, 640), count));
  const { time, result } = await clock(2, () => follow(frames));
  figures['a frame of a stream'] = time / count;
  figures['a frame of a stream faces'] = result / count;
  for (const [name, piece] of Object.entries((await pieces?.(photos[0], resize(photos[0].image, 640))) ?? {})) {
    figures[`piece: ${name}`] = (await clock(4 * repeat, piece)).time;
  }
  return figures;
}

/** Mean processor time in milliseconds, after two runs that warm up. */
async function measureTime(count, run, processorTime) {
  let result;
  for (let warm = 0; warm < 2; warm++) result = await run();
  const before = await processorTime();
  for (let index = 0; index < count; index++) result = await run();
  return { time: ((await processorTime()) - before) / count, result };
}

/** Processor time of this process so far, in milliseconds. */
function ownTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function openFerkit(folder) {
  const load = (name) => import(pathToFileURL(resolve(folder, 'packages/core/dist', name)).href);
  const { createClassifier, createFaceDetector, cropFace, frameFace, loadModel } = await load('index.js');
  const classifier = await createClassifier({ backend: 'wasm' });
  return {
    classify: async (image) => (await classifier.classify(image)).length,
    follow: async (frames) => {
      let count = 0;
      for await (const faces of classifier.classifyStream(frames)) count += faces.length;
      return count;
    },
    pieces: async ({ bytes }, image) => {
      const { readColorImage } = await load('datasets.js');
      const model = await loadModel({ backend: 'wasm' });
      const detector = await createFaceDetector({ backend: 'wasm' });
      const faces = await detector.detect(image);
      const crops = faces.map((face) => cropFace(image, frameFace(face), { width: 48, height: 48 }));
      const reduce = await bundleReduction(folder);
      return {
        ...(bytes === undefined ? {} : { 'decoding the file, at its full size': () => readColorImage(bytes) }),
        ...(reduce === undefined
          ? {}
          : {
              'reducing to 192 pixels': () => reduce(image, 192),
              'reducing to 512 pixels': () => reduce(image, 512),
            }),
        'finding faces, reducing included': () => detector.detect(image),
        'the same in a frame': () => detector.detect(image, { mode: 'video' }),
        [`cropping ${faces.length} faces`]: () =>
          faces.map((face) => cropFace(image, frameFace(face), { width: 48, height: 48 })),
        [`expressions of ${faces.length} faces`]: () => model.predict(crops),
      };
    },
  };
}

/** The function that reduces pixels for the detector, which is not public. */
async function bundleReduction(folder) {
  const source = resolve(folder, 'packages/core/src/faces/fitToDetector.ts');
  if (!existsSync(source)) return undefined;
  const output = mkdtempSync(join(tmpdir(), 'ferkit-bench-'));
  try {
    const outfile = join(output, 'reduction.mjs');
    await build({ entryPoints: [source], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' });
    return (await import(pathToFileURL(outfile).href)).fitToDetector;
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** Human's whole pipeline, with all other networks disabled and without its reuse of results of similar frames. */
async function openHuman() {
  serveFiles();
  const require = createRequire(import.meta.url);
  const { Human } = require(join(dirname(require.resolve('@vladmandic/human')), 'human.node-wasm.js'));
  const human = new Human({
    ...facesAndExpressions,
    wasmPath: `${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`,
    modelBasePath: pathToFileURL(join(root, 'node_modules/@vladmandic/human/models/')).href,
  });
  await human.load();
  const classify = async (image) => {
    const tensor = human.tf.tensor(dropAlpha(image), [1, image.height, image.width, 3], 'float32');
    const { face, error } = await human.detect(tensor);
    human.tf.dispose(tensor);
    if (error !== null && error !== undefined) throw new Error(error);
    return face.filter(({ emotion }) => emotion !== undefined && emotion.length > 0).length;
  };
  return { classify, follow: inTurn(classify) };
}

async function openFaceApi(detector, optionsName) {
  const require = createRequire(join(faceApi, 'package.json'));
  const api = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await api.tf.setBackend('wasm');
  await api.tf.ready();
  const models = join(faceApi, 'node_modules/@vladmandic/face-api/model');
  await api.nets[detector].loadFromDisk(models);
  await api.nets.faceExpressionNet.loadFromDisk(models);
  const options = new api[optionsName]({ minConfidence: 0.5, scoreThreshold: 0.5 });
  const classify = async (image) => {
    const tensor = api.tf.tensor(dropAlpha(image), [image.height, image.width, 3], 'float32');
    const faces = await api.detectAllFaces(tensor, options).withFaceExpressions();
    api.tf.dispose(tensor);
    return faces.length;
  };
  return { classify, follow: inTurn(classify) };
}

function inTurn(classify) {
  return async (frames) => {
    let count = 0;
    for (const frame of frames) count += await classify(frame);
    return count;
  };
}

/** The engines of Human take tensors of three channels in Node. */
function dropAlpha({ pixels, width, height }) {
  const colors = new Float32Array(width * height * 3);
  for (let at = 0, to = 0; to < colors.length; at += 4, to += 3) {
    colors[to] = pixels[at];
    colors[to + 1] = pixels[at + 1];
    colors[to + 2] = pixels[at + 2];
  }
  return colors;
}

/** Lets fetch read files, which Node's own does not. */
function serveFiles() {
  const fetchWeb = globalThis.fetch;
  globalThis.fetch = (url, options) =>
    String(url).startsWith('file:')
      ? Promise.resolve(new globalThis.Response(readFileSync(new URL(url))))
      : fetchWeb(url, options);
}

async function readPhotos() {
  const { readColorImage, drawSyntheticFace } = await import('@ferkit/core/datasets');
  const [folder] = positionals;
  if (folder !== undefined) {
    const names = readdirSync(folder)
      .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
      .sort();
    if (names.length === 0) throw new Error(`There are no photos in ${folder}.`);
    return Promise.all(
      names.map(async (name) => {
        const bytes = new Uint8Array(readFileSync(join(folder, name)));
        return { name, bytes, image: await readColorImage(bytes) };
      }),
    );
  }
  const group = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => [200 + (k % 4) * 400, 300 + Math.floor(k / 4) * 500, 180 + 20 * k]);
  return [
    { name: 'drawn portrait', image: compose(drawSyntheticFace, [[816, 560, 620]]) },
    {
      name: 'drawn pair',
      image: compose(drawSyntheticFace, [
        [500, 600, 420],
        [1150, 560, 360],
      ]),
    },
    { name: 'drawn group', image: compose(drawSyntheticFace, group) },
  ];
}

/** Drawn faces before a wall with a pattern, in colours of skin. */
function compose(draw, people) {
  const [width, height] = [1632, 1224];
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) pixels.set([134 + ((x >> 6) & 7), 130 + ((y >> 6) & 7), 124], at);
  }
  people.forEach(([centerX, centerY, size], k) => {
    const face = draw('neutral', { seed: 2 + k, size });
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const [column, row] = [Math.round(centerX - size / 2 + x), Math.round(centerY - size / 2 + y)];
        if (column < 0 || row < 0 || column >= width || row >= height) continue;
        const tone = face.pixels[y * size + x];
        pixels.set([Math.min(255, 1.1 * tone), 0.92 * tone, 0.8 * tone], (row * width + column) * 4);
      }
    }
  });
  return { pixels, width, height };
}

/** Resizes to a longer side: means of areas to shrink, nearest pixels to enlarge. */
function resize(image, longSide) {
  const ratio = longSide / Math.max(image.width, image.height);
  const [width, height] = [Math.round(image.width * ratio), Math.round(image.height * ratio)];
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0, to = 0; y < height; y++) {
    const [top, bottom] = between(y, height, image.height);
    for (let x = 0; x < width; x++, to += 4) {
      const [left, right] = between(x, width, image.width);
      const sums = [0, 0, 0];
      for (let row = top; row < bottom; row++) {
        for (let at = (row * image.width + left) * 4; at < (row * image.width + right) * 4; at += 4) {
          for (let channel = 0; channel < 3; channel++) sums[channel] += image.pixels[at + channel];
        }
      }
      const count = (bottom - top) * (right - left);
      for (let channel = 0; channel < 3; channel++) pixels[to + channel] = sums[channel] / count;
    }
  }
  return { pixels, width, height };
}

function between(position, to, from) {
  const first = Math.floor((position * from) / to);
  return [first, Math.max(first + 1, Math.floor(((position + 1) * from) / to))];
}

/** Frames in which the picture drifts to and fro, as before a camera in a hand. */
function drift(image, count) {
  return Array.from({ length: count }, (_, frame) => {
    const shift = 2 * Math.abs((frame % 20) - 10);
    const pixels = new Uint8Array(image.pixels.length);
    for (let y = 0; y < image.height; y++) {
      for (const [from, to, length] of [
        [shift, 0, image.width - shift],
        [0, image.width - shift, shift],
      ]) {
        const at = (y * image.width + from) * 4;
        pixels.set(image.pixels.subarray(at, at + length * 4), (y * image.width + to) * 4);
      }
    }
    return { ...image, pixels };
  });
}
