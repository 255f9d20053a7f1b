import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Worker as ServiceWorker } from 'playwright';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { chromiumArguments } from '../../scripts/chromiumArguments.mjs';
import { findChromium } from '../../scripts/findChromium.mjs';
import { root, shareProject, writeFiles } from './support/createProject';
import { openPage, type PageOutcome } from './support/openPage';
import {
  type Everything,
  everythingProgram,
  isolation,
  layComponents,
  layPage,
  scriptDocument,
  serviceProgram,
  strictPolicy,
  visitService,
} from './support/pageWithoutBundler';
import { runWell } from './support/run';
import { serveFolder } from './support/serveFolder';
import { visitClassifier } from './support/visitClassifier';
import { writePublicFiles } from './support/writePublicFiles';

const application = inject('application');
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});
async function lay(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await layPage(application, files);
  folders.push(folder);
  return folder;
}

function expectEverything({ result, complaints }: PageOutcome): void {
  if (typeof result === 'string') throw new Error(`The page failed: ${result}`);
  const { found, losses } = result as Everything;
  expect(found[0]!.map(({ label }) => label)[0]).toBe('happy');
  expect(found[1]).toEqual(found[0]);
  expect(losses[1]).toEqual(losses[0]);
  expect(complaints).toEqual([]);
}

