import { cp, mkdtemp, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { writeFiles } from './createProject';
import { writePublicFiles } from './writePublicFiles';

/** A policy without blobs, inline scripts, data: or eval; only WebAssembly is allowed. */
export const strictPolicy = {
  'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
};

export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Classifies a picture and a cropped face on the page and in a worker, and trains on the page and in a worker. */
export const everythingProgram = (address: string): string => `
import {
  createClassifier, createModel, createSyntheticFaces, createWorkerClassifier, train, trainInWorker,
} from '${address}';

const labelsOf = (faces) => faces.map(({ label, score }) => ({ label, score }));

async function main() {
  const picture = await (await fetch('./picture.png')).blob();
  const faces = createSyntheticFaces({ count: 70, seed: 2 });
  const page = await createClassifier({ backend: 'wasm' });
  const worker = await createWorkerClassifier({ backend: 'wasm' });
  const found = [];
  for (const classifier of [page, worker]) {
    found.push(labelsOf([...(await classifier.classify(picture)), ...(await classifier.classify(faces.image(3)))]));
  }
  const device = page.backend.device;
  page.dispose();
  worker.dispose();
  const losses = [];
  for (const learn of [train, trainInWorker]) {
    const options = { stem: 4, widths: [4, 8] };
    const model = await createModel({ options, labels: faces.labels, backend: 'wasm', seed: 3 });
    const { history } = await learn(model, faces, { epochs: 2, batchSize: 16, seed: 4 });
    losses.push(history.map(({ train }) => train.loss));
    model.dispose();
  }
  return { found, device, losses, isolated: crossOriginIsolated };
}

main().then(
  (result) => { document.body.dataset.result = JSON.stringify(result); },
  (error) => { document.body.dataset.result = JSON.stringify(String(error.stack)); },
);
`;

/** The result of {@link everythingProgram}. */
export interface Everything {
  readonly found: readonly (readonly { readonly label: string; readonly score: number }[])[];
  readonly device: string;
  readonly losses: readonly (readonly number[])[];
  readonly isolated: boolean;
}

/** The program of a service worker: answers a picture with its faces, or with the error. */
export const serviceProgram = (file: string): string => `
import { createClassifier } from './ferkit/${file}';
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
const classify = async (picture) => {
  const classifier = await createClassifier();
  const faces = await classifier.classify(picture);
  return { backend: classifier.backend.name, labels: faces.map(({ label }) => label) };
};
globalThis.classify = classify;
addEventListener('message', ({ data, ports: [port] }) => {
  classify(data).then(
    (answer) => port.postMessage(answer),
    (error) => port.postMessage({ code: error.code, message: error.message }),
  );
});
`;

/** A page that sends a picture to its service worker, whose answer is the page's result. */
export const visitService = `
await navigator.serviceWorker.register('./service.js', { type: 'module' }).catch((error) => {
  document.body.dataset.result = JSON.stringify(String(error));
});
const { active } = await navigator.serviceWorker.ready;
const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }) => { document.body.dataset.result = JSON.stringify(data); };
active.postMessage(await (await fetch('./picture.png')).blob(), [port2]);
`;

/** The document of `page.js`, without anything inline. */
export const scriptDocument = (head = ''): string =>
  `<!doctype html><html lang="en"><title>ferkit</title>${head}<script type="module" src="./page.js"></script>`;

/**
 * Makes a folder for a static server: `ferkit/` with the build for pages of an installed package, `worker/` with its large files, a picture, and files of the caller.
 * @param installed - a project that has core, and react if the page imports it
 */
export async function layPage(installed: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ferkit-page-'));
  const dist = join(installed, 'node_modules/@ferkit/core/dist');
  await symlink(join(dist, 'browser'), join(folder, 'ferkit'), 'junction');
  await symlink(join(dist, 'worker'), join(folder, 'worker'), 'junction');
  await writePublicFiles(folder);
  await cp(join(folder, 'public/picture.png'), join(folder, 'picture.png'));
  await writeFiles(folder, { 'favicon.ico': '', ...files });
  return folder;
}

/** The modules of React that the components and their page import. */
const reactModules = { react: 'react', 'react/jsx-runtime': 'jsx-runtime', 'react-dom/client': 'client' } as const;

/**
 * Adds the components to a page: React as ES modules, as CDNs serve it, `components/` with the installed package, and `imports.json`, the
 * import map, which a page under a policy without inline scripts must hash.
 * @returns the import map as text
 */
export async function layComponents(installed: string, folder: string): Promise<string> {
  const require = createRequire(join(installed, 'package.json'));
  const entry = Object.entries(reactModules).map(([name, file]) => `export * as ${nameOf(file)} from '${name}';`);
  await build({
    stdin: { contents: entry.join('\n'), resolveDir: installed },
    outfile: join(folder, 'react/all.js'),
    bundle: true,
    format: 'esm',
    minify: true,
    platform: 'browser',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  for (const [name, file] of Object.entries(reactModules)) {
    const names = Object.keys(require(name) as object).filter((key) => key !== 'default');
    const content = `import { ${nameOf(file)} as all } from './all.js';
export default all.default ?? all;
export const { ${names.join(', ')} } = all.default ?? all;\n`;
    await writeFiles(folder, { [`react/${file}.js`]: content });
  }
  await symlink(join(installed, 'node_modules/@ferkit/react/dist'), join(folder, 'components'), 'junction');
  const core = ['', '/datasets', '/metrics', '/worker'].map((path) => [`@ferkit/core${path}`, './ferkit/ferkit.js']);
  const react = Object.entries(reactModules).map(([name, file]) => [name, `./react/${file}.js`]);
  const imports = Object.fromEntries([...core, ...react, ['@ferkit/react', './components/index.js']]) as object;
  return JSON.stringify({ imports });
}

const nameOf = (file: string): string => file.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
