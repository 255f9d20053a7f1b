import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import { writeFiles } from './support/createProject';
import { openPage, visit } from './support/openPage';
import { runWell } from './support/run';
import { startServer } from './support/startServer';
import { visitClassifier } from './support/visitClassifier';
import { writePublicFiles } from './support/writePublicFiles';

const project = inject('application');

/** A user's complete program. */
const main = `
import { createRoot } from 'react-dom/client';
import { EmotionClassifier } from '@ferkit/react';
import '@ferkit/react/styles/emotion-classifier.css';

createRoot(document.getElementById('root')!).render(<EmotionClassifier />);
`;

beforeAll(async () => {
  // Vite's prebundled packages of an earlier run.
  await rm(join(project, 'node_modules/.vite'), { recursive: true, force: true });
  await writeFiles(project, {
    'vite.config.js': `import react from '@vitejs/plugin-react';\nexport default { plugins: [react()], base: './' };`,
    'index.html': `<!doctype html><html lang="en"><title>ferkit</title><link rel="icon" href="data:,"><div id="root"></div>
      <script type="module" src="main.tsx"></script><script type="module" src="visitor.js"></script></html>`,
    'main.tsx': main,
    'visitor.js': `${visitClassifier}
document.body.dataset.result = JSON.stringify(await chooseAndRead());`,
  });
  await writePublicFiles(project);
});

test('a fresh Vite project shows a working classifier in five lines', async () => {
  await runWell(project, 'npx', 'vite', 'build', '--logLevel', 'warn');
  const { result, complaints, foreign } = await openPage(join(project, 'dist'));
  expect(result).toMatchObject({ error: null, faces: 1, scores: 7, isStyled: '12px' });
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
});

test('its development server shows it too', async () => {
  const { origin, stop } = await startServer(project, ['vite', '--port', '0', '--host', '127.0.0.1'], /ready in/);
  try {
    // On the first visit Vite finds and bundles the packages, and reloads the page meanwhile.
    await visit(origin);
    const { result, complaints, foreign } = await visit(origin);
    expect(result).toMatchObject({ error: null, faces: 1, scores: 7, isStyled: '12px' });
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  } finally {
    stop();
  }
});
