// How much processor time and memory does parsing the official FER2013 file take, beyond reading it, with ferkit, papaparse and csv-parse?
//   node bench/csv.mjs [fer2013.csv or .csv.gz] [rounds]      (or FERKIT_FER2013 names the file)
// Each parser runs in a separate child process, in turn, and fills one array with the pixels. The side "read" only reads (and
// decompresses) the file: its processor time and memory are subtracted from the others.
import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { recordResult, versionOf } from './recordResult.mjs';

const IMAGE_SIZE = 48 * 48;
const MEGABYTE = 1e6;
const SPACE = 32;

const [first, ...rest] = process.argv.slice(2);
if (first === '--child') await measure(rest[0], rest[1]);
else compare(first ?? process.env.FERKIT_FER2013, Number(rest[0] ?? 3));

function compare(path, rounds) {
  if (path === undefined || !existsSync(path)) {
    console.error('No data: name the official fer2013.csv as argument or in FERKIT_FER2013.');
    process.exitCode = 1;
    return;
  }
  const sides = ['read', 'ferkit', 'papaparse', 'csv-parse'];
  const best = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const side of sides) {
      const result = runChild(side, path);
      const known = best.get(side);
      if (known === undefined || result.processor < known.processor) best.set(side, result);
    }
  }
  const read = best.get('read');
  const pixels = (best.get('ferkit').rows * IMAGE_SIZE) / MEGABYTE;
  console.log(`${path}: ${best.get('ferkit').rows} rows, ${pixels.toFixed(0)} MB of pixels, best of ${rounds}`);
  console.log(`read       ${read.processor.toFixed(2)} s processor, ${read.memory.toFixed(0)} MB peak`);
  const ours = best.get('ferkit').processor - read.processor;
  for (const side of sides.slice(1)) {
    const { rows, processor, wall, memory } = best.get(side);
    if (rows !== best.get('ferkit').rows) throw new Error(`${side} found ${rows} rows.`);
    const parsing = processor - read.processor;
    console.log(
      `${side.padEnd(10)} ${parsing.toFixed(2)} s processor beyond reading (${wall.toFixed(2)} s wall in all), ` +
        `${memory.toFixed(0)} MB peak, ${(memory - read.memory - pixels).toFixed(0)} MB beyond reading and pixels, ` +
        `${(parsing / ours).toFixed(1)} x ferkit`,
    );
  }
  const peers = ['papaparse', 'csv-parse'];
  const cell = (what, unit, of) => ({
    what,
    unit,
    ours: of(best.get('ferkit')),
    peers: Object.fromEntries(peers.map((peer) => [peer, of(best.get(peer))])),
  });
  recordResult(
    [
      cell(
        'parsing the official file',
        's of processor time beyond reading',
        ({ processor }) => processor - read.processor,
      ),
      cell(
        'parsing the official file: memory',
        'MB beyond reading and pixels',
        ({ memory }) => memory - read.memory - pixels,
      ),
    ],
    Object.fromEntries(peers.map((peer) => [peer, versionOf(peer)])),
  );
}

function runChild(side, path) {
  const child = spawnSync(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(import.meta.url), '--child', side, path],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], cwd: fileURLToPath(new URL('..', import.meta.url)) },
  );
  if (child.status !== 0) throw new Error(`${side} ended with status ${child.status}.`);
  return JSON.parse(child.stdout.trim().split('\n').at(-1));
}

async function measure(side, path) {
  const parse = await loadParser(side);
  const processor = process.cpuUsage();
  const wall = performance.now();
  const rows = await parse(path);
  const used = process.cpuUsage(processor);
  console.log(
    JSON.stringify({
      rows,
      processor: (used.user + used.system) / 1e6,
      wall: (performance.now() - wall) / 1000,
      memory: (process.resourceUsage().maxRSS * 1024) / MEGABYTE,
    }),
  );
}

async function loadParser(side) {
  switch (side) {
    case 'ferkit': {
      const { openDataset } = await import('#core/datasets/openDataset.ts');
      return async (path) => (await openDataset(path)).size;
    }
    case 'papaparse': {
      const { default: Papa } = await import('papaparse');
      return (path) => parseStrings(openFile(path).pipe(Papa.parse(Papa.NODE_STREAM_INPUT, { header: false })));
    }
    case 'csv-parse': {
      const { parse } = await import('csv-parse');
      return (path) => parseStrings(openFile(path).pipe(parse({ max_record_size: 0 })));
    }
    default:
      return async (path) => {
        for await (const chunk of openFile(path)) if (chunk.length === 0) break;
        return 0;
      };
  }
}

function openFile(path) {
  const chunkSize = 1 << 20;
  const file = createReadStream(path, { highWaterMark: chunkSize });
  return path.endsWith('.gz') ? file.pipe(createGunzip({ chunkSize })) : file;
}

/** Parses a row's numbers in the fastest way, so that the bench compares parsers and not `split`. */
async function parseStrings(records) {
  let pixels = new Uint8Array(40_000 * IMAGE_SIZE);
  let row = -1;
  for await (const [, text] of records) {
    if (row >= 0) {
      let at = row * IMAGE_SIZE;
      let value = 0;
      for (let k = 0; k < text.length; k++) {
        const code = text.charCodeAt(k);
        if (code === SPACE) {
          pixels[at++] = value;
          value = 0;
        } else {
          value = value * 10 + code - 48;
        }
      }
      pixels[at] = value;
    }
    row += 1;
  }
  pixels = pixels.subarray(0, row * IMAGE_SIZE);
  return pixels.length / IMAGE_SIZE;
}