describe('a page without a bundler', () => {
  test.each([
    ['with chunks', 'ferkit.js', {}],
    ['with chunks, under a strict policy', 'ferkit.js', strictPolicy],
    ['with chunks, isolated', 'ferkit.js', isolation],
    ['with one file, which is its own worker, under a strict policy', 'ferkit.single.js', strictPolicy],
  ])('%s classifies and trains, also in workers', async (_, file, headers) => {
    const page = { 'index.html': scriptDocument(), 'page.js': everythingProgram(`./ferkit/${file}`) };
    expectEverything(await openPage(await lay(page), { headers }));
  });

  test.each(['ferkit.js', 'ferkit.single.js'])('imports %s from another host, and its worker too', async (file) => {
    const headers = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };
    const { origin, stop } = await serveFolder(await lay({}), { headers });
    try {
      const program = everythingProgram(`${origin}/ferkit/${file}`);
      expectEverything(await openPage(await lay({ 'index.html': scriptDocument(), 'page.js': program })));
    } finally {
      stop();
    }
  });

  test.each(['ferkit.js', 'ferkit.single.js'])('starts every engine with %s', async (file) => {
    const program = `
import { diagnoseBackends } from './ferkit/${file}';
document.body.dataset.result = JSON.stringify(await diagnoseBackends());`;
    const folder = await lay({ 'index.html': scriptDocument(), 'page.js': program });
    const { result } = await openPage(folder, { headers: strictPolicy, patience: 150_000 });
    const works = (result as readonly { readonly name: string; readonly available: boolean }[]).map(
      ({ name, available }) => `${name} ${available}`,
    );
    // Chromium has SwiftShader, a GPU in software, where there is none.
    expect(works).toEqual(['webgpu true', 'webgl true', 'wasm true', 'cpu true']);
  });

  test('says which policy forbids WebAssembly, and starts no worker in one that forbids workers', async () => {
    const program = `
import { createClassifier, createWorkerClassifier, isFerError } from './ferkit/ferkit.js';
const { backend } = await createClassifier({ backend: ['wasm', 'cpu'] });
const error = await createWorkerClassifier().catch((error) => error);
document.body.dataset.result = JSON.stringify({ name: backend.name, refused: backend.refused, error: error.message });`;
    const folder = await lay({ 'index.html': scriptDocument(), 'page.js': program });
    const headers = { 'Content-Security-Policy': "default-src 'self'; script-src 'self'; worker-src 'none'" };
    const { result } = await openPage(folder, { headers });
    expect(result).toMatchObject({
      name: 'cpu',
      refused: [
        {
          name: 'wasm',
          reason: expect.stringMatching(
            /WebAssembly cannot be compiled.*(Content Security Policy|unsafe-eval)/,
          ) as string,
        },
      ],
      error: expect.stringMatching(/The worker failed.*worker-src/) as string,
    });
  });

  test('goes on to the next engine if the GPU never answers, and says why', async () => {
    const program = `
import { createClassifier } from './ferkit/ferkit.js';
GPU.prototype.requestAdapter = () => new Promise(() => undefined);
const { backend } = await createClassifier({ backend: ['webgpu', 'wasm'] });
const error = await createClassifier({ backend: 'webgpu' }).catch((error) => error);
document.body.dataset.result = JSON.stringify({ name: backend.name, refused: backend.refused, code: error.code });`;
    const { result } = await openPage(await lay({ 'index.html': scriptDocument(), 'page.js': program }));
    const reason = 'WebGPU did not answer the request for an adapter within 10 seconds';
    expect(result).toEqual({ name: 'wasm', refused: [{ name: 'webgpu', reason }], code: 'BACKEND_UNAVAILABLE' });
  });

  test('is what the docs show', async () => {
    const docs = await readFile(join(root, 'docs/browsers.md'), 'utf8');
    const documents = [...docs.matchAll(/```html\n(.*?)```/gs)].map(([, html]) => html!);
    expect(documents).toHaveLength(3);
    const folder = await lay({});
    await layComponents(application, folder);
    const [plain, element, components] = documents.map((html) =>
      html
        .replaceAll('https://cdn.jsdelivr.net/npm/@ferkit/core/dist/browser/', './ferkit/')
        .replaceAll('https://cdn.jsdelivr.net/npm/@ferkit/react/dist/', './components/')
        .replaceAll('https://esm.sh/react@19/jsx-runtime', './react/jsx-runtime.js')
        .replaceAll('https://esm.sh/react-dom@19/client', './react/client.js')
        .replaceAll('https://esm.sh/react@19', './react/react.js'),
    );
    const choose = `${visitClassifier.replace(/async function chooseAndRead.*/s, '')}
const file = new File([await (await fetch('./picture.png')).blob()], 'picture.png', { type: 'image/png' });
const chosen = new DataTransfer();
chosen.items.add(file);
const input = document.querySelector('input');
await until(() => input.onchange !== null);
input.files = chosen.files;
input.dispatchEvent(new Event('change', { bubbles: true }));
document.body.dataset.result = JSON.stringify(await until(() => document.querySelector('output').textContent));`;
    await writeFiles(folder, { 'index.html': `${plain}<script type="module">${choose}</script>` });
    expect((await openPage(folder)).result).toBe('happy');
    const drop = `${choose.replace(/const input = [^]*/, '')}
const classifier = document.querySelector('ferkit-classifier');
await customElements.whenDefined('ferkit-classifier');
const log = new Promise((resolve) => (console.log = resolve));
classifier.addEventListener('ready', () => {
  const input = classifier.shadowRoot.querySelector('input[type=file]');
  input.files = chosen.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
});
document.body.dataset.result = JSON.stringify(await log);`;
    await writeFiles(folder, { 'index.html': `${element}<script type="module">${drop}</script>` });
    expect((await openPage(folder)).result).toEqual(['happy']);
    const visit = `${visitClassifier}\ndocument.body.dataset.result = JSON.stringify(await chooseAndRead());`;
    await writeFiles(folder, { 'index.html': `${components}<script type="module">${visit}</script>` });
    expect((await openPage(folder)).result).toMatchObject({ error: null, faces: 1, scores: 7, isStyled: '12px' });
  });

  test('may be built by Vite, which finds the worker of ferkit too', async () => {
    const project = await shareProject(application);
    folders.push(project);
    await writeFiles(project, {
      'index.html': scriptDocument('<link rel="icon" href="data:,">'),
      'page.js': everythingProgram('@ferkit/core/browser'),
      'vite.config.js': "export default { base: './', worker: { format: 'es' } };",
    });
    await writePublicFiles(project);
    await runWell(project, 'node', join(project, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error');
    expectEverything(await openPage(join(project, 'dist')));
  });

  test('shows the components with an import map, under a policy that names its hash', async () => {
    const folder = await lay({});
    const map = await layComponents(application, folder);
    await writeFile(
      join(folder, 'index.html'),
      `<!doctype html><html lang="en"><title>ferkit</title><script type="importmap">${map}</script>
<link rel="stylesheet" href="./components/styles/emotion-classifier.css"><div id="root"></div>
<script type="module" src="./page.js"></script><script type="module" src="./visitor.js"></script></html>`,
    );
    await writeFile(
      join(folder, 'page.js'),
      `import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { EmotionClassifier } from '@ferkit/react';
createRoot(document.getElementById('root')).render(createElement(EmotionClassifier, { backend: 'wasm' }));`,
    );
    await writeFile(
      join(folder, 'visitor.js'),
      `${visitClassifier}\ndocument.body.dataset.result = JSON.stringify(await chooseAndRead());`,
    );
    const hash = createHash('sha256').update(map).digest('base64');
    const policy = `default-src 'self'; script-src 'self' 'sha256-${hash}' 'wasm-unsafe-eval'; img-src 'self' blob: data:`;
    const { result, complaints } = await openPage(folder, { headers: { 'Content-Security-Policy': policy } });
    expect(result).toMatchObject({ error: null, faces: 1, scores: 7, isStyled: '12px' });
    expect(complaints).toEqual([]);
  });
});

describe('a service worker', () => {
  const open = async (file: string): Promise<unknown> => {
    const files = { 'index.html': scriptDocument(), 'page.js': visitService, 'service.js': serviceProgram(file) };
    return (await openPage(await lay(files), { headers: strictPolicy })).result;
  };

  test('classifies with the single file', async () => {
    expect(await open('ferkit.single.js')).toEqual({ backend: 'wasm', labels: ['happy'] });
  });

  test('that would need a chunk gets an error that names the way out', async () => {
    const { message } = (await open('ferkit.js')) as { readonly message: string };
    expect(message).toMatch(/service worker.*@ferkit\/core\/browser\/single/s);
  });
});

/** An unpacked extension of manifest version 3: a background worker, and a page that stands for popups and offscreen documents. */
const extensionFiles = {
  'manifest.json': JSON.stringify({
    manifest_version: 3,
    name: 'ferkit',
    version: '1.0',
    background: { service_worker: 'service.js', type: 'module' },
    permissions: ['offscreen'],
    content_security_policy: { extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'" },
  }),
  'service.js': serviceProgram('ferkit.single.js'),
  'index.html': scriptDocument(),
  'page.js': everythingProgram('./ferkit/ferkit.js'),
  'offscreen.html': scriptDocument().replace('page.js', 'offscreen.js'),
  'offscreen.js': `
import { createClassifier } from './ferkit/ferkit.js';
chrome.runtime.onMessage.addListener((message, sender, reply) => {
  if (message !== 'classify') return false;
  (async () => {
    const classifier = await createClassifier();
    const faces = await classifier.classify(await (await fetch('./picture.png')).blob());
    return faces.map(({ label }) => label);
  })().then(reply, (error) => reply(String(error)));
  return true;
});
document.title = 'listening';
`,
};

test('an extension classifies in its background worker, in a page and in an offscreen document', async () => {
  // Extensions follow no links.
  const extension = await mkdtemp(join(tmpdir(), 'ferkit-extension-'));
  folders.push(extension);
  await cp(await lay(extensionFiles), extension, { recursive: true, dereference: true });
  const context = await chromium.launchPersistentContext('', {
    executablePath: await findChromium(),
    headless: true,
    args: [...chromiumArguments, `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
    ignoreDefaultArgs: ['--disable-extensions', '--disable-component-extensions-with-background-pages'],
  });
  try {
    const background: ServiceWorker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
    const inBackground = await background.evaluate(async () => {
      const { classify } = globalThis as unknown as { classify: (picture: Blob) => Promise<unknown> };
      return classify(await (await fetch('./picture.png')).blob());
    });
    expect(inBackground).toEqual({ backend: 'wasm', labels: ['happy'] });

    const page = await context.newPage();
    await page.goto(new URL('index.html', background.url()).href);
    await page.waitForFunction(() => document.body.dataset.result !== undefined, undefined, { timeout: 120_000 });
    const result = JSON.parse(await page.evaluate(() => document.body.dataset.result!)) as unknown;
    expectEverything({ result, complaints: [], foreign: [] });

    const inOffscreen = await background.evaluate(async () => {
      const { offscreen, runtime } = (globalThis as unknown as { chrome: Extension }).chrome;
      const reasons = ['BLOBS'];
      await offscreen.createDocument({ url: 'offscreen.html', reasons, justification: 'classifies pictures' });
      // The document's script loads later than the document.
      for (;;) {
        const answer = await runtime.sendMessage('classify').catch(() => undefined);
        if (answer !== undefined) return answer;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    });
    expect(inOffscreen).toEqual(['happy']);
  } finally {
    await context.close();
  }
});

/** The parts of Chromium's extension API that the test uses. */
interface Extension {
  readonly offscreen: { createDocument(options: object): Promise<void> };
  readonly runtime: { sendMessage(message: unknown): Promise<unknown> };
}
