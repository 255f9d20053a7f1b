// How much faster does wasm train in Node with several workers that share each batch?
//   node bench/workers.mjs [--workers 2] [--rounds 12] [--seconds 5] [--only fer-cnn] [--batch 64]
// Trains the default network and that of the preset `bst261` in child processes, one with one worker and one with
// several, and prints images a second and the processor time of an image. Only one of them runs at a time, the others are
// stopped by a signal, and they take turns of a few seconds: a machine whose speed changes within minutes then changes little
// between two neighbours. What it compares are these, round by round; it prints the median of the ratios and the quartiles. It
// uses the built packages, and as many cores as there are workers: run it on a quiet machine, with an operating system that can
// stop processes (not Windows).
//
// Cores share caches and memory, and virtual ones share more: so in each round as many programs with one worker also run at
// once. No division of one training's work can be quicker than programs that need not wait for each other.
//
// It reads the threads' processor time from Linux; elsewhere it prints images a second only. The longest chain is the main thread
// and the busiest worker. Its ratio hangs less on how quiet the machine is: it is the speed-up where each worker has a core of its
// own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createModel, createSyntheticFaces, train } from '@ferkit/core';

/** Not measured: threads start, and V8 compiles what runs often; a training sees hundreds of steps. */
const WARM_UP = 40;
/** Few images, many epochs: a training has to last until it is ended. */
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
  for (const architecture of ['fer-cnn', 'bst261']) {
    if (values.only !== undefined && values.only !== architecture) continue;
    const programs = [];
    try {
      for (const workers of [several, ...Array(several).fill(1)])
        programs.push(await startProgram(architecture, workers));
      const [team, ...singles] = programs;
      const rounds = [];
      for (let round = 0; round < Number(values.rounds); round++) {
        const [alone] = await run([singles[0]]);
        const [shared] = await run([team]);
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
    } finally {
      for (const { child } of programs) child.kill('SIGKILL');
    }
  }
}

/** Starts a training, waits until it is warm, and stops it. */
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

/** Lets programs go on at the same time for a while. */
async function run(programs) {
  const before = programs.map(({ child }) => readThreads(child.pid));
  for (const program of programs) {
    program.batches.length = 0;
    program.child.kill('SIGCONT');
  }
  await pause(Number(values.seconds) * 1000);
  for (const { child } of programs) child.kill('SIGSTOP');
  // What they wrote before may not have been read yet.
  await pause(100);
  return programs.map((program, index) => measure(program, before[index]));
}

/** The rate is from the end of the first batch, which began before the pause, to that of the last. */
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

/** Trains until somebody ends it, and tells of each batch. */
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

/** Milliseconds that each thread of a process has had a processor for. */
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
