// How much time does a face take in a page of Chromium, alone and in a batch of 16, and how much a step of training?
//   node bench/browser.mjs [--rounds 3] [--only ferkit|onnxruntime|human] [--pages plain,isolated] [--cores 4] [--json]
// Sides: ferkit with the bundled model on wasm; the same model, exported to ONNX, in onnxruntime-web with one and two threads; the expression
// network of @vladmandic/human (64x64, called as human calls it) in stock tfjs on wasm. All get the same 48x48 faces. ferkit's time includes
// preprocessing; the others start from numbers. Pages of two kinds: plain, and cross-origin isolated, where WebAssembly may use threads (in
// a plain page onnxruntime-web has one; stock tfjs takes half of the cores that the page is told of: --cores). Each side has a page of its own, in turn; the medians of the rounds are printed.
// `npm run build` before it; `node scripts/installReferences.mjs` installs onnxruntime-web.
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { chromiumArguments } from '../scripts/chromiumArguments.mjs';
import { findChromium } from '../scripts/findChromium.mjs';
import { median } from './runInTurn.mjs';
import { serveFolder } from './serveFolder.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    pages: { type: 'string', default: 'plain,isolated' },
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
    globalThis.open = async () => {
      const model = await loadModel({ backend: 'wasm' });
      return { classify: (faces) => model.predictMatrix(faces), device: model.backend.device };
    };
    globalThis.train = async () => {
      const dataset = createSyntheticFaces({ count: 128, seed: 5 });
      const model = await createModel({ labels: dataset.labels, backend: 'wasm' });
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
    globalThis.open = async (threads) => {
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
    globalThis.open = async () => {
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

/** Runs in the page of a side, after its program. */
const measureProgram = `
  globalThis.joinPixels = (faces) => {
    const size = faces[0].pixels.length;
    const joined = new Uint8Array(size * faces.length);
    faces.forEach(({ pixels }, k) => joined.set(pixels, k * size));
    return joined;
  };
  globalThis.measure = async ({ threads, singles, batches, faces }) => {
    const all = faces.map((pixels) => ({ width: 48, height: 48, pixels: Uint8Array.from(pixels) }));
    const { classify, device } = await open(threads);
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
    return { device, alone, together, steps: globalThis.train === undefined ? [] : await globalThis.train() };
  };
  document.title = 'ready';
`;

const sides = [
  { name: 'ferkit', program: 'ferkit' },
  { name: 'onnxruntime-web, 1 thread', program: 'onnxruntime', threads: 1 },
  { name: 'onnxruntime-web, 2 threads', program: 'onnxruntime', threads: 2, only: 'isolated' },
  { name: 'human', program: 'human' },
].filter(({ name }) => name.includes(values.only));

const folder = mkdtempSync(join(tmpdir(), 'ferkit-bench-'));
try {
  await preparePages();
  const faces = await drawFaces();
  for (const kind of values.pages.split(',')) await compare(kind, faces);
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
  for (const [name, program] of Object.entries(programs)) {
    await build({
      stdin: { contents: program + measureProgram, resolveDir: root },
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
      for (const side of present) results.get(side.name).push(await measure(`${origin}/${side.program}/`, side, faces));
    }
  } finally {
    stop();
  }
  print(kind, new Map([...results].map(([name, runs]) => [name, summarize(runs)])));
}

/** Measures in a browser of its own: threads of one page would take time from the next. */
async function measure(address, { threads = 1 }, faces) {
  const browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumArguments });
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
    alone: middle('alone'),
    together: middle('together'),
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
    const training = step === undefined ? '' : `; a training step of 32 faces ${step.toFixed(0)} ms`;
    console.log(
      `  ${name.padEnd(26)} one face ${beside(alone, ours?.alone)}; 16 faces ${beside(together, ours?.together)}${training} [${device}]`,
    );
  }
}
