import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { root, writeFiles } from './support/createProject';
import { run, runWell } from './support/run';

/** The network of one's own in docs/own-model.md. */
async function readExample(): Promise<string> {
  const guide = await readFile(join(root, 'docs/own-model.md'), 'utf8');
  return [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!).find((code) => code.includes('core/tf'))!;
}

/** The example, which then scores an image and prints the result. */
const writeProgram = async (): Promise<string> => `${await readExample()}
  const [scores] = await model.predict([{ pixels: new Uint8Array(48 * 48), width: 48, height: 48 }]);
  const total = [...scores!].reduce((sum, score) => sum + score, 0);
  console.log(JSON.stringify({ total, isSame: model.layers instanceof tf.LayersModel }));
  model.dispose();
`;

const outcome = { total: expect.closeTo(1, 4) as unknown, isSame: true };

/** Removes the types of a program. */
const strip = async (program: string): Promise<string> =>
  (await transform(program, { loader: 'ts', format: 'esm', target: 'es2022' })).code;

describe('in a project that has installed ferkit alone, as pnpm lays it out', () => {
  let project: string;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'ferkit-strict-'));
    await writeFiles(project, {
      'package.json': JSON.stringify({ type: 'module' }),
      'node_modules/@ferkit/.keep': '',
    });
    // The project's own folder links the packages that it has installed. Ferkit's peers lie beside the real folder of ferkit.
    const installed = join(inject('plain'), 'node_modules/@ferkit/core');
    await symlink(installed, join(project, 'node_modules/@ferkit/core'), 'junction');
  });
  afterAll(() => rm(project, { recursive: true, force: true }));

  test('tfjs itself cannot be imported (control for the tests below)', async () => {
    await writeFiles(project, { 'tfjs.mjs': "import('@tensorflow/tfjs').catch(({ code }) => console.log(code));" });
    expect(await runWell(project, 'node', 'tfjs.mjs')).toBe('ERR_MODULE_NOT_FOUND\n');
  });

  test("the guide's own network runs on the tfjs of ferkit, from an ES module", async () => {
    await writeFiles(project, { 'own.mjs': await strip(await writeProgram()) });
    expect(JSON.parse(await runWell(project, 'node', 'own.mjs'))).toEqual(outcome);
  });

  test('it does from CommonJS', async () => {
    const required = (await strip(await writeProgram()))
      .replace(/import \* as tf from (".*?");/, 'const tf = require($1);')
      .replace(/import (\{.*?\}) from (".*?");/, 'const $1 = require($2);');
    await writeFiles(project, { 'own.cjs': `(async () => { ${required} })();` });
    expect(JSON.parse(await runWell(project, 'node', 'own.cjs'))).toEqual(outcome);
  });

  test('its types are those of tfjs', async () => {
    const wrong = "\n// @ts-expect-error: expects a number\ntf.layers.dense({ units: 'seven' });\nexport {};\n";
    await writeFiles(project, {
      'own.ts': (await readExample()) + wrong,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'ES2022',
          lib: ['ES2022', 'DOM'],
          module: 'nodenext',
          strict: true,
          noEmit: true,
          skipLibCheck: true,
          types: [],
        },
        files: ['own.ts'],
      }),
    });
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    expect(await run(project, 'node', tsc, '--pretty', 'false')).toMatchObject({ stdout: '' });
  });

  test('a bundle of it has one copy of tfjs', async () => {
    const { metafile } = await build({
      stdin: { contents: await writeProgram(), resolveDir: project, loader: 'ts' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      outdir: 'unused',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const copies = Object.keys(metafile.inputs).filter((file) => /tfjs-core\/.*\/engine\.js$/.test(file));
    expect(copies).toHaveLength(1);
  });
});
