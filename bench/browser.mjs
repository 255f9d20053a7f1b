// How much time does a face take in a page of Chromium, alone and in a batch of 16, how much a step of training, and how long does a page take from
// navigation to its first answer?
//   node bench/browser.mjs [--rounds 3] [--only ferkit|onnxruntime|human|fit] [--pages plain,isolated,first] [--cores 4] [--json]
// Sides: ferkit with the bundled model on wasm, which then trains `fer-cnn` in batches of 32 faces; the same model, exported to ONNX, in
// onnxruntime-web with one and two threads; the expression network of @vladmandic/human (64x64, called as human calls it) in stock tfjs on wasm;
// tfjs' `fit` of the same `fer-cnn` on the engines that can train it without ferkit's kernels: stock wasm has no gradients of convolutions, so
// that is cpu. Where Chromium finds a GPU, both train on WebGPU too. All get the same 48x48 faces. ferkit's time includes
// preprocessing; the others start from numbers. Pages of two kinds: plain, and cross-origin isolated, where WebAssembly may use threads (in
// a plain page onnxruntime-web has one; stock tfjs takes half of the cores that the page is told of: --cores). Each side has a page of its own, in turn; the medians of the rounds are printed.
// "first": a page that loads ferkit, detector and bundled model from this machine and classifies a photo of 640x480, with an empty cache and
// then with a full one, and the bytes that it loads, texts and WebAssembly as gzip.
// `npm run build` before it; `node scripts/installReferences.mjs` installs onnxruntime-web.
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import sharp from 'sharp';
import { register } from 'tsx/esm/api';
import { chromiumArguments } from '../scripts/chromiumArguments.mjs';
import { findChromium } from '../scripts/findChromium.mjs';
import { recordResult, versionOf } from './recordResult.mjs';
import { median } from './runInTurn.mjs';
import { serveFolder } from './serveFolder.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    pages: { type: 'string', default: 'plain,isolated,first' },
    singles: { type: 'string', default: '60' },
    batches: { type: 'string', default: '15' },
    cores: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const kinds = { plain: {}, isolated: isolation };
const onnxFolder = join(root, '.cache/onnxruntime-web/node_modules/onnxruntime-web/dist');

/** For each side the program of its page: `open` loads a network and returns a function that classifies faces; `train` may take steps. */
const programs = {
  ferkit: `
    import { createModel, createSyntheticFaces, loadModel, train } from '@ferkit/core';
    globalThis.own = async (threads, backend) => {
      const model = await loadModel({ backend });
      return { classify: (faces) => model.predictMatrix(faces), device: model.backend.device };
    };
    globalThis.train = async (backend) => {
      const dataset = createSyntheticFaces({ count: 128, seed: 5 });
      const model = await createModel({ labels: dataset.labels, backend });
      const times = [];
      let began = performance.now();
      const onEvent = ({ type }) => {
        if (type === 'batch') times.push(performance.now() - began);
        began = performance.now();
      };
      await train(model, { train: dataset }, { epochs: 3, batchSize: 32, augment: false, onEvent });
      model.dispose();
      return times.slice(2);
    };`,
  onnxruntime: `
    import * as ort from '/ort/ort.wasm.min.mjs';
    globalThis.own = async (threads) => {
      ort.env.wasm.numThreads = threads;
      ort.env.wasm.wasmPaths = '/ort/';
      const session = await ort.InferenceSession.create('/model.onnx', { executionProviders: ['wasm'] });
      const classify = async (faces) => {
        const pixels = Float32Array.from(joinPixels(faces));
        const { scores } = await session.run({ pixels: new ort.Tensor('float32', pixels, [faces.length, 1, 48, 48]) });
        return scores.data;
      };
      return { classify, device: ort.env.wasm.numThreads + ' threads' };
    };`,
  human: `
    import * as tf from '@tensorflow/tfjs';
    import { getThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
    globalThis.own = async () => {
      setWasmPaths('/wasm/');
      await tf.setBackend('wasm');
      await tf.ready();
      const network = await tf.loadGraphModel('/human/emotion.json');
      const classify = async (faces) => {
        const scores = tf.tidy(() => {
          const numbers = Float32Array.from(joinPixels(faces), (pixel) => pixel / 255);
          const resized = tf.image.resizeBilinear(tf.tensor4d(numbers, [faces.length, 48, 48, 1]), [64, 64]);
          return network.execute(tf.mul(tf.sub(resized, 0.5), 2));
        });
        try {
          return await scores.data();
        } finally {
          scores.dispose();
        }
      };
      return { classify, device: Math.max(1, getThreadsCount()) + ' threads' };
    };`,
};

