import { createRequire } from 'node:module';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { expect, inject, test } from 'vitest';
import { root } from './support/createProject';
import { run } from './support/run';

const tarballs = inject('tarballs');

for (const name of ['core', 'react'] as const) {
  test(`the entries of ${name} exist in the formats that package.json declares`, async () => {
    const { messages, pkg } = await publint({ pkgDir: join(root, 'packages', name), strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test(`the types of ${name} match its files for ES modules, CommonJS and bundlers`, async () => {
    const attw = createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json');
    const { code, stdout, stderr } = await run(
      root,
      'node',
      join(attw, '../dist/index.js'),
      tarballs[name],
      '--profile',
      'node16',
      // Style sheets have no types, and pages have no CommonJS.
      '--exclude-entrypoints',
      'styles.css',
      'browser',
      'browser/single',
      'browser/element',
      'browser/element/react',
      '--format',
      'ascii',
    );
    expect(code, stdout + stderr).toBe(0);
  });
}
