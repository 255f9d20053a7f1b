import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { versionOf } from '../../scripts/installConsumers.mjs';
import { createProject, writeFiles } from './support/createProject';
import { visit } from './support/openPage';
import { runFor } from './support/run';
import { startServer } from './support/startServer';
import { visitClassifier } from './support/visitClassifier';
import { writePublicFiles } from './support/writePublicFiles';

const NEXT = '16.4.6';
/** Milliseconds of a build on a busy machine. */
const BUILD_LIMIT = 480_000;
let project: string;

/** A server-rendered page with a report and an interactive classifier. */
const page = `
import { ConfusionMatrix } from '@ferkit/react';
import { Visitor } from './visitor';

const data = { labels: ['happy', 'sad'], counts: [[8, 2], [1, 9]] };

export default function Page() {
  return (
    <main>
      <ConfusionMatrix data={data} />
      <Visitor />
    </main>
  );
}
`;

/** Runs the classifier as a visitor would, once the page has loaded. */
const visitor = `'use client';
import { EmotionClassifier } from '@ferkit/react';
import { useEffect } from 'react';
${visitClassifier}
export function Visitor() {
  useEffect(() => {
    void chooseAndRead().then((result) => {
      document.body.dataset.result = JSON.stringify({ ...result, runsIn: document.body.dataset.runsIn });
    });
  }, []);
  return <EmotionClassifier onReady={({ runsIn }) => (document.body.dataset.runsIn = runsIn)} />;
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
  await writeFiles(project, {
    'app/layout.jsx': `import '@ferkit/react/styles.css';
export const metadata = { title: 'ferkit', icons: { icon: 'data:,' } };
export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}`,
    'app/page.jsx': page,
    'app/visitor.jsx': visitor,
  });
  await writePublicFiles(project);
}, 300_000);
afterAll(() => rm(project, { recursive: true, force: true }));

test.each(['--turbopack', '--webpack'])(
  'a Next.js page is rendered by the server, hydrates without errors, and classifies in a worker: %s',
  async (bundler) => {
    const built = await runFor(BUILD_LIMIT, project, 'npx', 'next', 'build', bundler);
    expect(built.code, built.stdout + built.stderr).toBe(0);
    const { origin, stop } = await startServer(
      project,
      ['next', 'start', '--port', '0', '--hostname', '127.0.0.1'],
      /Ready/,
    );
    try {
      const rendered = await (await fetch(origin)).text();
      expect(rendered).toContain('20 samples of 2 labels, 85.0% predicted correctly.');
      expect(rendered).toContain('Choose a picture');
      const { result, complaints, foreign } = await visit(origin);
      expect(result).toEqual({ error: null, faces: 1, scores: 7, isStyled: '12px', runsIn: 'worker' });
      expect(complaints).toEqual([]);
      expect(foreign).toEqual([]);
    } finally {
      stop();
    }
  },
  BUILD_LIMIT + 120_000,
);