programs.fit = `
    import * as tf from '@tensorflow/tfjs';
    import { architectures } from '@ferkit/core';
    globalThis.train = async (backend) => {
      if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
      await tf.setBackend(backend);
      await tf.ready();
      const { build, defaults } = architectures['fer-cnn'];
      const model = build({ input: { width: 48, height: 48, channels: 1 }, labelCount: 7, seed: 1, options: defaults });
      model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
      const steps = backend === 'cpu' ? 2 : 12;
      const images = tf.randomUniform([32 * steps, 48, 48, 1]);
      const targets = tf.oneHot(tf.randomUniform([32 * steps], 0, 7, 'int32'), 7).toFloat();
      const times = [];
      let began = performance.now();
      const onBatchEnd = () => {
        times.push(performance.now() - began);
        began = performance.now();
      };
      await model.fit(images, targets, { batchSize: 32, epochs: 1, callbacks: { onBatchEnd }, yieldEvery: 'never' });
      return times.slice(1);
    };`;

/** Notes when a page that begins with nothing knows the expression in a photo. */
const firstProgram = `
  import { createClassifier } from '@ferkit/core';
  const loading = createClassifier({ backend: 'wasm' });
  const photo = await createImageBitmap(await (await fetch('/photo.jpg')).blob());
  const classifier = await loading;
  const { length } = await classifier.classify(photo);
  globalThis.first = { time: performance.now(), faces: length };
  document.title = 'ready';
`;

/** Runs in the page of a side, after its program. */
const measureProgram = `
  globalThis.joinPixels = (faces) => {
    const size = faces[0].pixels.length;
    const joined = new Uint8Array(size * faces.length);
    faces.forEach(({ pixels }, k) => joined.set(pixels, k * size));
    return joined;
  };
  globalThis.measure = async ({ threads, backend, singles, batches, faces }) => {
    if (backend === 'webgpu') {
      const adapter = await navigator.gpu?.requestAdapter();
      if (adapter == null || /swiftshader/i.test(Object.values([adapter.info.vendor, adapter.info.architecture, adapter.info.description]).join(' '))) return undefined;
    }
    const steps = async () => (globalThis.train === undefined ? [] : await globalThis.train(backend));
    if (globalThis.own === undefined) return { device: backend, alone: [], together: [], steps: await steps() };
    const all = faces.map((pixels) => ({ width: 48, height: 48, pixels: Uint8Array.from(pixels) }));
    const { classify, device } = await own(threads, backend);
    const time = async (some) => {
      const began = performance.now();
      const scores = await classify(some);
      if (!Number.isFinite(scores[0])) throw new Error('There are no scores.');
      return performance.now() - began;
    };
    const repeat = async (count, some) => {
      const times = [];
      for (let run = 0; run < count; run++) times.push(await time(some(run)));
      return times;
    };
    const one = (run) => [all[run % all.length]];
    await repeat(15, one);
    const alone = await repeat(singles, one);
    await repeat(3, () => all);
    const together = await repeat(batches, () => all);
    return { device, alone, together, steps: await steps() };
  };
  document.title = 'ready';
`;

const sides = [
  { name: 'ferkit', program: 'ferkit', backend: 'wasm' },
  { name: 'ferkit, WebGPU', program: 'ferkit', backend: 'webgpu', only: 'plain' },
  { name: 'onnxruntime-web, 1 thread', program: 'onnxruntime', threads: 1 },
  { name: 'onnxruntime-web, 2 threads', program: 'onnxruntime', threads: 2, only: 'isolated' },
  { name: 'human', program: 'human' },
  { name: 'tfjs fit, cpu', program: 'fit', backend: 'cpu', only: 'plain' },
  { name: 'tfjs fit, WebGPU', program: 'fit', backend: 'webgpu', only: 'plain' },
].filter(({ name }) => name.includes(values.only));

