import { join } from 'node:path';
import { expect } from 'vitest';
import { writeFiles } from './createProject';
import { runFor } from './run';

/** Milliseconds in which TypeScript checks the typings of tfjs on a busy machine. */
const LIMIT = 580_000;

/** Compiler options for resolving modules. */
export const resolutions = {
  'bundler, ES modules': { module: 'ESNext', moduleResolution: 'bundler' },
  'node16, CommonJS': { module: 'node16', moduleResolution: 'node16' },
  'nodenext, ES modules': { module: 'nodenext', moduleResolution: 'nodenext' },
};
export type Resolution = keyof typeof resolutions;

/** Compiler options for the global names that a program knows. */
export const libraries = {
  'the DOM': { lib: ['ES2022', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'], types: [] },
  Node: { lib: ['ES2022'], types: ['node'] },
  neither: { lib: ['ES2022'], types: [] },
};
export type Library = keyof typeof libraries;

/** Reads a dataset and a report, by the entries that do not import tfjs. */
const lightProgram = `
  import { openDataset, readGrayImage, type Dataset } from '@ferkit/core/datasets';
  import { isFerError, macroF1, parseReport, type EvaluationReport } from '@ferkit/core/metrics';

  export async function count(): Promise<number> {
    const fer: Dataset = await openDataset('fer2013.csv', { onBadRow: 'skip' });
    const report: EvaluationReport = parseReport('{}');
    try {
      parseReport('');
    } catch (error) {
      if (isFerError(error, 'REPORT_MALFORMED')) error.details.field.toUpperCase();
    }
    await readGrayImage(new Uint8Array(8));
    // @ts-expect-error: expects label names, not a number
    fer.merge(1);
    // @ts-expect-error: expects new names
    fer.rename({ angry: 1 });
    // @ts-expect-error: expects a path, bytes or files, not a number
    await openDataset(42);
    // @ts-expect-error: expects files, not numbers
    await openDataset([42]);
    // @ts-expect-error: expects an image, not a number
    await readGrayImage(42);
    // @ts-expect-error: expects a signal
    await readGrayImage('face.png', { signal: 42 });
    // @ts-expect-error: misspelt
    await openDataset('fer2013.csv', { onBadRows: 'skip' });
    return fer.size + macroF1(report.confusion);
  }
`;

/** Classifies, trains and evaluates. */
const program = `
  import { createClassifier, createModel, evaluate, isFerError, loadModel, train, type Classification } from '@ferkit/core';
  import { openDataset, type Dataset } from '@ferkit/core/datasets';
  import { exportModel, importModel } from '@ferkit/core/exchange';
  import { parseReport, type EvaluationReport } from '@ferkit/core/metrics';
  import * as tf from '@ferkit/core/tf';
  import { createWorkerClassifier, type WorkerClassifierOptions } from '@ferkit/core/worker';

  export async function work(worker: NonNullable<WorkerClassifierOptions['worker']>): Promise<number> {
    const fer: Dataset = await openDataset('fer2013.csv');
    const model = await createModel({ architecture: 'fer-cnn', labels: fer.labels });
    const { history } = await train(model, fer, { epochs: 1, onEvent: (event) => event.type.toUpperCase() });
    const report: EvaluationReport = await evaluate(model, fer.selectSplit('test'));
    const classifier = await createClassifier({ model: await loadModel() });
    const faces: readonly Classification[] = await classifier.classify('face.png');
    const others: readonly Classification[] = await (await createWorkerClassifier({ worker })).classify('face.png');
    await exportModel(model, 'model.onnx', { format: 'onnx' });
    const last: tf.layers.Layer = tf.layers.dense({ units: fer.labels.length });
    try {
      parseReport('');
    } catch (error) {
      if (isFerError(error, 'REPORT_MALFORMED')) error.details.field.toUpperCase();
    }
    // @ts-expect-error: expects an image, not a number
    await classifier.classify(42);
    // @ts-expect-error: expects an image, not an object without pixels
    await classifier.classify({});
    // @ts-expect-error: expects images
    await classifier.classifyBatch([42]);
    // @ts-expect-error: misspelt
    await createClassifier({ treshold: 0.5 });
    // @ts-expect-error: expects a model, path, URL or files
    await createClassifier({ model: 42 });
    // @ts-expect-error: expects a path, URL or files
    await loadModel(42);
    // @ts-expect-error: expects a path, URL, bytes or files
    await importModel(42);
    // @ts-expect-error: expects a worker
    await createWorkerClassifier({ worker: 42 });
    // @ts-expect-error: no such network
    await createModel({ architecture: 'no-such-net' });
    // @ts-expect-error: expects names of labels
    await createModel({ labels: [1, 2] });
    // @ts-expect-error: expects a number, not text
    await train(model, fer, { epochs: '1' });
    // @ts-expect-error: misspelt
    await train(model, fer, { learning_rate: 0.1 });
    // @ts-expect-error: misspelt
    await train(model, fer, { augment: { rotation: 10 } });
    // @ts-expect-error: misspelt
    await evaluate(model, fer, { view: 2 });
    // @ts-expect-error: expects a dataset
    await evaluate(model, 'fer2013.csv');
    // @ts-expect-error: expects a number
    tf.layers.dense({ units: 'seven' });
    return report.accuracy + history.length + (faces[0]?.score ?? 0) + others.length + last.countParams();
  }
`;

/** Uses components. Only for pages. */
const page = `
  import { ConfusionMatrix, EmotionClassifier, useWebcam } from '@ferkit/react';
  import '@ferkit/react/styles.css';
  import '@ferkit/react/styles/emotion-classifier.css';

  export function Page() {
    const { ref, status } = useWebcam();
    return (
      <>
        <EmotionClassifier onResult={(faces) => faces[0]?.label?.toUpperCase()} />
        <ConfusionMatrix data={{ labels: ['a'], counts: [[1]] }} onSelect={({ truth }) => truth.toUpperCase()} />
        {/* @ts-expect-error: expects counts, not text */}
        <ConfusionMatrix data={{ labels: ['a'], counts: 'b' }} />
        {/* @ts-expect-error: misspelt */}
        <EmotionClassifier onResults={() => undefined} />
        <video ref={ref} hidden={status === 'off'} />
      </>
    );
  }
`;

/** Uses the custom element, from the build for pages, which has no CommonJS. */
const elementPage = `
  import { FerkitClassifier } from '@ferkit/core/browser/element';
  import type {} from '@ferkit/core/browser/element/react';

  const element = document.querySelector('ferkit-classifier')!;
  export const isOurs: boolean = element instanceof FerkitClassifier;
  element.input = document.querySelector('video');
  element.addEventListener('ready', ({ detail }) => detail.classifier.metadata.labels[0]?.concat(detail.runsIn));
  element.addEventListener('result', ({ detail }) => detail[0]?.label?.toUpperCase());
  element.addEventListener('click', (event) => event.preventDefault());
  // @ts-expect-error: expects a picture
  element.input = 42;

  export function Page() {
    return (
      <>
        <ferkit-classifier
          className="wide"
          sources="file webcam"
          threshold={0.5}
          input={element.input}
          onready={({ detail }) => detail.runsIn.toUpperCase()}
          onerror={({ detail }) => detail.message.toUpperCase()}
        />
        {/* @ts-expect-error: misspelt */}
        <ferkit-classifier treshold={0.5} />
      </>
    );
  }
`;

/** Renders charts, in a program for servers. */
const serverPage = `
  import { ConfusionMatrix } from '@ferkit/react';
  import { buildConfusionView, confusionToSvg } from '@ferkit/react/export';

  export const chart = <ConfusionMatrix data={{ labels: ['a'], counts: [[1]] }} />;
  export const picture: string = confusionToSvg(buildConfusionView({ labels: ['a'], counts: [[1]] }));
  // @ts-expect-error: expects counts, not text
  export const wrong = <ConfusionMatrix data={{ labels: ['a'], counts: 'b' }} />;
`;

/** Compiles files with strict checks. @returns one line for each error */
async function compile(
  folder: string,
  compiler: string,
  resolution: Resolution,
  library: Library,
  skipLibCheck: boolean,
  files: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  await writeFiles(folder, {
    ...files,
    'package.json': JSON.stringify({ type: resolution.endsWith('CommonJS') ? 'commonjs' : 'module' }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        jsx: 'react-jsx',
        strict: true,
        exactOptionalPropertyTypes: true,
        // The default from TypeScript 6 on.
        noUncheckedSideEffectImports: true,
        noEmit: true,
        skipLibCheck,
        ...libraries[library],
        ...resolutions[resolution],
      },
      files: Object.keys(files),
    }),
  });
  const { code, stdout, stderr } = await runFor(LIMIT, folder, 'node', compiler, '--pretty', 'false');
  // A compiler that was ended has named no errors yet.
  expect([0, 1, 2], `${stdout}${stderr}`).toContain(code);
  return stdout.split('\n').filter((line) => /\berror TS\d+/.test(line));
}

