// How many images a second does one processor core score with `ferkit predict --out`, on wasm and on TensorFlow, with how much memory?
//   node bench/scoring.mjs [--images 100] [--rounds 2] [--names 200000] [--members 50000]
// Processor time of all threads is counted, because other work on the machine affects it least. Start-up costs the same for one image and for a
// million, so each side scores few and many images in separate processes, and the difference gives the cost of an image; the minimum
// over the rounds counts. `npm test` installs TensorFlow into .cache/tensorflow.
import encode, { init } from '@jsquash/jpeg/encode.js';
import { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { register } from 'tsx/esm/api';
import { recordResult, versionOf } from './recordResult.mjs';

const self = fileURLToPath(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const tensorFlow = join(root, '.cache/tensorflow');
const STARTED = 16;
const SECONDS_A_DAY = 86400;
const BILLION = 1e9;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    images: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '2' },
    names: { type: 'string', default: '200000' },
    members: { type: 'string', default: '50000' },
    child: { type: 'boolean', default: false },
  },
});

if (values.child) await measure(positionals);
else await compare(Number(values.images), Number(values.rounds));

async function compare(images, rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'ferkit-scoring-'));
  try {
    const kinds = await writeInputs(folder, images);
    const cells = kinds.flatMap((kind) => compareBackends(folder, kind, rounds));
    measureResuming(folder, Number(values.names));
    measurePassing(folder, Number(values.members));
    recordResult(cells, { tfjs: versionOf('@tensorflow/tfjs') });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Folders with few and many files of two kinds. */
async function writeInputs(folder, images) {
  register();
  const { drawPortraits } = await import('../stories/fixtures/drawPortraits.ts');
  const { drawScene } = await import('../stories/fixtures/drawScene.ts');
  const wasm = createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm');
  await init(await WebAssembly.compile(readFileSync(wasm)));
  const jpeg = async ({ pixels, width, height }) =>
    Buffer.from(await encode({ data: new Uint8ClampedArray(pixels), width, height }, { quality: 85 }));
  const crop = await jpeg(shrink(drawPortraits('happy', 1, 1)[0]));
  const photo = await jpeg(drawScene(640, 480, [{ x: 320, y: 240, size: 220, seed: 3, expression: 'happy' }]));
  const kinds = [
    { name: 'crops', about: 'faces of 48 x 48, taken whole', bytes: crop, options: ['--whole'], images: 10 * images },
    {
      name: 'photos',
      about: 'photos of 640 x 480 with one face, which is looked for',
      bytes: photo,
      options: [],
      images,
    },
  ];
  for (const { name, bytes, images: many } of kinds) {
    for (const [part, count] of [
      ['few', STARTED],
      ['many', STARTED + many],
    ]) {
      mkdirSync(join(folder, name, part), { recursive: true });
      for (let k = 0; k < count; k++) writeFileSync(join(folder, name, part, `${k}.jpg`), bytes);
    }
  }
  return kinds;
}

/** Every fifth pixel of 240. */
function shrink({ pixels, width }) {
  const small = new Uint8Array(48 * 48 * 4);
  for (let k = 0; k < 48 * 48; k++) {
    const at = 4 * (5 * Math.floor(k / 48) * width + 5 * (k % 48));
    small.set(pixels.subarray(at, at + 4), 4 * k);
  }
  return { pixels: small, width: 48, height: 48 };
}

/** @returns the figures of wasm beside TensorFlow */
function compareBackends(folder, { name, about, bytes, options, images }, rounds) {
  console.log(`${name}: ${about}, JPEG of ${bytes.length} bytes`);
  const best = new Map();
  let line;
  for (let round = 0; round < rounds; round++) {
    for (const backend of ['wasm', 'tensorflow']) {
      if (backend === 'tensorflow' && !existsSync(join(tensorFlow, 'node_modules'))) {
        if (round === 0)
          console.log('  tensorflow: left out, there is none in .cache/tensorflow; npm test puts it there');
        continue;
      }
      const score = (part) => {
        const out = join(folder, `${name}-${part}-${backend}-${round}.ndjson`);
        const facts = run(backend, [...options, '--backend', backend, '--out', out, join(folder, name, part)]);
        const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
        const faces = lines.map((text) => JSON.parse(text).faces?.length);
        if (faces.some((count) => count !== 1)) throw new Error(`${out}: an image without its one face`);
        line = statSync(out).size / lines.length;
        return facts;
      };
      const [few, many] = [score('few'), score('many')];
      const [seconds, memory] = [(many.seconds - few.seconds) / images, many.memory];
      const known = best.get(backend);
      best.set(backend, {
        seconds: Math.min(seconds, known?.seconds ?? Infinity),
        start: Math.min(few.seconds, known?.start ?? Infinity),
        memory: Math.max(memory, known?.memory ?? 0),
      });
    }
  }
  for (const [backend, { seconds, start, memory }] of best) {
    const ratio = best.get('wasm').seconds / seconds;
    console.log(
      `  ${backend.padEnd(11)}${(1 / seconds).toFixed(1).padStart(7)} images a second a core (${(seconds * 1000).toFixed(1)} ms)` +
        `  ${ratio.toFixed(2)} x wasm  ${Math.round(memory / 1e6)} MB at most  ${start.toFixed(1)} s to start`,
    );
  }
  console.log(`  ${Math.round(line)} bytes of results an image`);
  const cores = [...best].map(([backend, { seconds }]) => {
    return `${Math.ceil((seconds * BILLION) / SECONDS_A_DAY)} cores on ${backend}`;
  });
  const [input, output] = [bytes.length, line].map((size) => {
    return `${((size * BILLION) / 1e12).toFixed(1)} TB (${Math.round((size * BILLION) / SECONDS_A_DAY / 1e6)} MB a second)`;
  });
  console.log(`  a billion of them a day: ${cores.join(', or ')}; ${input} to read, ${output} to write`);
  const cell = (what, unit, of) => ({
    what: `${name}: ${what}`,
    unit,
    ours: of(best.get('wasm')),
    peers: Object.fromEntries([...best].slice(1).map(([, figures]) => ['ferkit on TensorFlow', of(figures)])),
  });
  return [
    cell('an image', 'ms of processor time', ({ seconds }) => 1000 * seconds),
    cell('start and first images', 's of processor time', ({ start }) => start),
    cell('most memory of the process', 'MB', ({ memory }) => memory / 1e6),
  ];
}

/** Measures resuming after many images, and whether memory grows with their number. */
function measureResuming(folder, names) {
  const out = join(folder, 'resumed.ndjson');
  const list = (count) => Array.from({ length: count }, (_, k) => `photos/${k}.jpg`);
  const resume = (count) => {
    run('wasm', ['--whole', '--backend', 'wasm', '--out', out, join(folder, 'crops', 'few')]);
    const [line] = readFileSync(out, 'utf8').split('\n');
    const rest = line.slice(line.indexOf(',"faces"'));
    writeFileSync(
      out,
      list(count)
        .map((name) => `{"file":"${name}"${rest}\n`)
        .join(''),
    );
    const facts = run('wasm', ['--whole', '--backend', 'wasm', '--out', out, '-'], list(count).join('\n'));
    rmSync(out);
    return facts;
  };
  const [few, many] = [resume(names / 10), resume(names)];
  const perSecond = (names * 0.9) / (many.seconds - few.seconds);
  console.log(
    `going on after ${names} images: ${Math.round(perSecond)} passed by a second a core, ` +
      `${Math.round(many.memory / 1e6)} MB at most (${Math.round(few.memory / 1e6)} MB after ${names / 10})`,
  );
}

/** Measures skipping archive members of other shards. */
function measurePassing(folder, members) {
  const pass = (count) => {
    const archive = join(folder, `${count}.tar`);
    const names = Array.from({ length: count }, () => '0.jpg').join('\n');
    spawnSync('tar', ['cf', archive, '-C', join(folder, 'crops', 'few'), '-T', '-'], { input: names });
    const size = statSync(archive).size;
    const flags = ['--whole', '--backend', 'wasm', '--shard', '1/1000000', '--out', join(folder, `${count}.ndjson`)];
    const facts = run('wasm', [...flags, archive]);
    rmSync(archive);
    return { ...facts, size };
  };
  const [few, many] = [pass(members / 10), pass(members)];
  const seconds = many.seconds - few.seconds;
  console.log(
    `reading past the members of an archive: ${Math.round((members * 0.9) / seconds)} a second a core, ` +
      `${Math.round((many.size - few.size) / seconds / 1e6)} MB a second, ${Math.round(many.memory / 1e6)} MB at most`,
  );
}

/** Runs the command line in a separate process: its processor time in seconds and peak memory in bytes. */
function run(backend, args, input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [self, '--child', '--', ...args], {
    // ferkit resolves the optional package from here.
    cwd: backend === 'tensorflow' ? tensorFlow : root,
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    // One core: waiting threads would be counted too.
    env: {
      ...process.env,
      TF_CPP_MIN_LOG_LEVEL: '2',
      TF_NUM_INTRAOP_THREADS: '1',
      TF_NUM_INTEROP_THREADS: '1',
      OMP_NUM_THREADS: '1',
    },
  });
  if (status !== 0) throw new Error(`predict ${args.join(' ')} ended with status ${status}:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

async function measure(args) {
  const { createProcessHost, main } = await import(
    join(dirname(createRequire(import.meta.url).resolve('@ferkit/core/package.json')), 'dist/cli.js')
  );
  const code = await main(['predict', ...args], createProcessHost());
  if (code !== 0) process.exit(code);
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS * 1024 }));
}
