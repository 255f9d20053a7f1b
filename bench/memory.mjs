// How much memory do many faces take? Writes a FER2013 file of random faces, reads it, trains `fer-cnn` on it for some steps, and prints
// the peak of the process after each, beside the bytes of the pixels. AffectNet has some 440,000 faces.
//   node bench/memory.mjs [--faces 440000] [--steps 50] [--backend auto]
// The file takes 3.9 GB of the folder for temporary files.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createModel, createRandom, openDataset, train } from '@ferkit/core';

const { values } = parseArgs({
  options: {
    faces: { type: 'string', default: '440000' },
    steps: { type: 'string', default: '50' },
    backend: { type: 'string', default: 'auto' },
  },
});
const faces = Number(values.faces);
const steps = Number(values.steps);
const megabytes = (bytes) => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
const peak = () => megabytes(process.resourceUsage().maxRSS * 1024);

const folder = await mkdtemp(join(tmpdir(), 'ferkit-memory-'));
try {
  const path = join(folder, 'faces.csv');
  await pipeline(randomRows(), createWriteStream(path));
  const { size } = await stat(path);
  console.log(
    `${faces.toLocaleString('en')} faces, a file of ${megabytes(size)}, pixels of ${megabytes(faces * 2304)}`,
  );
  console.log(`peak before reading    ${peak()}`);
  const data = await openDataset(path);
  console.log(`peak after reading     ${peak()}`);
  const model = await createModel({ backend: values.backend, seed: 1 });
  let done = 0;
  const stop = new globalThis.AbortController();
  await train(model, data.selectSplit('train'), {
    epochs: 1,
    validationShare: 0.02,
    seed: 1,
    stopSignal: stop.signal,
    onEvent: ({ type }) => {
      if (type === 'batch' && ++done === steps) stop.abort();
    },
  });
  console.log(`peak after ${String(done).padStart(4)} steps  ${peak()} on ${model.backend.name}`);
  model.dispose();
} finally {
  await rm(folder, { recursive: true });
}

/** Rows of one random face each, made of a few thousand random strings of a row of pixels. */
function* randomRows() {
  const random = createRandom(1);
  const parts = Array.from({ length: 4000 }, () => Array.from({ length: 48 }, () => random.integer(256)).join(' '));
  yield 'emotion,pixels,Usage\n';
  let text = '';
  for (let face = 0; face < faces; face++) {
    const pixels = Array.from({ length: 48 }, () => parts[random.integer(parts.length)]).join(' ');
    text += `${face % 7},${pixels},Training\n`;
    if (face % 100 === 99 || face === faces - 1) {
      yield text;
      text = '';
    }
  }
}
