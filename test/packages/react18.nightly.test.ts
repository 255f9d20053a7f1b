import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { versionOf } from '../../scripts/installConsumers.mjs';
import { createProject, writeFiles } from './support/createProject';
import { runWell } from './support/run';

let project: string;

beforeAll(async () => {
  project = await createProject(await mkdtemp(join(tmpdir(), 'ferkit-react18-')), {
    '@ferkit/core': inject('tarballs').core,
    '@ferkit/react': inject('tarballs').react,
    '@types/react': '18.3.31',
    '@types/react-dom': '18.3.7',
    react: '18.3.1',
    'react-dom': '18.3.1',
    typescript: versionOf('typescript'),
  });
}, 300_000);
afterAll(() => rm(project, { recursive: true }));

const program = `
const data = { labels: ['happy', 'sad'], counts: [[3, 1], [0, 2]] };
const page = createElement('main', null, createElement(ConfusionMatrix, { data }), createElement(EmotionClassifier));
console.log(version, renderToString(page).match(/class="ferkit [^"]+"/g).join(' '));
`;

test.each([
  [
    'mjs',
    `import { createElement, version } from 'react';
     import { renderToString } from 'react-dom/server';
     import { ConfusionMatrix, EmotionClassifier } from '@ferkit/react';`,
  ],
  [
    'cjs',
    `const { createElement, version } = require('react');
     const { renderToString } = require('react-dom/server');
     const { ConfusionMatrix, EmotionClassifier } = require('@ferkit/react');`,
  ],
])('the components render with React 18 on a server, as %s', async (extension, imports) => {
  await writeFiles(project, { [`page.${extension}`]: imports + program });
  const printed = await runWell(project, 'node', `page.${extension}`);
  expect(printed.trim()).toBe('18.3.1 class="ferkit ferkit-confusion" class="ferkit ferkit-classifier"');
});

test('their types are compatible with React 18', async () => {
  await writeFiles(project, {
    'page.tsx': `
      import { ConfusionMatrix, EmotionClassifier, useWebcam } from '@ferkit/react';
      import { useRef } from 'react';
      export function Page() {
        const figure = useRef<HTMLElement>(null);
        const { ref, status } = useWebcam();
        return (
          <>
            <EmotionClassifier ref={figure} data-testid="one" onResult={(faces) => faces[0]?.label?.toUpperCase()} />
            <ConfusionMatrix data={{ labels: ['a'], counts: [[1]] }} onSelect={({ truth }) => truth.toUpperCase()} />
            <video ref={ref} hidden={status === 'off'} />
          </>
        );
      }`,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        jsx: 'react-jsx',
        module: 'esnext',
        moduleResolution: 'bundler',
        target: 'es2022',
        lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
        // The typings of TensorFlow.js fail library checks.
        skipLibCheck: true,
        types: [],
      },
      files: ['page.tsx'],
    }),
  });
  expect(await runWell(project, 'npx', 'tsc', '--project', '.')).toBe('');
});
