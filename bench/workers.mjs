// How much faster does wasm train in Node with several workers that share each batch?
//   node bench/workers.mjs [--workers 2] [--rounds 3] [--steps 40] [--only fer-cnn]
// Trains the default network and that of the preset `bst261` at batch 64 in child processes, with one worker and with several in
// turn, and prints images a second and the processor time of an image, each the best of its rounds, with their ratios. It uses
// the built packages, and as many cores as there are workers: run it on a quiet machine.
//
// On Linux it also prints what does not hang on how quiet the machine is: the processor time of the longest chain, which is that
// of the main thread and of the busiest worker. Its ratio is the speed-up where each worker has a core of its own.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
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
if (values.child === undefined) compare();
else await measure(values.child, Number(values.workers), Number(values.steps));

function compare() {
  const several = Number(values.workers);
  for (const architecture of ['fer-cnn', 'bst261']) {
    if (values.only !== undefined && values.only !== architecture) continue;
    const best = new Map([1, several].map((workers) => [workers, { rate: 0, processor: Infinity, chain: Infinity }]));
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const [workers, record] of best) {
        const { rate, processor, chain } = runChild(architecture, workers);
        record.rate = Math.max(record.rate, rate);
        record.processor = Math.min(record.processor, processor);
        record.chain = Math.min(record.chain, chain);
        console.log(
          `${architecture} ${workers} workers: ${rate.toFixed(0)} images a second, ${processor.toFixed(2)} ms of processor an image, ${chain.toFixed(2)} ms in the longest chain`,
        );
      }
    }
    const [one, more] = best.values();
    console.log(
      `${architecture}: ${several} workers train ${(more.rate / one.rate).toFixed(2)} times as fast as one, with ${(more.processor / one.processor).toFixed(2)} times the processor time; by the longest chain ${(one.chain / more.chain).toFixed(2)} times as fast`,
    );
  }
}

function runChild(architecture, workers) {
  const child = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), '--child', architecture, '--workers', String(workers), '--steps', values.steps],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (child.status !== 0) throw new Error(`The run with ${workers} workers ended with status ${child.status}.`);
  return JSON.parse(child.stdout.trim().split('\n').at(-1));
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