const folder = mkdtempSync(join(tmpdir(), 'ferkit-bench-'));
try {
  await preparePages();
  const faces = await drawFaces();
  const cells = [];
  for (const kind of values.pages.split(','))
    cells.push(...(kind === 'first' ? await measureFirst() : await compare(kind, faces)));
  recordResult(cells, {
    Chromium: await chromiumVersion(),
    'onnxruntime-web': versionOf('onnxruntime-web', '.cache/onnxruntime-web'),
    tfjs: versionOf('@tensorflow/tfjs'),
    human: versionOf('@vladmandic/human'),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function preparePages() {
  const { loadModel } = await import('@ferkit/core');
  const { exportModel } = await import('@ferkit/core/exchange');
  const model = await loadModel({ backend: 'wasm' });
  await exportModel(model, join(folder, 'model.onnx'), { format: 'onnx' });
  model.dispose();
  const human = join(dirname(require.resolve('@vladmandic/human')), '../models');
  for (const file of ['emotion.json', 'emotion.bin']) cpSync(join(human, file), join(folder, 'human', file));
  cpSync(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), join(folder, 'wasm'), { recursive: true });
  if (existsSync(onnxFolder)) cpSync(onnxFolder, join(folder, 'ort'), { recursive: true });
  else console.log('onnxruntime-web: left out, node scripts/installReferences.mjs installs it');
  // esbuild leaves the address of a worker's script as it is.
  cpSync(join(root, 'packages/core/dist/chunks/programThread.js'), join(folder, 'ferkit/programThread.js'));
  const pages = Object.entries(programs).map(([name, program]) => [name, program + measureProgram]);
  for (const [name, contents] of [...pages, ['first', firstProgram]]) {
    await build({
      stdin: { contents, resolveDir: root },
      outdir: join(folder, name),
      entryNames: 'page',
      bundle: true,
      splitting: true,
      format: 'esm',
      minify: true,
      platform: 'browser',
      external: ['/ort/*'],
      tsconfigRaw: {},
      logLevel: 'error',
    });
    writeFileSync(join(folder, name, 'index.html'), `<!doctype html><script type="module" src="page.js"></script>`);
  }
}

async function drawFaces() {
  const { createSyntheticFaces } = await import('@ferkit/core');
  const dataset = createSyntheticFaces({ count: 16, seed: 3 });
  return Array.from({ length: 16 }, (_, k) => [...dataset.image(k).pixels]);
}

async function compare(kind, faces) {
  const { origin, stop } = await serveFolder(folder, kinds[kind]);
  const present = sides.filter(
    ({ program, only = kind }) => only === kind && (program !== 'onnxruntime' || existsSync(onnxFolder)),
  );
  const results = new Map(present.map(({ name }) => [name, []]));
  try {
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const side of present) {
        const run = await measure(`${origin}/${side.program}/`, side, faces);
        if (run !== undefined) results.get(side.name).push(run);
        else if (round === 0) console.log(`${side.name}: left out, there is no GPU`);
      }
    }
  } finally {
    stop();
  }
  const figures = new Map(
    [...results].filter(([, runs]) => runs.length > 0).map(([name, runs]) => [name, summarize(runs)]),
  );
  print(kind, figures);
  return cellsOf(kind, figures);
}

/** The figures of a kind of page beside ferkit's on wasm. */
function cellsOf(kind, figures) {
  const ours = figures.get('ferkit');
  const cell = (key, what) => {
    const peers = [...figures].filter(([name, theirs]) => !name.startsWith('ferkit') && theirs[key] !== undefined);
    return {
      what: `${kind} page: ${what}`,
      unit: 'ms',
      ours: ours?.[key],
      peers: Object.fromEntries(peers.map(([name, theirs]) => [name, theirs[key]])),
    };
  };
  return [cell('alone', 'one face'), cell('together', '16 faces'), cell('step', 'a training step of 32 faces')].filter(
    ({ ours: own }) => own !== undefined,
  );
}

async function chromiumVersion() {
  const browser = await launch();
  try {
    return browser.version();
  } finally {
    await browser.close();
  }
}

async function launch() {
  return chromium.launch({ executablePath: await findChromium(), args: chromiumArguments });
}

