import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
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
];

/** As runtimes of servers say it. */
const missingOnServers = [
  failure('Error', "Cannot find module '/app/reader.js' imported from /app/index.js", 'ERR_MODULE_NOT_FOUND'),
  failure('Error', "Cannot find module './chunks/reader.cjs'\nRequire stack:\n- /app/index.cjs", 'MODULE_NOT_FOUND'),
];

describe('a chunk', () => {
  test.each(missing.map((cause) => [cause.message, cause] as const))('is missing: %s', async (_, cause) => {
    await expect(importChunk('model reader', () => Promise.reject(cause))).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      cause,
      message: expect.stringMatching(/Cannot load the model reader.*Serve all files/s) as string,
    });
  });

  test.each(missingOnServers.map((cause) => [cause.message, cause] as const))(
    'is missing on a server: %s',
    async (_, cause) => {
      await expect(importChunk('model reader', () => Promise.reject(cause))).rejects.toMatchObject({
        code: 'SOURCE_UNREADABLE',
        cause,
        message: expect.stringMatching(/Cannot load the model reader.*Deploy all files/s) as string,
      });
    },
  );

  test('whose package is not installed says which one', async () => {
    const cause = failure(
      'Error',
      "Cannot find package '@tensorflow/tfjs-backend-wasm' imported from /app/node_modules/@ferkit/core/dist/chunks/startWasm.js",
      'ERR_MODULE_NOT_FOUND',
    );
    await expect(importChunk('WebAssembly engine', () => Promise.reject(cause))).rejects.toMatchObject({
      code: 'PEER_MISSING',
      details: { package: '@tensorflow/tfjs-backend-wasm' },
      cause,
    });
  });

  test.each([
    failure('Error', "EMFILE: too many open files, open '/app/reader.js'", 'EMFILE'),
    failure('Error', "EACCES: permission denied, open '/app/reader.js'", 'EACCES'),
  ])('that cannot be read keeps its reason: $message', async (cause) => {
    Object.assign(cause, { syscall: 'open' });
    await expect(importChunk('model reader', () => Promise.reject(cause))).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: `Cannot load the model reader, a separate chunk of the package: received Error: ${cause.message}.`,
      cause,
    });
  });

  test.each([
    failure('SyntaxError', "Unexpected token '<'"),
    failure('EvalError', 'Code generation from strings disallowed for this context'),
    failure('RangeError', 'Array buffer allocation failed'),
  ])('that fails in another way is not called missing: $message', async (cause) => {
    await expect(importChunk('model reader', () => Promise.reject(cause))).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: `Cannot run the model reader, a separate chunk of the package: received ${cause.name}: ${cause.message}.`,
      cause,
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

/** Functions that pass an `import()` on to `importChunk`. */
const loaders = ['importChunk', 'importPeer', 'wasmCodec'];
/** The reason of a failure itself, and a warning without which everything works; the command line is whole or not there. */
const exempt = /^(importChunk\.ts|backends[\\/]selectBackend\.ts|cli[\\/].*|entries[\\/].*)$/;

test('every chunk of the package is loaded by importChunk, so that a failure is a typed error', async () => {
  const source = fileURLToPath(new URL('../../packages/core/src', import.meta.url));
  const files = (await readdir(source, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !exempt.test(file),
  );
  const bare: string[] = [];
  for (const file of files) {
    const parsed = ts.createSourceFile(file, await readFile(join(source, file), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node, isInLoader: boolean): void => {
      const isCall = ts.isCallExpression(node);
      if (isCall && node.expression.kind === ts.SyntaxKind.ImportKeyword && !isInLoader) {
        if (node.arguments[0]!.getText().slice(1).startsWith('.')) bare.push(`${file}: ${node.getText()}`);
      }
      const isLoader = isCall && loaders.includes(node.expression.getText());
      ts.forEachChild(node, (child) => visit(child, isInLoader || isLoader));
    };
    visit(parsed, false);
  }
  expect(files.length).toBeGreaterThan(200);
  expect(bare).toEqual([]);
});
