/**
 * A user's first page: classifies a face from pixels and from a PNG file with ferkit's embedded WebAssembly, in ferkit's own worker, and in
 * one of the user with WebAssembly files.
 */
export const pageProgram = `
import { createClassifier } from '@ferkit/core';
import { createSyntheticFaces } from '@ferkit/core/datasets';
import { createWorkerClassifier } from '@ferkit/core/worker';
import { paths } from './wasm.js';

const image = createSyntheticFaces({ count: 7 }).image(3);

async function toPng({ pixels, width, height }) {
  const data = new ImageData(width, height);
  pixels.forEach((value, index) => data.data.set([value, value, value, 255], index * 4));
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d').putImageData(data, 0, 0);
  return canvas.convertToBlob();
}

async function main() {
  const classifier = await createClassifier({ backend: 'wasm' });
  const worker = new Worker(new URL('./ferkit.worker.js', import.meta.url), { type: 'module' });
  const other = await createWorkerClassifier({ worker, backend: { name: 'wasm', paths } });
  const own = await createWorkerClassifier({ backend: 'wasm' });
  const found = [
    await classifier.classify(image),
    await classifier.classify(await toPng(image)),
    await other.classify(image),
    await own.classify(image),
  ];
  return { found: found.map(([{ label, score }]) => ({ label, score })), device: classifier.backend.device };
}

main().then(
  (result) => { document.body.dataset.result = JSON.stringify(result); },
  (error) => { document.body.dataset.result = JSON.stringify(String(error.stack)); },
);
`;

/** The worker's script, as documented. */
export const workerProgram = `
import { serveWorker } from '@ferkit/core/worker';
serveWorker();
`;

const files = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];
const folder = '@tensorflow/tfjs-backend-wasm/dist';

/** A module that imports the package's WebAssembly files as assets. */
export function importWasm(suffix: string): string {
  const imports = files.map((file, index) => `import file${index} from '${folder}/${file}${suffix}';`);
  return `${imports.join('\n')}
export const paths = { ${files.map((file, index) => `'${file}': file${index}`).join(', ')} };`;
}

/** A module with the files' addresses relative to it, which webpack recognizes as assets. */
export const locateWasm = `export const paths = {
  ${files.map((file) => `'${file}': new URL('${folder}/${file}', import.meta.url).href`).join(',\n  ')}
};`;
