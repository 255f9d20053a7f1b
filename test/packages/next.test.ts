import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { drawScene } from '../../stories/fixtures/drawScene';
import { encodePng } from '../core/datasets/support/encodePng';
import { createProject, versionOf, writeFiles } from './support/createProject';
import { visit } from './support/openPage';
import { runWell } from './support/run';
import { startServer } from './support/startServer';

const NEXT = '16.4.6';
let project: string;

/** A page that a server renders: a report, and a classifier that a visitor uses. */
const page = `
import { ConfusionMatrix, EmotionClassifier } from '@ferkit/react';
import { Visitor } from './visitor';

const data = { labels: ['happy', 'sad'], counts: [[8, 2], [1, 9]] };

export default function Page() {
  return (
    <main>
      <ConfusionMatrix data={data} />
      <EmotionClassifier />
      <Visitor />
    </main>
  );
}
`;

/** Chooses a picture once the classifier is ready, and reads the answer. */
const visitor = `'use client';
import { useEffect } from 'react';

const until = async (find) => {
  for (;;) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const error = () => document.querySelector('.ferkit [role=alert]')?.textContent;

async function choose() {
  await until(() => error() ?? document.body.textContent.includes('Faces and their expressions appear here.'));
  const file = new File([await (await fetch('/picture.png')).blob()], 'picture.png', { type: 'image/png' });
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
    cells: document.querySelectorAll('.ferkit-confusion table td').length > 0,
  });
}

export function Visitor() {
  useEffect(() => {
    void choose();
  }, []);
  return null;
}
`;

beforeAll(async () => {
  project = await createProject(await mkdtemp(join(tmpdir(), 'ferkit-next-')), {
    '@ferkit/core': inject('tarballs').core,
    '@ferkit/react': inject('tarballs').react,
    next: NEXT,
    react: versionOf('react'),
    'react-dom': versionOf('react-dom'),
  });
  const { pixels, width, height } = drawScene(480, 360, [{ x: 240, y: 180, size: 250, expression: 'happy', seed: 3 }]);
  const gray = Uint8Array.from({ length: width * height }, (_, at) => pixels[at * 4]!);
  await writeFiles(project, {
    'app/layout.jsx': `import '@ferkit/react/styles.css';
export const metadata = { title: 'ferkit', icons: { icon: 'data:,' } };
export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}`,
    'app/page.jsx': page,
    'app/visitor.jsx': visitor,
    'public/picture.png': encodePng({ pixels: gray, width, height }),
  });
  // Where there is no GPU, WebAssembly is next: its files lie beside the page.
  const wasm = join(project, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  await mkdir(join(project, 'public'), { recursive: true });
  for (const name of (await readdir(wasm)).filter((file) => file.endsWith('.wasm'))) {
    await copyFile(join(wasm, name), join(project, 'public', name));
  }
}, 300_000);
afterAll(() => rm(project, { recursive: true, force: true }));

test('a Next.js page is rendered by the server, taken over without a complaint, and classifies', async () => {
  await runWell(project, 'npx', 'next', 'build');
  const { origin, stop } = await startServer(
    project,
    ['next', 'start', '--port', '0', '--hostname', '127.0.0.1'],
    /Ready/,
  );
  try {
    const rendered = await (await fetch(origin)).text();
    expect(rendered).toContain('20 samples of 2 labels, 85.0% predicted right.');
    expect(rendered).toContain('Choose a picture');
    const { result, complaints, foreign } = await visit(origin);
    expect(result).toEqual({ error: null, faces: 1, scores: 7, cells: true });
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  } finally {
    stop();
  }
});
