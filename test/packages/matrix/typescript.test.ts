import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createProject, versionOf, writeFiles } from '../support/createProject';
import { isWholeMatrix } from '../support/matrix';
import { run } from '../support/run';

/** Release lines of TypeScript that a user may have. */
const versions = ['5.6', '5.7', '5.8', '5.9', '6.0'] as const;

/** How a project finds the types of its packages. */
const resolutions = {
  'bundler, ES modules': { module: 'ESNext', moduleResolution: 'bundler' },
  'node16, CommonJS': { module: 'node16', moduleResolution: 'node16' },
  'nodenext, ES modules': { module: 'nodenext', moduleResolution: 'nodenext' },
};
type Resolution = keyof typeof resolutions;
type Version = (typeof versions)[number];

const all = versions.flatMap((version) =>
  Object.keys(resolutions).map((name) => [version, name as Resolution] as const),
);
/** The oldest and the newest, one each of the ways that differ most. */
const outermost: typeof all = [
  ['5.6', 'node16, CommonJS'],
  ['6.0', 'bundler, ES modules'],
];
const chosen = isWholeMatrix ? all : outermost;

/** What reads and scores, on the subpaths that reach no tensor engine. */
const lightProgram = `
  import { openDataset, type Dataset } from '@ferkit/core/datasets';
  import { isFerError, macroF1, parseReport, type EvaluationReport } from '@ferkit/core/metrics';

  export async function count(): Promise<number> {
    const fer: Dataset = await openDataset('fer2013.csv');
    const report: EvaluationReport = parseReport('{}');
    try {
      parseReport('');
    } catch (error) {
      if (isFerError(error, 'REPORT_MALFORMED')) console.log(error.details.field);
    }
    // @ts-expect-error: a number where labels have to be
    fer.merge(1);
    return fer.size + macroF1(report.confusion);
  }
`;

/** What classifies, trains and evaluates. */
const program = `
  import { createClassifier, createModel, evaluate, isFerError, loadModel, train, type Classification } from '@ferkit/core';
  import { openDataset, type Dataset } from '@ferkit/core/datasets';
  import { exportModel } from '@ferkit/core/exchange';
  import { parseReport, type EvaluationReport } from '@ferkit/core/metrics';
  import { createWorkerClassifier } from '@ferkit/core/worker';

  export async function work(worker: Worker): Promise<number> {
    const fer: Dataset = await openDataset('fer2013.csv');
    const model = await createModel({ architecture: 'fer-cnn', labels: fer.labels });
    const { history } = await train(model, fer, { epochs: 1, onEvent: (event) => console.log(event.type) });
    const report: EvaluationReport = await evaluate(model, fer.selectSplit('test'));
    const classifier = await createClassifier({ model: await loadModel() });
    const faces: readonly Classification[] = await classifier.classify('face.png');
    const others: readonly Classification[] = await (await createWorkerClassifier({ worker })).classify('face.png');
    await exportModel(model, 'model.onnx', { format: 'onnx' });
    try {
      parseReport('');
    } catch (error) {
      if (isFerError(error, 'REPORT_MALFORMED')) console.log(error.details.field);
    }
    // @ts-expect-error: no such network
    await createModel({ architecture: 'no-such-net' });
    // @ts-expect-error: text where a number has to be
    await train(model, fer, { epochs: '1' });
    return report.accuracy + history.length + (faces[0]?.score ?? 0) + others.length;
  }
`;

/** A page of components. */
const page = `
  import { ConfusionMatrix, EmotionClassifier, useWebcam } from '@ferkit/react';

  export function Page() {
    const { ref, status } = useWebcam();
    return (
      <>
        <EmotionClassifier onResult={(faces) => faces[0]?.label?.toUpperCase()} />
        <ConfusionMatrix data={{ labels: ['a'], counts: [[1]] }} onSelect={({ truth }) => truth.toUpperCase()} />
        {/* @ts-expect-error: text where counts have to be */}
        <ConfusionMatrix data={{ labels: ['a'], counts: 'b' }} />
        <video ref={ref} hidden={status === 'off'} />
      </>
    );
  }
`;

let project: string;

beforeAll(async () => {
  const used = new Set(chosen.map(([version]) => version));
  const compilers = [...used].map((version) => [`typescript-${version}`, `npm:typescript@${version}`] as const);
  project = await createProject(await mkdtemp(join(tmpdir(), 'ferkit-types-')), {
    '@ferkit/core': inject('tarballs').core,
    '@ferkit/react': inject('tarballs').react,
    '@types/react': versionOf('@types/react'),
    react: versionOf('react'),
    'react-dom': versionOf('react-dom'),
    ...Object.fromEntries(compilers),
  });
}, 300_000);
afterAll(() => rm(project, { recursive: true, force: true }));

/** Compiles files strictly, with every check of the libraries that they reach. @returns the errors, one a line */
async function compile(version: Version, resolution: Resolution, files: Readonly<Record<string, string>>) {
  const folder = join(project, [version, resolution, ...Object.keys(files)].join('-').replace(/[^\w.]+/g, '-'));
  await writeFiles(folder, {
    ...files,
    'package.json': JSON.stringify({ type: resolution.endsWith('CommonJS') ? 'commonjs' : 'module' }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        lib: ['ES2022', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
        jsx: 'react-jsx',
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        skipLibCheck: false,
        types: [],
        ...resolutions[resolution],
      },
      files: Object.keys(files),
    }),
  });
  const compiler = join(project, `node_modules/typescript-${version}/bin/tsc`);
  const { stdout } = await run(folder, 'node', compiler, '--pretty', 'false');
  return stdout.split('\n').filter((line) => /\berror TS\d+/.test(line));
}

/** Whether an error is about a package that is not ours. One about the settings names no file and is about this test. */
const isForeign = (line: string): boolean => /^[^(]*node_modules\/(?!@ferkit\/)[^(]*\(/.test(line);

/** A compiler that checks the typings of tfjs takes seconds, and on a busy machine minutes. */
const PATIENCE = 600_000;

test.each(chosen)(
  'TypeScript %s takes the published types, strict and with library checks (%s)',
  async (...setting) => {
    // Where no tensor engine is reached there is nothing to be forgiven.
    expect(await compile(...setting, { 'light.ts': lightProgram })).toEqual([]);
    // The typings of tfjs and of what it builds on do not pass a library check; those of ferkit and the program have to.
    const errors = await compile(...setting, { 'index.ts': program, 'page.tsx': page });
    expect(errors.filter((line) => !isForeign(line))).toEqual([]);
    console.info(
      `TypeScript ${setting.join(', ')}: no error of ours, ${errors.length} of the typings that tfjs brings`,
    );
  },
  PATIENCE,
);
