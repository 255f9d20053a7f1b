// How much faster does wasm train in Node with several workers that share each batch?
//   node bench/workers.mjs [--workers 2] [--rounds 3] [--steps 40] [--only fer-cnn]
// Trains the default network and that of the preset `bst261` at batch 64 in child processes, with one worker and with several in
// turn, and prints images a second and the processor time of an image, each the best of its rounds, with their ratios. It uses
// the built packages, and as many cores as there are workers: run it on a quiet machine.
//
// Cores share caches and memory, and virtual ones share more: so it also runs as many programs at once, each with one worker,
// and prints what these come to together. No division of one training's work can be quicker than programs that need not wait
// for each other.
//
// On Linux it also prints what does not hang on how quiet the machine is: the processor time of the longest chain, which is that
// of the main thread and of the busiest worker. Its ratio is the speed-up where each worker has a core of its own.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { createModel, createSyntheticFaces, train } from '@ferkit/core';

const BATCH = 64;
/** Not measured: threads start, and V8 compiles what runs often; a training sees hundreds of steps. */
const WARM_UP = 40;

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '40' },
    only: { type: 'string' },
    child: { type: 'string' },
  },
});
if (values.child === undefined) await compare();
else await measure(values.child, Number(values.workers), Number(values.steps));

async function compare() {
  const several = Number(values.workers);
  for (const architecture of ['fer-cnn', 'bst261']) {
    if (values.only !== undefined && values.only !== architecture) continue;
    const best = new Map([1, several].map((workers) => [workers, { rate: 0, processor: Infinity, chain: Infinity }]));
    let apart = 0;
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const [workers, record] of best) {
        const { rate, processor, chain } = await runChild(architecture, workers);
        record.rate = Math.max(record.rate, rate);
        record.processor = Math.min(record.processor, processor);
        record.chain = Math.min(record.chain, chain);
        console.log(
          `${architecture} ${workers} workers: ${rate.toFixed(0)} images a second, ${processor.toFixed(2)} ms of processor an image, ${chain.toFixed(2)} ms in the longest chain`,
        );
      }
      const programs = await Promise.all(Array.from({ length: several }, () => runChild(architecture, 1)));
      const together = programs.reduce((sum, { rate }) => sum + rate, 0);
      apart = Math.max(apart, together);
      console.log(`${architecture} ${several} programs at once: ${together.toFixed(0)} images a second together`);
    }
    const [one, more] = best.values();
    const ratio = (value, base) => (value / base).toFixed(2);
    console.log(
      `${architecture}: ${several} workers train ${ratio(more.rate, one.rate)} times as fast as one, with ${ratio(more.processor, one.processor)} times the processor time; by the longest chain ${ratio(one.chain, more.chain)} times as fast; ${several} programs at once come to ${ratio(apart, one.rate)} times as much as one, the workers to ${ratio(more.rate, apart)} of that`,
    );
  }
}

async function runChild(architecture, workers) {
  const itself = fileURLToPath(import.meta.url);
  const options = ['--child', architecture, '--workers', String(workers), '--steps', values.steps];
  const { stdout } = await promisify(execFile)(process.execPath, [itself, ...options]);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** Wall and processor time from the end of the warm-up to the end of the last step; medians would hide what stops all. */
async function measure(architecture, workers, steps) {
  const model = await createModel({ architecture, backend: 'wasm' });
  let begun;
  let ended;
  const now = () => ({ wall: performance.now(), processor: process.cpuUsage(), threads: readThreads() });
  await train(
    model,
    { train: createSyntheticFaces({ count: BATCH * (WARM_UP + steps), size: 48, seed: 1 }) },
    {
      epochs: 1,
      batchSize: BATCH,
      workers,
      onEvent: ({ type, batch }) => {
        if (type !== 'batch') return;
        if (batch === WARM_UP) begun = now();
        ended = now();
      },
    },
  );
  const images = BATCH * steps;
  const used = ['user', 'system'].reduce((sum, kind) => sum + ended.processor[kind] - begun.processor[kind], 0);
  const busy = [...ended.threads].map(([thread, time]) => [thread, time - (begun.threads.get(thread) ?? 0)]);
  const main = busy.find(([thread]) => thread === process.pid)?.[1] ?? NaN;
  const others = busy.filter(([thread]) => thread !== process.pid).map(([, time]) => time);
  const chain = main + (workers === 1 ? 0 : Math.max(...others));
  console.log(
    JSON.stringify({
      rate: (images / (ended.wall - begun.wall)) * 1000,
      processor: used / 1000 / images,
      chain: chain / images,
    }),
  );
}

/** Milliseconds that each thread of this process has had a processor for. */
function readThreads() {
  if (process.platform !== 'linux') return new Map();
  return new Map(
    readdirSync('/proc/self/task').map((thread) => {
      const [nanoseconds] = readFileSync(`/proc/self/task/${thread}/schedstat`, 'utf8').split(' ');
      return [Number(thread), Number(nanoseconds) / 1e6];
    }),
  );
}
