import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage } from './support/openPage';
import { root } from './support/createProject';
import { runWell } from './support/run';

// The figures of the bundled model's card have to be reproducible on each backend.
const path = process.env.FERKIT_FER2013 ?? '';
if (path === '') console.info('Skipping the figures of the model card: set FERKIT_FER2013 to fer2013.csv(.gz).');

/** Tolerance in percentage points: backends round differently, which may change the label of a borderline face. */
const POINTS = 0.1;
const patience = 900_000;
/** webgpu scores every 40th face only: on SwiftShader, one takes most of a second. */
const STRIDE = 40;
const tensorFlow = join(root, '.cache/tensorflow');

/** Fractions in [0, 1]. */
interface Figures {
  readonly accuracy: number;
  readonly macroF1: number;
}

interface Report extends Figures {
  readonly withoutTrainingCopies: Figures;
}

/** Scores of all labels, for the same faces on both backends. */
type Scores = Readonly<Record<'wasm' | 'webgpu', readonly number[]>>;

/** Reads the card's figures on PrivateTest with one view per image: with and without training copies. */
async function readCard(): Promise<readonly Figures[]> {
  const card = await readFile(join(root, 'packages/core/MODEL_CARD.md'), 'utf8');
  const rows = /^\| PrivateTest +\|.*\n.*$/m.exec(card)![0].split('\n');
  return rows.map((row) => {
    const [accuracy, macroF1] = [...row.matchAll(/([\d.]+) %/g)].map(([, percent]) => Number(percent) / 100);
    return { accuracy: accuracy!, macroF1: macroF1! };
  });
}

async function expectFigures({ withoutTrainingCopies, ...all }: Report): Promise<void> {
  const promised = await readCard();
  for (const [row, measured] of [all, withoutTrainingCopies].entries()) {
    expect(Math.abs(measured.accuracy - promised[row]!.accuracy) * 100).toBeLessThanOrEqual(POINTS);
    // A sample of a rare label changes macro F1 more than accuracy.
    expect(Math.abs(measured.macroF1 - promised[row]!.macroF1) * 100).toBeLessThanOrEqual(2 * POINTS);
  }
}

describe.skipIf(path === '')('the figures of the model card', { timeout: patience }, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ferkit-card-'));
    await symlink(resolve(path), join(folder, 'fer2013.csv.gz'));
    await build({
      stdin: { contents: program, resolveDir: root },
      outfile: join(folder, 'page.js'),
      bundle: true,
      format: 'esm',
      platform: 'browser',
      tsconfigRaw: {},
      logLevel: 'error',
    });
    await writeFile(join(folder, 'index.html'), '<body><script type="module" src="page.js"></script>');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  for (const backend of ['wasm', 'tensorflow']) {
    const isMissing = backend === 'tensorflow' && !existsSync(join(tensorFlow, 'node_modules'));
    if (isMissing) console.info('Skipping TensorFlow: it is not in .cache/tensorflow.');
    test.skipIf(isMissing)(`match \`ferkit evaluate\` on ${backend}`, async () => {
      const report = join(folder, `${backend}.json`);
      const ferkit = join(root, 'packages/core/bin/ferkit.js');
      const options = ['--data', resolve(path), '--backend', backend, '--out', report];
      await runWell(backend === 'tensorflow' ? tensorFlow : root, process.execPath, ferkit, 'evaluate', ...options);
      await expectFigures(JSON.parse(await readFile(report, 'utf8')) as Report);
    });
  }

  test('match an evaluation in a page on wasm', async () => {
    const { result } = await openPage(folder, { patience });
    await expectFigures((result as { report: Report }).report);
  });

  test('hold on webgpu: its scores match those of wasm on a sample of faces', async () => {
    const { result } = await openPage(folder, { search: String(STRIDE), patience });
    const { wasm, webgpu } = result as Scores;
    expect(webgpu).toHaveLength(wasm.length);
    const difference = Math.max(...webgpu.map((score, index) => Math.abs(score - wasm[index]!)));
    expect(difference).toBeLessThan(1e-3);
  });
});

const program = `
  import { evaluate, loadModel, openDataset } from '@ferkit/core';

  const data = await openDataset(new URL('/fer2013.csv.gz', location.href).href);
  const faces = data.selectSplit('test');
  const stride = Number(location.search.slice(1));
  const result = {};
  if (stride === 0) {
    const model = await loadModel({ backend: 'wasm' });
    result.report = await evaluate(model, faces, { trainingSet: data.selectSplit('train') });
  } else {
    const some = Array.from({ length: Math.floor(faces.size / stride) }, (_, index) => faces.image(index * stride));
    for (const backend of ['wasm', 'webgpu']) {
      const model = await loadModel({ backend });
      result[backend] = [...(await model.predictMatrix(some))];
      model.dispose();
    }
  }
  document.body.dataset.result = JSON.stringify(result);
`;
