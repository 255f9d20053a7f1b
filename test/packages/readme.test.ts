import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { toGray } from '#core/images/GrayImage';
import type { Expression } from '@ferkit/core/datasets';
import { drawPortraits } from '../../stories/fixtures/drawPortraits';
import { encodePng } from '../core/datasets/support/encodePng';
import { pageDocument } from './support/bundledPage';
import { root, shareProject, writeFiles } from './support/createProject';
import { openPage } from './support/openPage';
import { runWell } from './support/run';

/** The blocks of code of the README in a language, as printed. */
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocksOf = (language: string): readonly string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!);

/** A project with pictures of drawn people, as the README names them. */
let project: string;
beforeAll(async () => {
  project = await shareProject(inject('plain'));
  const draw = (expression: Expression, seed: number): readonly Uint8Array[] =>
    drawPortraits(expression, 12, seed).map((portrait) => encodePng(toGray(portrait)));
  const pictures = { wink: draw('happy', 10), 'no wink': draw('surprise', 50) };
  const photos = Object.entries(pictures).flatMap(([label, all]) =>
    all.map((picture, k) => [`photos/${label}/${k + 1}.png`, picture] as const),
  );
  // The bytes tell the format, not the name.
  await writeFiles(project, { ...Object.fromEntries(photos), 'photo.jpg': pictures.wink[0]! });
});
afterAll(() => rm(project, { recursive: true, force: true }));

/** The output of the programs, in their order. */
const outputs = [/^happy 0\.\d+\n$/, /^(1|0\.\d+) \d\n$/];

test('its programs run as printed', async () => {
  const programs = blocksOf('ts');
  expect(programs).toHaveLength(outputs.length);
  for (const [k, program] of programs.entries()) {
    const { code } = await transform(program, { loader: 'ts', format: 'esm', target: 'es2022' });
    await writeFiles(project, { [`readme-${k}.mjs`]: code });
    expect(await runWell(project, 'node', `readme-${k}.mjs`)).toMatch(outputs[k]!);
  }
}, 360_000);

test('its commands run as printed, and name scripts of the repository', async () => {
  const lines = blocksOf('sh').flatMap((block) => block.trim().split('\n'));
  const commands = lines.filter((line) => line.startsWith('npx ferkit ')).map((line) => line.split('#')[0]!.trim());
  expect(commands.length).toBeGreaterThan(3);
  for (const command of commands) await runWell(project, 'npx', ...command.split(' ').slice(1));
  const results = (await readFile(join(project, 'results.ndjson'), 'utf8')).trim().split('\n');
  expect(results).toHaveLength(24);

  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly scripts: object };
  const named = lines.flatMap((line) => /^npm (?:run )?(start|test|storybook)/.exec(line)?.[1] ?? []);
  expect(named).toEqual(['start', 'test']);
  for (const name of named) expect(scripts).toHaveProperty(name);
}, 600_000);

test.each(blocksOf('tsx').map((code, k) => ({ code, k })))(
  'its component $k is built by Vite and shown',
  async ({ code }) => {
    const page = await shareProject(inject('application'));
    try {
      await writeFiles(page, {
        'index.html': pageDocument,
        'App.tsx': code,
        'report.json': await readFile(join(root, 'stories/fixtures/bundledReport.json'), 'utf8'),
        'page.js': `
        import { createElement } from 'react';
        import { createRoot } from 'react-dom/client';
        import App from './App';
        const place = document.createElement('main');
        document.body.append(place);
        createRoot(place).render(createElement(App));
        const look = () => {
          const shown = document.querySelector('.ferkit');
          if (shown === null) return setTimeout(look, 50);
          document.body.dataset.result = JSON.stringify(getComputedStyle(shown).borderRadius);
        };
        look();`,
      });
      await runWell(page, 'node', join(page, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error');
      expect(await openPage(join(page, 'dist'))).toEqual({ result: '12px', complaints: [], foreign: [] });
    } finally {
      await rm(page, { recursive: true, force: true });
    }
  },
);

test('the package of the components begins with the same lines', () => {
  const own = readFileSync(join(root, 'packages/react/README.md'), 'utf8');
  const [component] = blocksOf('tsx');
  const install = blocksOf('sh').find((block) => block.includes('@ferkit/react'));
  expect(own).toContain(component);
  expect(own).toContain(install);
});
