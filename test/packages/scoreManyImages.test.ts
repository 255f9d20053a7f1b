import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Job } from 'kubernetes-types/batch/v1';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { announce } from '../core/exchange/support/references';
import { writeFacesFolder } from '../core/cli/support/writeFaces';
import { root, shareProject } from './support/createProject';
import { run, runWell } from './support/run';

const COUNT = 42;
const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const unless = (program: string): string | undefined => (has(program) ? undefined : `there is no ${program} here`);

interface Line {
  readonly file: string;
  readonly faces?: readonly { readonly scores: unknown }[];
  readonly error?: { readonly code: string };
}

let project: string;
/** The output of one process for all images, as reference. */
let whole: readonly Line[];

const parse = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
const inOrder = (lines: readonly Line[]): unknown =>
  lines
    .map(({ file, faces, error }) => ({ file, scores: faces?.map(({ scores }) => scores), code: error?.code }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));

beforeAll(async () => {
  project = await shareProject(inject('plain'));
  await cp(join(root, 'examples/score-many-images'), project, { recursive: true });
  await writeFacesFolder(join(project, 'my images'), COUNT);
  await writeFile(join(project, 'my images', 'broken.png'), 'no image');
  const options = ['--no-install', 'ferkit', 'predict', '--backend', 'wasm', '--out', 'whole.ndjson', 'my images'];
  await runWell(project, 'npx', ...options);
  whole = parse(await readFile(join(project, 'whole.ndjson'), 'utf8'));
}, 180_000);
afterAll(() => rm(project, { recursive: true }));

test('one process writes a line for each image', () => {
  expect(whole).toHaveLength(COUNT + 1);
  expect(whole.filter(({ error }) => error?.code === 'IMAGE_UNREADABLE')).toHaveLength(1);
});

describe.skipIf(announce(unless('parallel')))('the example for GNU parallel', () => {
  test('writes the lines of one process, in parts', async () => {
    await runWell(project, './parallel.sh', 'parts', '3', '--backend', 'wasm', 'my images');
    const names = (await readdir(join(project, 'parts'))).filter((name) => name.endsWith('.ndjson')).sort();
    expect(names).toEqual(['1.ndjson', '2.ndjson', '3.ndjson']);
    const parts = await Promise.all(names.map((name) => readFile(join(project, 'parts', name), 'utf8')));
    expect(inOrder(parts.flatMap(parse))).toEqual(inOrder(whole));
  }, 180_000);
});

describe('the example for Kubernetes', () => {
  let job: Job;
  beforeAll(async () => {
    job = load(await readFile(join(project, 'job.yaml'), 'utf8')) as Job;
  });

  /** Type errors of a value as a Job, by the types that are generated from the Kubernetes API. */
  function faultsOf(value: unknown): string[] {
    const file = join(root, 'job.ts');
    const text = `import type { Job } from 'kubernetes-types/batch/v1';\nexport const job: Job = ${JSON.stringify(value)};`;
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    };
    const disk = ts.createCompilerHost(options);
    const host: ts.CompilerHost = {
      ...disk,
      fileExists: (path) => path === file || disk.fileExists(path),
      readFile: (path) => (path === file ? text : disk.readFile(path)),
      getSourceFile: (path, target, ...rest) =>
        path === file ? ts.createSourceFile(path, text, target) : disk.getSourceFile(path, target, ...rest),
    };
    return ts
      .getPreEmitDiagnostics(ts.createProgram([file], options, host))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  }

  test('is a valid Job of the API', () => {
    expect(faultsOf(job)).toEqual([]);
    expect(faultsOf({ ...job, spec: { ...job.spec, completion: 64 } }).join()).toContain('completion');
    expect(faultsOf({ ...job, spec: { ...job.spec, completions: '64' } }).join()).toContain('not assignable');
  });

  test('mounts its volumes, and its pods may be retried', () => {
    const { completionMode, backoffLimitPerIndex, template } = job.spec!;
    const { containers, volumes, restartPolicy } = template.spec!;
    expect(completionMode).toBe('Indexed');
    // Required by backoffLimitPerIndex.
    expect(restartPolicy).toBe('Never');
    expect(backoffLimitPerIndex).toBeGreaterThan(0);
    expect(containers[0]!.volumeMounts!.map(({ name }) => name)).toEqual(volumes!.map(({ name }) => name));
  });

  test.each(['first', 'last'])(
    'scores its shard in the %s pod',
    async (which) => {
      const count = job.spec!.completions!;
      const index = which === 'first' ? 0 : count - 1;
      const { command, args } = job.spec!.template.spec!.containers[0]!;
      // Replaces the container image's volumes and PATH.
      const script = args![0]!
        .replace('exec ferkit', 'exec npx --no-install ferkit')
        .replace('/results/', 'results/')
        .replace('/images', "'my images'");
      await mkdir(join(project, 'results'), { recursive: true });
      await runWell(project, 'env', `JOB_COMPLETION_INDEX=${index}`, ...command!, script);
      const out = join(project, 'results', `${index}.ndjson`);
      const facts = JSON.parse(await readFile(`${out}.run.json`, 'utf8')) as { shard: string };
      expect(facts.shard).toBe(`${index + 1}/${count}`);
      const lines = parse(await readFile(out, 'utf8'));
      expect(lines.length).toBeLessThan(COUNT / 4);
      expect(whole.map(({ file }) => file)).toEqual(expect.arrayContaining(lines.map(({ file }) => file)));
    },
    180_000,
  );
});

describe.skipIf(announce(unless('python3')))('the example for Spark', () => {
  const python = (program: string, ...args: readonly string[]) => run(project, 'python3', '-c', program, ...args);

  test('scores a partition with one process, as an iterator', async () => {
    const program = [
      'import sys, spark_score',
      'names = (line.rstrip("\\n") for line in open("names.txt"))',
      'lines = spark_score.score(names, options=["--backend", "wasm"], ferkit=["npx", "--no-install", "ferkit"])',
      'assert iter(lines) is lines',
      'for line in lines: print(line)',
    ].join('\n');
    await writeFile(join(project, 'names.txt'), whole.map(({ file }) => `${file}\n`).join(''));
    const { code, stdout, stderr } = await python(program);
    expect(code, stderr).toBe(0);
    expect(parse(stdout).map(({ file }) => file)).toEqual(whole.map(({ file }) => file));
    expect(inOrder(parse(stdout))).toEqual(inOrder(whole));
  }, 180_000);

  test('raises an error if an image has no line', async () => {
    const program = 'import spark_score; print(list(spark_score.score(["a.png"], options=["--model", "nowhere"])))';
    const { code, stderr } = await python(program);
    expect(code).toBe(1);
    expect(stderr).toContain('after 0 of 1 images');
  }, 180_000);
});
