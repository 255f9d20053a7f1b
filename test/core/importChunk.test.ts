import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importPeer } from '#core/exchange/importPeer';
import { importChunk } from '#core/importChunk';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-chunk-'));
});
afterAll(() => rm(folder, { recursive: true }));

const failure = (name: string, message: string, code?: string): Error =>
  Object.assign(new Error(message), { name }, code === undefined ? {} : { code });

/** As browsers, bundlers and Node say it. */
const missing = [
  failure('TypeError', 'Failed to fetch dynamically imported module: https://example.com/assets/reader-1.js'),
  failure('TypeError', 'error loading dynamically imported module: https://example.com/assets/reader-1.js'),
  failure('TypeError', 'Importing a module script failed.'),
  failure('ChunkLoadError', 'Loading chunk 42 failed.\n(error: https://example.com/42.js)'),
  failure('Error', "Cannot find module '/app/reader.js' imported from /app/index.js", 'ERR_MODULE_NOT_FOUND'),
];

describe('a chunk', () => {
  test.each(missing.map((cause) => [cause.message, cause] as const))('is missing: %s', async (_, cause) => {
    await expect(importChunk('model reader', () => Promise.reject(cause))).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      cause,
      message: expect.stringMatching(/Cannot load the model reader.*Serve all files/s) as string,
    });
  });

  test('that throws when it runs is named with its error, and no advice to serve files', async () => {
    const path = join(folder, 'broken.mjs');
    await writeFile(path, "throw new RangeError('Invalid array length')");
    const url = pathToFileURL(path).href;
    await expect(importChunk('model reader', () => import(/* @vite-ignore */ url))).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message:
        'Cannot run the model reader, a separate chunk of the package: received RangeError: Invalid array length.',
    });
  });
});

describe('an optional package', () => {
  const absent = [
    failure(
      'Error',
      "Cannot find package 'h5wasm' imported from /app/node_modules/@ferkit/core/dist/x.js",
      'ERR_MODULE_NOT_FOUND',
    ),
    failure('Error', "Cannot find module 'h5wasm'\nRequire stack:\n- /app/index.cjs", 'MODULE_NOT_FOUND'),
    failure('TypeError', 'Failed to resolve module specifier "h5wasm". Relative references must start with "/".'),
    failure('TypeError', 'The specifier “h5wasm” was a bare specifier, but was not remapped to anything.'),
  ];
  test.each(absent.map((cause) => [cause.message, cause] as const))('is missing: %s', async (_, cause) => {
    await expect(importPeer('h5wasm', () => Promise.reject(cause))).rejects.toMatchObject({
      code: 'PEER_MISSING',
      details: { package: 'h5wasm' },
      cause,
    });
  });

  const broken = [
    failure(
      'Error',
      "Cannot find package 'ltgt' imported from /app/node_modules/h5wasm/dist/index.js",
      'ERR_MODULE_NOT_FOUND',
    ),
    failure('CompileError', 'WebAssembly.instantiate(): Out of memory'),
    failure('TypeError', 'Failed to fetch dynamically imported module: https://example.com/assets/h5wasm-1.js'),
  ];
  test.each(broken.map((cause) => [cause.message, cause] as const))(
    'is there and does not load: %s',
    async (message, cause) => {
      await expect(importPeer('h5wasm', () => Promise.reject(cause))).rejects.toMatchObject({
        code: 'SOURCE_UNREADABLE',
        details: { source: 'h5wasm', received: `${cause.name}: ${message}` },
        cause,
      });
    },
  );
});
