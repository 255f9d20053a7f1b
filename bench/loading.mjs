// How fast does the official FER2013 file load, beside pandas?
//   node bench/loading.mjs [fer2013.csv or .csv.gz] [--rounds 3] [--python <python with pandas>]     (or FERKIT_FER2013 names the file)
// Both sides end with the same arrays: float32 in [0, 1] of shape images x 48 x 48, one-hot labels, and the split of each image. pandas is used
// as in most notebooks: `read_csv`, then each row's string parsed with numpy's `fromstring` or with `split`. The side "ferkit, bytes" is
// `openDataset` alone, which is enough for training: pixels stay bytes until they enter a batch.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { recordResult } from './recordResult.mjs';
import { runInTurn, usage } from './runInTurn.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    child: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    python: { type: 'string', default: join(root, '.cache/pandas/bin/python') },
  },
});
const path = positionals[0] ?? process.env.FERKIT_FER2013;

if (values.child !== undefined) console.log(JSON.stringify(await measure(values.child === 'ferkit')));
else if (path !== undefined && existsSync(path)) compare();
else {
  console.error('No data: name the official fer2013.csv as argument or in FERKIT_FER2013.');
  process.exitCode = 1;
}

function compare() {
  const missing = existsSync(values.python)
    ? undefined
    : `there is no ${values.python}: node scripts/installReferences.mjs puts pandas there`;
  const ferkit = (name) => ({
    name,
    program: process.execPath,
    arguments: [fileURLToPath(import.meta.url), path, '--child', name],
  });
  const pandas = (way) => ({
    name: `pandas, ${way}`,
    program: values.python,
    arguments: [fileURLToPath(new URL('loading.py', import.meta.url)), path, way],
    missing,
  });
  const figures = runInTurn(
    [ferkit('ferkit'), ferkit('ferkit, bytes'), pandas('fromstring'), pandas('split')],
    Number(values.rounds),
  );
  const ours = figures.get('ferkit');
  console.log(`${path}: ${ours.images} images, median of ${values.rounds}`);
  for (const [name, { images, seconds, processor, peak }] of figures) {
    if (images !== ours.images) throw new Error(`${name} found ${images} images.`);
    console.log(
      `  ${name.padEnd(18)} ${seconds.toFixed(2).padStart(6)} s, ${processor.toFixed(2).padStart(6)} s of processor time ` +
        `(${(processor / ours.processor).toFixed(1)} x ferkit), ${peak.toFixed(0).padStart(5)} MB at most`,
    );
  }
  const peers = [...figures].filter(([name]) => name.startsWith('pandas'));
  const cell = (what, unit, key) => ({
    what: `${what} the official file, as 32-bit numbers`,
    unit,
    ours: ours[key],
    peers: Object.fromEntries(peers.map(([name, figure]) => [name, figure[key]])),
  });
  recordResult([
    cell('loading', 's of processor time', 'processor'),
    cell('loading', 's by the clock', 'seconds'),
    cell('most memory of the process after loading', 'MB', 'peak'),
  ]);
}

async function measure(asFloats) {
  const { openDataset } = await import('@ferkit/core');
  const before = usage();
  const began = performance.now();
  const dataset = await openDataset(path);
  if (asFloats) {
    const images = new Float32Array(dataset.size * dataset.width * dataset.height);
    const targets = new Float32Array(dataset.size * dataset.labels.length);
    for (let k = 0; k < dataset.size; k++) {
      const { pixels } = dataset.image(k);
      const start = k * pixels.length;
      for (let place = 0; place < pixels.length; place++) images[start + place] = pixels[place] / 255;
      targets[k * dataset.labels.length + dataset.labelIndices[k]] = 1;
    }
  }
  const seconds = (performance.now() - began) / 1000;
  const { processor, peak } = usage();
  return { images: dataset.size, seconds, processor: processor - before.processor, peak };
}
