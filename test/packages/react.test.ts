import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { drawScene } from '../../stories/fixtures/drawScene';
import { encodePng } from '../core/datasets/support/encodePng';
import { createProject, versionOf, writeFiles } from './support/createProject';
import { openPage, visit } from './support/openPage';
import { runWell } from './support/run';
import { startServer } from './support/startServer';

let project: string;

beforeAll(async () => {
  project = await createProject(await mkdtemp(join(tmpdir(), 'ferkit-react-')), {
    '@ferkit/core': inject('tarballs').core,
    '@ferkit/react': inject('tarballs').react,
    '@vitejs/plugin-react': versionOf('@vitejs/plugin-react'),
    react: versionOf('react'),
    'react-dom': versionOf('react-dom'),
    vite: versionOf('vite'),
  });
}, 300_000);
afterAll(() => rm(project, { recursive: true }));

/** What a user writes, all of it. */
const main = `
import { createRoot } from 'react-dom/client';
import { EmotionClassifier } from '@ferkit/react';
import '@ferkit/react/styles.css';

createRoot(document.getElementById('root')!).render(<EmotionClassifier />);
`;

/** What a visitor does: waits until it is ready, chooses a picture, reads the answer. */
const visitor = `
const until = async (find) => {
  for (;;) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const error = () => document.querySelector('[role=alert]')?.textContent;
await until(() => error() ?? document.body.textContent.includes('Faces and their expressions appear here.'));
const file = new File([await (await fetch('picture.png')).blob()], 'picture.png', { type: 'image/png' });
const chosen = new DataTransfer();
chosen.items.add(file);
const input = document.querySelector('input[type=file]');
input.files = chosen.files;
input.dispatchEvent(new Event('change', { bubbles: true }));
const found = await until(() => document.querySelector('.ferkit-found') ?? error());
document.body.dataset.result = JSON.stringify({
  error: error() ?? null,
  faces: found.childElementCount,
  scores: found.querySelectorAll?.('.ferkit-score').length,
  ran: document.querySelector('.ferkit-ran')?.textContent,
  isStyled: getComputedStyle(document.querySelector('.ferkit')).borderRadius,
});
`;

beforeAll(async () => {
  const { pixels, width, height } = drawScene(480, 360, [{ x: 240, y: 180, size: 250, expression: 'happy', seed: 3 }]);
  const gray = Uint8Array.from({ length: width * height }, (_, at) => pixels[at * 4]!);
  await writeFiles(project, {
    'vite.config.js': `import react from '@vitejs/plugin-react';\nexport default { plugins: [react()], base: './' };`,
    'index.html': `<!doctype html><html lang="en"><title>ferkit</title><link rel="icon" href="data:,"><div id="root"></div>
      <script type="module" src="main.tsx"></script><script type="module" src="visitor.js"></script></html>`,
    'main.tsx': main,
    'visitor.js': visitor,
    'public/picture.png': encodePng({ pixels: gray, width, height }),
  });
  // Where there is no GPU, WebAssembly is next: its files lie beside the page.
  const wasm = join(project, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  for (const name of (await readdir(wasm)).filter((file) => file.endsWith('.wasm'))) {
    await copyFile(join(wasm, name), join(project, 'public', name));
  }
});

test('a fresh Vite project shows a working classifier in five lines', async () => {
  await runWell(project, 'npx', 'vite', 'build', '--logLevel', 'warn');
  const { result, complaints, foreign } = await openPage(join(project, 'dist'));
  expect(result).toMatchObject({ error: null, faces: 1, scores: 7, isStyled: '12px' });
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
});

test('so does its development server', async () => {
  const { origin, stop } = await startServer(project, ['vite', '--port', '0', '--host', '127.0.0.1'], /ready in/);
  try {
    const { result, complaints, foreign } = await visit(origin);
    expect(result).toMatchObject({ error: null, faces: 1, scores: 7, isStyled: '12px' });
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  } finally {
    stop();
  }
});