/** From navigation to the first answer, in a browser with an empty cache, and again in the same. */
async function measureFirst() {
  await writePhoto();
  const { origin, stop } = await serveFolder(folder, { 'Cache-Control': 'max-age=3600' }, true);
  const runs = [];
  try {
    for (let round = 0; round < Number(values.rounds); round++) {
      const browser = await launch();
      try {
        const context = await browser.newContext();
        const visit = async () => {
          const page = await context.newPage();
          await page.goto(`${origin}/first/`);
          await page.waitForFunction(() => globalThis.document.title === 'ready', undefined, { timeout: 120_000 });
          const { first, bytes } = await page.evaluate(() => ({
            first: globalThis.first,
            bytes: performance
              .getEntries()
              .filter(({ name }) => !name.endsWith('photo.jpg'))
              .reduce((sum, { transferSize = 0 }) => sum + transferSize, 0),
          }));
          if (first.faces !== 1) throw new Error(`${first.faces} faces were found in the photo.`);
          await page.close();
          return { time: first.time, bytes };
        };
        runs.push({ cold: await visit(), warm: await visit() });
      } finally {
        await browser.close();
      }
    }
  } finally {
    stop();
  }
  const [cold, warm] = ['cold', 'warm'].map((key) => median(runs.map((run) => run[key].time)));
  const bytes = runs[0].cold.bytes / 1e6;
  console.log(
    `first answer, a photo of 640x480, from navigation: ${cold.toFixed(0)} ms with an empty cache, ${warm.toFixed(0)} ms with a full one; ` +
      `${bytes.toFixed(2)} MB, gzipped`,
  );
  return [
    { what: 'from navigation to the first answer, empty cache', unit: 'ms', ours: cold, target: 2500 },
    { what: 'from navigation to the first answer, full cache', unit: 'ms', ours: warm, target: 1500 },
    { what: 'bytes until the first answer, gzipped', unit: 'MB', ours: bytes, target: 1.9 },
  ];
}

async function writePhoto() {
  register();
  const { drawScene } = await import('../stories/fixtures/drawScene.ts');
  const pixels = drawScene(640, 480, [{ x: 320, y: 240, size: 220, seed: 3, expression: 'happy' }]).pixels;
  await sharp(pixels, { raw: { width: 640, height: 480, channels: 4 } })
    .jpeg({ quality: 85 })
    .toFile(join(folder, 'photo.jpg'));
}

/** Measures in a browser of its own: threads of one page would take time from the next. */
async function measure(address, { threads = 1, backend }, faces) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    if (values.cores !== undefined) {
      const tell = (value) => Object.defineProperty(globalThis.navigator, 'hardwareConcurrency', { value });
      await page.addInitScript(tell, Number(values.cores));
    }
    await page.goto(address);
    await page.waitForFunction(() => globalThis.document.title === 'ready', undefined, { timeout: 60_000 });
    return await page.evaluate((task) => globalThis.measure(task), {
      threads,
      backend,
      faces,
      singles: Number(values.singles),
      batches: Number(values.batches),
    });
  } finally {
    await browser.close();
  }
}

function summarize(runs) {
  const middle = (key) => median(runs.map((run) => median(run[key])));
  const { device, steps } = runs[0];
  return {
    device,
    ...(runs[0].alone.length > 0 ? { alone: middle('alone'), together: middle('together') } : {}),
    ...(steps.length > 0 ? { step: middle('steps') } : {}),
  };
}

function print(kind, figures) {
  if (values.json) {
    console.log(JSON.stringify({ kind, figures: Object.fromEntries(figures) }));
    return;
  }
  const ours = figures.get('ferkit');
  const beside = (value, own) =>
    `${value.toFixed(1)} ms${own === undefined || own === value ? '' : ` (${(value / own).toFixed(2)} x)`}`;
  console.log(`${kind} page, medians of ${values.rounds} rounds; in brackets the ratio to ferkit`);
  for (const [name, { device, alone, together, step }] of figures) {
    const parts = [
      alone === undefined ? '' : `one face ${beside(alone, ours?.alone)}; 16 faces ${beside(together, ours?.together)}`,
      step === undefined ? '' : `a training step of 32 faces ${beside(step, ours?.step)}`,
    ].filter((part) => part !== '');
    console.log(`  ${name.padEnd(26)} ${parts.join('; ')} [${device}]`);
  }
}
