// How long is a page blocked until the first answer, and while a camera is followed?
//   node bench/page.mjs [--rounds 3] [--only ferkit|human] [--seconds 10] [--frames 30] [--trace file]
// Sides: ferkit in its worker, the default of the components, and on the page's own thread; @vladmandic/human as its worker demo does it, the
// page reading pixels and a worker detecting, and on the page; both with nothing but face detector and expressions, on wasm with one thread.
// Each side has a browser of its own, in turn, with an empty cache; the medians of the rounds are printed, and the worst of the worst frames.
// "First answer": from the start of loading to the faces of the first frame of Chromium's fake camera, a drawn face of 640 x 480 at 30 frames
// a second. "Blocked": the tasks above 50 ms on the page's thread until then, their sum and the longest. "Live": afterwards, for some seconds,
// the longest of these tasks, the longest time between two drawn frames, and the answers a second. Tasks are measured twice, in processor time,
// which other programs do not lengthen, and by the clock. `npm run build` before it.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { chromiumArguments } from '../scripts/chromiumArguments.mjs';
import { findChromium } from '../scripts/findChromium.mjs';
import { facesAndExpressions } from './humanSettings.mjs';
import { recordResult, versionOf } from './recordResult.mjs';
import { median } from './runInTurn.mjs';
import { serveFolder } from './serveFolder.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '10' },
    frames: { type: 'string', default: '30' },
    trace: { type: 'string', default: '' },
  },
});

/** Classifies the frames that it is given, as the component does: the video itself is a frame. */
const ferkitProgram = (create) => `
  globalThis.follow = async function* (frames) {
    ${create}
    const pictures = async function* () {
      for await (const video of frames) yield video;
    };
    for await (const faces of classifier.classifyStream(pictures())) yield faces.length;
  };`;

const humanSettings = JSON.stringify({ ...facesAndExpressions, wasmPath: '/wasm/', modelBasePath: '/models/' });

/** For each side the program of its page: `follow` yields the number of faces of each frame. */
const programs = {
  'ferkit, worker': ferkitProgram(`
    const { createWorkerClassifier } = await import('@ferkit/core/worker');
    const classifier = await createWorkerClassifier({ backend: 'wasm' });`),
  'ferkit, page': ferkitProgram(`
    const { createClassifier } = await import('@ferkit/core');
    const classifier = await createClassifier({ backend: 'wasm' });`),
  'human, worker': `
    globalThis.follow = async function* (frames) {
      const worker = new Worker('/human-worker.js', { type: 'module' });
      const canvas = new OffscreenCanvas(640, 480);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      for await (const video of frames) {
        context.drawImage(video, 0, 0);
        const { data, width, height } = context.getImageData(0, 0, 640, 480);
        const answer = new Promise((resolve) => (worker.onmessage = resolve));
        worker.postMessage({ pixels: data.buffer, width, height }, [data.buffer]);
        yield (await answer).data;
      }
    };`,
  'human, page': `
    globalThis.follow = async function* (frames) {
      const { Human } = await import('/human.esm.js');
      const human = new Human(${humanSettings});
      for await (const video of frames) yield (await human.detect(video)).face.length;
    };`,
};

const humanWorker = `
  import { Human } from '/human.esm.js';
  const human = new Human(${humanSettings});
  onmessage = async ({ data: { pixels, width, height } }) => {
    const { face } = await human.detect(new ImageData(new Uint8ClampedArray(pixels), width, height));
    postMessage(face.length);
  };`;

/** Runs in the page of a side, after its program. */
const measureProgram = `
  globalThis.measure = async ({ seconds, framesPerSecond }) => {
    const video = document.querySelector('video');
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    await video.play();
    const gaps = [];
    let last = performance.now();
    const draw = (now) => {
      gaps.push(now - last);
      last = now;
      requestAnimationFrame(draw);
    };
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    let isOver = false;
    async function* frames() {
      let due = 0;
      while (!isOver) {
        const now = await nextFrame();
        if (now < due - 4) continue;
        due = Math.max(due + 1000 / framesPerSecond, now);
        yield video;
      }
    }
    const began = performance.now();
    performance.mark('began');
    requestAnimationFrame(draw);
    let first;
    let answers = 0;
    let faces = 0;
    for await (const count of globalThis.follow(frames())) {
      if (first === undefined) {
        first = performance.now();
        performance.mark('first answer');
        gaps.length = 0;
        last = first;
      } else {
        answers++;
        faces += count;
      }
      isOver = performance.now() - first > 1000 * seconds;
    }
    performance.mark('end');
    return {
      first: first - began,
      liveFrame: Math.max(0, ...gaps),
      answers: answers / seconds,
      faces: faces / Math.max(1, answers),
    };
  };
  document.title = 'ready';`;

