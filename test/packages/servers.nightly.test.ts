import { chmod, cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createProject, writeFiles } from './support/createProject';
import { runWell } from './support/run';
import { printingProgram, serverProgram, worked, writePictures } from './support/serverProgram';

let project: string;
/** Outside of any project, so that nothing is found in a node_modules. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-alone-'));
  await writePictures(folder);
  project = await createProject(await mkdtemp(join(tmpdir(), 'ferkit-servers-')), {
    '@ferkit/core': inject('tarballs').core,
    webpack: '5.112.2',
    rollup: '4.68.8',
    '@rollup/plugin-node-resolve': '16.0.3',
    '@rollup/plugin-commonjs': '29.0.3',
    '@rollup/plugin-json': '6.1.0',
  });
  await writeFiles(project, {
    'program.mjs': printingProgram,
    'handler.mjs': `${serverProgram} export const handler = ({ folder }) => work(folder);`,
    'build.mjs': `
      import webpack from 'webpack';
      const [entry, filename] = process.argv.slice(2);
      webpack({
        mode: 'production',
        target: 'node',
        context: import.meta.dirname,
        entry: './' + entry,
        optimization: { minimize: false },
        output: { path: import.meta.dirname + '/dist', filename, library: { type: 'commonjs2' } },
        plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
      }, (error, stats) => {
        if (error) throw error;
        const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
        for (const { message, moduleName } of [...errors, ...warnings]) console.log(moduleName, message);
      });`,
    'rollup.config.mjs': `
      import commonjs from '@rollup/plugin-commonjs';
      import json from '@rollup/plugin-json';
      import resolve from '@rollup/plugin-node-resolve';
      export default {
        input: 'program.mjs',
        plugins: [resolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs(), json()],
        output: { file: 'dist/rollup.mjs', format: 'es', inlineDynamicImports: true },
      };`,
  });
}, 300_000);
afterAll(async () => {
  await rm(project, { recursive: true });
  await rm(folder, { recursive: true });
});

describe('a program in one file', () => {
  test('is built by webpack without warnings, and runs alone on wasm', async () => {
    expect(await runWell(project, 'node', 'build.mjs', 'program.mjs', 'webpack.cjs')).toBe('');
    expect(await readdir(join(project, 'dist'))).toEqual(['webpack.cjs']);
    await cp(join(project, 'dist/webpack.cjs'), join(folder, 'webpack.cjs'));
    expect(JSON.parse(await runWell(folder, 'node', 'webpack.cjs'))).toEqual(worked);
  });

  test('is built by Rollup as an ES module, and runs alone on wasm', async () => {
    await runWell(project, 'npx', 'rollup', '--config', 'rollup.config.mjs');
    await cp(join(project, 'dist/rollup.mjs'), join(folder, 'rollup.mjs'));
    expect(JSON.parse(await runWell(folder, 'node', 'rollup.mjs'))).toEqual(worked);
  });

  test('is built by Rollup as CommonJS, and runs alone on wasm', async () => {
    const options = ['--format', 'cjs', '--file', 'dist/rollup.cjs'];
    await runWell(project, 'npx', 'rollup', '--config', 'rollup.config.mjs', ...options);
    await cp(join(project, 'dist/rollup.cjs'), join(folder, 'rollup.cjs'));
    expect(JSON.parse(await runWell(folder, 'node', 'rollup.cjs'))).toEqual(worked);
  });

  test('answers calls as a function: in a folder that it cannot write, without variables of the environment', async () => {
    const place = await mkdtemp(join(tmpdir(), 'ferkit-function-'));
    await runWell(project, 'node', 'build.mjs', 'handler.mjs', 'handler.cjs');
    await cp(join(project, 'dist/handler.cjs'), join(place, 'handler.cjs'));
    await writeFiles(place, {
      'bootstrap.cjs': `
        const { handler } = require('./handler.cjs');
        (async () => {
          const results = [];
          for (let call = 0; call < 2; call++) results.push(await handler({ folder: ${JSON.stringify(folder)} }));
          console.log(JSON.stringify(results));
        })();`,
    });
    const files = await readdir(place);
    await chmod(place, 0o555);
    try {
      const options = { cwd: place, env: {}, timeout: 170_000 };
      const { stdout, stderr } = await promisify(execFile)(process.execPath, ['bootstrap.cjs'], options);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual([worked, worked]);
      // The administrator can write there all the same.
      expect(await readdir(place)).toEqual(files);
    } finally {
      await chmod(place, 0o755);
      await rm(place, { recursive: true });
    }
  });
});

test('in a renderer of Electron with Node, files and canvases are read, and images on the page are refused', async () => {
  // Simulated: Node with the names that such a renderer has.
  await writePictures(project);
  await writeFiles(project, {
    'renderer.mjs': `
      class HTMLImageElement { width = 48; height = 48; naturalWidth = 48; naturalHeight = 48; complete = true; nodeType = 1; }
      class HTMLCanvasElement {
        width = 4;
        height = 4;
        getContext() { return { getImageData: (x, y, width, height) => ({ data: new Uint8ClampedArray(4 * width * height) }) }; }
      }
      Object.assign(globalThis, { window: globalThis, document: { createElement: () => ({}) }, HTMLImageElement, HTMLCanvasElement });
      Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Chrome/130.0 Electron/33.0.0' }, configurable: true });
      Object.defineProperty(process.versions, 'electron', { value: '33.0.0' });
      Object.defineProperty(process, 'type', { value: 'renderer' });
      const { createClassifier } = await import('@ferkit/core');
      const classifier = await createClassifier();
      const faces = [];
      for (const input of ['face.png', 'face.jpg', new HTMLCanvasElement()]) faces.push((await classifier.classify(input)).length);
      const { message } = await classifier.classify(new HTMLImageElement()).catch((error) => error);
      console.log(JSON.stringify({ name: classifier.backend.name, faces, message }));`,
  });
  expect(JSON.parse(await runWell(project, 'node', 'renderer.mjs'))).toEqual({
    name: 'wasm',
    faces: [1, 1, 0],
    message: expect.stringContaining('Draw it on a canvas') as unknown,
  });
});