/** True for an error in another package. Errors in the settings name no file and count as ours. */
const isForeign = (line: string): boolean => /^[^(]*node_modules\/(?!@ferkit\/)[^(]*\(/.test(line);

/**
 * Expects that the typed programs compile in a project that has installed both packages, with library checks and without: with them,
 * our declarations are sound by themselves; without, no type of theirs has become `any`.
 * @param compiler - folder of a TypeScript package
 * @returns the errors in the typings of other packages
 */
export async function expectTypesFit(
  project: string,
  compiler: string,
  resolution: Resolution,
  library: Library,
): Promise<readonly string[]> {
  const tsc = join(compiler, 'bin/tsc');
  const name = [compiler.split(/[\\/]/).at(-1), resolution, library].join('-').replace(/[^\w.]+/g, '-');
  const folder = join(project, name);
  // No errors are tolerated in entries that do not import tfjs.
  const light = { 'light.ts': lightProgram };
  expect(await compile(join(folder, 'light'), tsc, resolution, library, false, light)).toEqual([]);
  // The typings of tfjs and its dependencies fail library checks; those of ferkit and the program must not.
  const isPage = library === 'the DOM';
  const whole = {
    'index.ts': program,
    'page.tsx': isPage ? page : serverPage,
    ...(isPage && resolution === 'bundler, ES modules' ? { 'element.tsx': elementPage } : {}),
  };
  const errors = await compile(join(folder, 'whole'), tsc, resolution, library, false, whole);
  expect(errors.filter((line) => !isForeign(line))).toEqual([]);
  expect(await compile(join(folder, 'unchecked'), tsc, resolution, library, true, { ...light, ...whole })).toEqual([]);
  return errors;
}
