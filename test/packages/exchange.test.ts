import { build, type Metafile } from 'esbuild';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { shareProject, writeFiles } from './support/createProject';
import { run, runWell } from './support/run';

let plain: string;
/** A project with the optional peers for Keras files. */
let equipped: string;

beforeAll(async () => {
  plain = await shareProject(inject('plain'));
  equipped = await shareProject(inject('application'));
});
afterAll(async () => {
  await rm(plain, { recursive: true });
  await rm(equipped, { recursive: true });
});

/** Exports the bundled model and imports it again, or prints the error code. */
const program = (format: string): string => `
  (async () => {
    const model = await loadModel({ backend: 'wasm' });
    try {
      await exportModel(model, './model.${format}', { format: '${format}' });
      if ('${format}' === 'onnx') return console.log('written');
      const back = await importModel('./model.${format}', { backend: 'wasm' });
      console.log(back.labels.join());
    } catch (error) {
      console.log(error.code, error.details.install);
    }
  })();`;
const modules = {
  mjs: `import { exportModel, importModel } from '@ferkit/core/exchange'; import { loadModel } from '@ferkit/core';`,
  cjs: `const { exportModel, importModel } = require('@ferkit/core/exchange'); const { loadModel } = require('@ferkit/core');`,
};

describe.each(['mjs', 'cjs'] as const)('an installed package, from a %s file', (kind) => {
  const runProgram = async (project: string, format: string): Promise<string> => {
    await writeFiles(project, { [`exchange.${kind}`]: modules[kind] + program(format) });
    return (await runWell(project, 'node', `exchange.${kind}`)).trim();
  };

  test('exports ONNX without optional packages', async () => {
    expect(await runProgram(plain, 'onnx')).toBe('written');
    expect((await readFile(join(plain, 'model.onnx'))).length).toBeGreaterThan(100_000);
  });

  test('names the missing packages for Keras files', async () => {
    expect(await runProgram(plain, 'keras')).toBe('PEER_MISSING npm install h5wasm fflate');
  });

  test('exports and imports Keras files with these packages', async () => {
    expect(await runProgram(equipped, 'keras')).toBe('angry,disgust,fear,happy,sad,surprise,neutral');
  });
});

test('the installed command exports and imports', async () => {
  const ferkit = (...args: string[]) => run(equipped, 'npx', '--no-install', 'ferkit', ...args);
  expect(await ferkit('export', '--to', 'keras', '--out', 'b.keras')).toMatchObject({ code: 0 });
  expect(await ferkit('import', 'b.keras', '--out', 'back')).toMatchObject({ code: 0 });
  expect(await ferkit('inspect', 'back')).toMatchObject({ code: 0 });
});

describe('a bundled page', () => {
  const bundle = async (project: string, contents: string): Promise<Metafile> => {
    const { metafile } = await build({
      stdin: { contents, resolveDir: project },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      outdir: 'unused',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    return metafile;
  };
  const holds = ({ outputs }: Metafile, file: string): boolean =>
    Object.values(outputs).some(({ inputs }) => Object.keys(inputs).some((path) => path.includes(file)));

  test('loads the libraries for model exchange on demand', async () => {
    const metafile = await bundle(
      equipped,
      `import { importModel } from '@ferkit/core/exchange'; console.log(importModel);`,
    );
    const [entry] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint?.includes('stdin'));
    expect(holds(metafile, 'node_modules/h5wasm')).toBe(true);
    expect(Object.keys(entry!.inputs).filter((path) => /h5wasm|fflate/.test(path))).toEqual([]);
  });

  test('contains no code for model exchange unless it imports that entry', async () => {
    const metafile = await bundle(equipped, `import * as ferkit from '@ferkit/core'; globalThis.ferkit = ferkit;`);
    expect(holds(metafile, '@ferkit/core/dist')).toBe(true);
    expect(holds(metafile, 'h5wasm')).toBe(false);
    expect(holds(metafile, 'dist/exchange')).toBe(false);
  });
});
