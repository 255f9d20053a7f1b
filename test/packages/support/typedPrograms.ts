import { join } from 'node:path';
import { expect } from 'vitest';
import { writeFiles } from './createProject';
import { run } from './run';

/** Compiler options for resolving modules. */
export const resolutions = {
  'bundler, ES modules': { module: 'ESNext', moduleResolution: 'bundler' },
  'node16, CommonJS': { module: 'node16', moduleResolution: 'node16' },
  'nodenext, ES modules': { module: 'nodenext', moduleResolution: 'nodenext' },
};
export type Resolution = keyof typeof resolutions;

/** Reads a dataset and a report, by the entries that do not import tfjs. */
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
    // @ts-expect-error: a expects label names, not a number
    fer.merge(1);
    return fer.size + macroF1(report.confusion);
  }
`;

/** Classifies, trains and evaluates. */
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
    // @ts-expect-error: expects a number, not text
    await train(model, fer, { epochs: '1' });
    return report.accuracy + history.length + (faces[0]?.score ?? 0) + others.length;
  }
`;

/** Uses components. */
const page = `
  import { ConfusionMatrix, EmotionClassifier, useWebcam } from '@ferkit/react';

  export function Page() {
    const { ref, status } = useWebcam();
    return (
      <>
        <EmotionClassifier onResult={(faces) => faces[0]?.label?.toUpperCase()} />
        <ConfusionMatrix data={{ labels: ['a'], counts: [[1]] }} onSelect={({ truth }) => truth.toUpperCase()} />
        {/* @ts-expect-error: expects counts, not text */}
        <ConfusionMatrix data={{ labels: ['a'], counts: 'b' }} />
        <video ref={ref} hidden={status === 'off'} />
      </>
    );
  }
`;

/** Compiles files with strict and library checks. @returns one line for each error */
async function compile(
  folder: string,
  compiler: string,
  resolution: Resolution,
  files: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
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
  const { stdout } = await run(folder, 'node', compiler, '--pretty', 'false');
  return stdout.split('\n').filter((line) => /\berror TS\d+/.test(line));
}

/** True for an error in another package. Errors in the settings name no file and count as ours. */
const isForeign = (line: string): boolean => /^[^(]*node_modules\/(?!@ferkit\/)[^(]*\(/.test(line);

/**
 * Expects that the typed programs compile in a project that has installed both packages.
 * @param compiler - folder of a TypeScript package
 * @returns the number of errors in the typings of tfjs
 */
export async function expectTypesFit(project: string, compiler: string, resolution: Resolution): Promise<number> {
  const tsc = join(compiler, 'bin/tsc');
  const folder = join(project, [compiler.split(/[\\/]/).at(-1), resolution].join('-').replace(/[^\w.]+/g, '-'));
  // No errors are tolerated in entries that do not import tfjs.
  expect(await compile(join(folder, 'light'), tsc, resolution, { 'light.ts': lightProgram })).toEqual([]);
  // The typings of tfjs and its dependencies fail library checks; those of ferkit and the program must not.
  const errors = await compile(join(folder, 'whole'), tsc, resolution, { 'index.ts': program, 'page.tsx': page });
  expect(errors.filter((line) => !isForeign(line))).toEqual([]);
  return errors.length;
}