const folder = mkdtempSync(join(tmpdir(), 'ferkit-bench-'));
const film = join(folder, 'film.y4m');
let chromiumVersion;
try {
  await prepare();
  await compare();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function prepare() {
  const bundled = join(folder, 'writeFilm.mjs');
  const write = 'test/browser/support/writeCameraFile.ts';
  await build({ entryPoints: [join(root, write)], outfile: bundled, bundle: true, format: 'esm', platform: 'node' });
  const { writeFilm } = await import(pathToFileURL(bundled).href);
  writeFilm(film, { width: 640, height: 480, framesPerSecond: 30 });
  const human = dirname(require.resolve('@vladmandic/human'));
  cpSync(join(human, 'human.esm.js'), join(folder, 'human.esm.js'));
  cpSync(join(human, '../models'), join(folder, 'models'), { recursive: true });
  cpSync(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), join(folder, 'wasm'), { recursive: true });
  writeFileSync(join(folder, 'human-worker.js'), humanWorker);
  // esbuild copies no files that code locates.
  cpSync(join(root, 'packages/core/dist/worker'), join(folder, 'worker'), { recursive: true });
  for (const [name, program] of Object.entries(programs)) {
    await build({
      stdin: { contents: program + measureProgram, resolveDir: root },
      outdir: join(folder, nameOf(name)),
      entryNames: 'page',
      bundle: true,
      splitting: true,
      format: 'esm',
      minify: true,
      platform: 'browser',
      external: ['/human.esm.js'],
      tsconfigRaw: {},
      logLevel: 'error',
    });
    const page = '<!doctype html><video muted playsinline></video><script type="module" src="page.js"></script>';
    writeFileSync(join(folder, nameOf(name), 'index.html'), page);
  }
}

async function compare() {
  const { origin, stop } = await serveFolder(folder);
  const names = Object.keys(programs).filter((name) => name.includes(values.only));
  const runs = new Map(names.map((name) => [name, []]));
  try {
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const name of names) runs.get(name).push(await measure(`${origin}/${nameOf(name)}/`));
    }
  } finally {
    stop();
  }
  recordResult(cellsOf(runs), { Chromium: chromiumVersion, human: versionOf('@vladmandic/human') });
  console.log(`medians of ${values.rounds} rounds; the worst frame is that of all rounds`);
  for (const [name, figures] of runs) {
    const middle = (key) => median(figures.map((figure) => figure[key])).toFixed(0);
    const worst = (key) => Math.max(...figures.map((figure) => figure[key])).toFixed(0);
    const both = (some, key) => `${some(`${key}Cpu`)} ms (${some(`${key}Clock`)} by the clock)`;
    console.log(
      `  ${name.padEnd(14)} first answer ${middle('first')} ms, blocked ${both(middle, 'blocked')}, longest task ${both(middle, 'longest')}; ` +
        `live: longest task ${both(worst, 'live')}, worst frame ${worst('liveFrame')} ms, ${middle('answers')} answers a second, ` +
        `${median(figures.map(({ faces }) => faces)).toFixed(2)} faces each`,
    );
  }
}

/** ferkit in its worker beside the other sides. */
function cellsOf(runs) {
  const kept = {
    first: ['from the start of loading to the first answer', 'ms'],
    blockedCpu: ['tasks above 50 ms of the page until then', 'ms of processor time'],
    liveCpu: ['longest task of the page while live', 'ms of processor time'],
  };
  const [[, ours], ...peers] = runs;
  return Object.entries(kept).map(([key, [what, unit]]) => ({
    what,
    unit,
    ours: median(ours.map((figure) => figure[key])),
    ...(key === 'liveCpu' ? { target: 50 } : {}),
    peers: Object.fromEntries(peers.map(([name, figures]) => [name, median(figures.map((figure) => figure[key]))])),
  }));
}

async function measure(address) {
  const camera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  const args = [...chromiumArguments, ...camera, `--use-file-for-fake-video-capture=${film}`];
  const browser = await chromium.launch({ executablePath: await findChromium(), args });
  try {
    chromiumVersion = browser.version();
    const page = await browser.newPage();
    await page.goto(address);
    await page.waitForFunction(() => globalThis.document.title === 'ready', undefined, { timeout: 60_000 });
    const task = { seconds: Number(values.seconds), framesPerSecond: Number(values.frames) };
    const categories = ['disabled-by-default-devtools.timeline', 'blink.user_timing', 'devtools.timeline'];
    await browser.startTracing(page, { categories });
    const measured = await page.evaluate((given) => globalThis.measure(given), task);
    const trace = await browser.stopTracing();
    if (values.trace !== '') writeFileSync(values.trace, trace);
    return { ...measured, ...measureTasks(JSON.parse(trace.toString()).traceEvents) };
  } finally {
    await browser.close();
  }
}

/** The tasks of the page's thread in a trace, in milliseconds, before and after the first answer. */
function measureTasks(events) {
  const markOf = (name) => events.find((event) => event.name === name && event.cat === 'blink.user_timing');
  const [began, first, end] = ['began', 'first answer', 'end'].map(markOf);
  const tasks = events.filter(({ name, pid, tid, dur }) => {
    return name === 'RunTask' && pid === first.pid && tid === first.tid && dur > 0;
  });
  const lengths = (from, to, key) =>
    tasks.filter(({ ts }) => ts >= from.ts && ts < to.ts).map((task) => (task[key] ?? 0) / 1000);
  const figures = { Cpu: 'tdur', Clock: 'dur' };
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, key]) => {
      const until = lengths(began, first, key);
      return [
        [`blocked${name}`, until.filter((length) => length > 50).reduce((sum, length) => sum + length, 0)],
        [`longest${name}`, Math.max(0, ...until)],
        [`live${name}`, Math.max(0, ...lengths(first, end, key))],
      ];
    }),
  );
}

function nameOf(side) {
  return side.replace(', ', '-');
}
