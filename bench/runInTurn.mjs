import { spawnSync } from 'node:child_process';

/** @typedef {{ name: string, program: string, arguments: string[], folder?: string, environment?: Record<string, string>, missing?: string }} Side */

/**
 * Runs each side in a separate process, in turn and several times, so that a change of the machine's speed affects all sides. The
 * last line that a side prints is a JSON object of numbers.
 * @param {Side[]} sides - one with `missing` is left out, and the reason printed
 * @returns {Map<string, Record<string, number>>} the median of each number of each side
 */
export function runInTurn(sides, rounds) {
  const present = sides.filter(({ name, missing }) => {
    if (missing !== undefined) console.log(`${name}: left out, ${missing}`);
    return missing === undefined;
  });
  const results = new Map(present.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const side of present) results.get(side.name).push(run(side));
  }
  return new Map([...results].map(([name, figures]) => [name, medians(figures)]));
}

function run({ name, program, arguments: args, folder, environment }) {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', ...environment },
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${name} ended with ${signal ?? `status ${status}`}:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

function medians(figures) {
  return Object.fromEntries(Object.keys(figures[0]).map((key) => [key, median(figures.map((figure) => figure[key]))]));
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Processor time of this process in seconds, and its peak memory in MB. */
export function usage() {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { processor: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS / 1000 };
}
