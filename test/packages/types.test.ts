import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { writeFiles } from './support/createProject';
import { root } from './support/packPackages';
import { run } from './support/run';

const consumer = inject('consumer');

const source = `
  import { createClassifier, createModel, evaluate, isFerError, train, type Classification } from '@ferkit/core';
  import { openDataset, type Dataset } from '@ferkit/core/datasets';
  import { parseReport, type EvaluationReport } from '@ferkit/core/metrics';
  import { loadBundledModel } from '@ferkit/core/pretrained';

  export async function work(): Promise<number> {
    const fer: Dataset = await openDataset('fer2013.csv');
    const model = await createModel({ architecture: 'fer-cnn', labels: fer.labels });
    const { history } = await train(model, fer, { epochs: 1, onEvent: (event) => console.log(event.type) });
    const report: EvaluationReport = await evaluate(model, fer.split('test'));
    const classifier = await createClassifier({ model: await loadBundledModel() });
    const faces: readonly Classification[] = await classifier.classify('face.png');
    try {
      parseReport('');
    } catch (error) {
      if (isFerError(error, 'REPORT_MALFORMED')) console.log(error.details.field);
    }
    // @ts-expect-error: no such network
    await createModel({ architecture: 'no-such-net' });
    // @ts-expect-error: text where a number has to be
    await train(model, fer, { epochs: '1' });
    return report.accuracy + history.length + (faces[0]?.score ?? 0);
  }
`;

const compilers = {
  bundler: { module: 'ESNext', moduleResolution: 'bundler' },
  'node16, ES modules': { module: 'node16', moduleResolution: 'node16' },
  'node16, CommonJS': { module: 'node16', moduleResolution: 'node16' },
};

for (const [name, options] of Object.entries(compilers)) {
  test(`a strict TypeScript project compiles against the published types (${name})`, async () => {
    const folder = `types-${name.replace(/\W+/g, '-')}`;
    await writeFiles(join(consumer, folder), {
      'package.json': JSON.stringify({ type: name.endsWith('CommonJS') ? 'commonjs' : 'module' }),
      'index.ts': source,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'ES2022',
          lib: ['ES2022', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
          strict: true,
          exactOptionalPropertyTypes: true,
          noEmit: true,
          skipLibCheck: false,
          types: [],
          ...options,
        },
        files: ['index.ts'],
      }),
    });
    const { stdout } = await run(join(consumer, folder), 'node', join(root, 'node_modules/typescript/bin/tsc'));
    // The typings of tfjs and of what it builds on do not pass a library check; those of ferkit and the program have to.
    const ours = stdout.split('\n').filter((line) => /^[^(]*(@ferkit|^index)[^(]*\(/.test(line));
    expect(ours).toEqual([]);
  });
}
