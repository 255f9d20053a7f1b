// How much faster does wasm train in Node with several data-parallel workers?
//   node bench/workers.mjs [--workers 2] [--rounds 12] [--seconds 5] [--only fer-cnn] [--batch 64]
// Trains the default network and that of the preset `bst261` in child processes, one with a single worker and one with several, and
// prints images a second and processor time an image. The processes take turns of a few seconds; the others are suspended by a signal, so a
// slow change of the machine's speed affects neighbouring turns alike. Turns are compared round by round; the median of the ratios and
// the quartiles are printed. The bench uses the built packages and as many cores as workers: run it on a quiet machine, with an operating
// system that can suspend processes (not Windows).
//
// Cores share caches and memory, and virtual cores share more. So in each round as many single-worker programs also run at once: their
// sum is the upper bound, because they never wait for each other.
//
// Processor time of threads is read from Linux; elsewhere only images a second are printed. The critical path is the main thread plus the
// busiest worker. Its ratio depends less on other load: it is the speed-up where each worker has its own core.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createModel, createSyntheticFaces, train } from '@ferkit/core';
import { recordResult, versionOf } from './recordResult.mjs';
import { median } from './runInTurn.mjs';

/** Warm-up: threads start, and V8 compiles hot code. */
const WARM_UP = 40;
/** Few images and many epochs: training has to outlast the bench. */
const BATCHES_AN_EPOCH = 50;

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '12' },
    seconds: { type: 'string', default: '5' },
    only: { type: 'string' },
    batch: { type: 'string', default: '64' },
    child: { type: 'string' },
  },
});
const BATCH = Number(values.batch);
if (values.child === undefined) await compare();
else await trainForEver(values.child, Number(values.workers));

async function compare() {
  const several = Number(values.workers);
  const cells = [];
  for (const architecture of ['fer-cnn', 'bst261']) {
    if (values.only !== undefined && values.only !== architecture) continue;
    const programs = [];
    try {
      for (const workers of [several, ...Array(several).fill(1)])
        programs.push(await startProgram(architecture, workers));
      const [pool, ...singles] = programs;
      const rounds = [];
      for (let round = 0; round < Number(values.rounds); round++) {
        const [alone] = await run([singles[0]]);
        const [shared] = await run([pool]);
        const apart = await run(singles);
        const together = {
          rate: sum(apart.map(({ rate }) => rate)),
          processor: sum(apart.map(({ processor }) => processor)) / several,
        };
        rounds.push({ alone, shared, together });
        console.log(
          `${architecture}: 1 worker ${describe(alone)}; ${several} workers ${describe(shared)}; ${several} programs at once ${together.rate.toFixed(0)} images/s, ${together.processor.toFixed(2)} ms`,
        );
      }
      console.log(summarize(architecture, several, rounds));
      const milliseconds = (side) => median(rounds.map((round) => 1000 / round[side].rate));
      cells.push({
        what: `${architecture}: an image of a training step, ${several} workers`,
        unit: 'ms by the clock',
        ours: milliseconds('shared'),
        peers: { 'one worker': milliseconds('alone'), [`${several} programs at once`]: milliseconds('together') },
      });
    } finally {
      for (const { child } of programs) child.kill('SIGKILL');
    }
  }
  recordResult(cells, { tfjs: versionOf('@tensorflow/tfjs') });
}

/** Starts training, waits for the warm-up, and suspends it. */
async function startProgram(architecture, workers) {
  const options = ['--child', architecture, '--workers', String(workers), '--batch', values.batch];
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  const program = { child, workers, batches: [] };
  lines.on('line', (line) => program.batches.push(Number(line)));
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`A training of ${architecture} broke off`)));
  while (program.batches.length < WARM_UP) await Promise.race([once(lines, 'line'), ended]);
  child.kill('SIGSTOP');
  return program;
}

/** Resumes programs at the same time for a while. */
async function run(programs) {
  const before = programs.map(({ child }) => readThreads(child.pid));
  for (const program of programs) {
    program.batches.length = 0;
    program.child.kill('SIGCONT');
  }
  await pause(Number(values.seconds) * 1000);
  for (const { child } of programs) child.kill('SIGSTOP');
  // Earlier output may still be unread.
  await pause(100);
  return programs.map((program, index) => measure(program, before[index]));
}

/** The rate from the end of the first batch, which began before the pause, to the end of the last. */
function measure({ child, batches, workers }, before) {
  const rate = ((BATCH * (batches.length - 1)) / (batches.at(-1) - batches[0])) * 1000;
  const busy = readThreads(child.pid).map(({ thread, time }) => ({
    thread,
    time: time - (before.find((one) => one.thread === thread)?.time ?? 0),
  }));
  const images = rate * Number(values.seconds);
  const main = sum(busy.filter(({ thread }) => thread === child.pid).map(({ time }) => time));
  const others = busy.filter(({ thread }) => thread !== child.pid).map(({ time }) => time);
  return {
    rate,
    processor: sum(busy.map(({ time }) => time)) / images,
    chain: (main + (workers === 1 ? 0 : Math.max(...others))) / images,
  };
}

/** Trains until it is ended, and reports each batch. */
async function trainForEver(architecture, workers) {
  const model = await createModel({ architecture, backend: 'wasm' });
  await train(
    model,
    { train: createSyntheticFaces({ count: BATCH * BATCHES_AN_EPOCH, size: 48, seed: 1 }) },
    {
      epochs: 100_000,
      batchSize: BATCH,
      workers,
      onEvent: ({ type }) => {
        if (type === 'batch') console.log(performance.now());
      },
    },
  );
}

/** Processor time of each thread of a process, in milliseconds. */
function readThreads(process) {
  if (platform() !== 'linux') return [];
  const tasks = `/proc/${process}/task`;
  return readdirSync(tasks).map((thread) => {
    const [nanoseconds] = readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ');
    return { thread: Number(thread), time: Number(nanoseconds) / 1e6 };
  });
}

function summarize(architecture, several, rounds) {
  const ratios = (of) => quartiles(rounds.map(of));
  return [
    `${architecture}: ${several} workers train as fast as one times ${ratios(({ alone, shared }) => shared.rate / alone.rate)},`,
    `with its processor time times ${ratios(({ alone, shared }) => shared.processor / alone.processor)};`,
    `by the longest chain as fast times ${ratios(({ alone, shared }) => alone.chain / shared.chain)};`,
    `${several} programs at once come to one times ${ratios(({ alone, together }) => together.rate / alone.rate)},`,
    `with its processor time times ${ratios(({ alone, together }) => together.processor / alone.processor)};`,
    `the workers to that times ${ratios(({ shared, together }) => shared.rate / together.rate)} (median, quartiles)`,
  ].join('\n  ');
}

function describe({ rate, processor, chain }) {
  return `${rate.toFixed(0)} images/s, ${processor.toFixed(2)} ms of processor an image, ${chain.toFixed(2)} ms in the longest chain`;
}

function quartiles(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => {
    const place = share * (sorted.length - 1);
    const [before, after] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return (before + (after - before) * (place % 1)).toFixed(2);
  });
  return `${middle} (${low} to ${high})`;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
