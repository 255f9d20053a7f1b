import { build, transform, type Metafile } from 'esbuild';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rollup, type Plugin } from 'rollup';
import { expect, test } from 'vitest';
import { root } from './support/createProject';

const react = join(root, 'packages/react/dist');

/** A chunk that a page loads. */
interface Chunk {
  readonly name: string;
  /** Size after gzip. */
  readonly bytes: number;
  /** True if the page loads it at once, false if on demand. */
  readonly isStatic: boolean;
}

/** Bundles a program for a page, without tfjs and React. */
async function measure(program: string, external: readonly string[]): Promise<readonly Chunk[]> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: root },
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    platform: 'browser',
    outdir: '/out',
    write: false,
    metafile: true,
    external: [...external],
    // Without the repository's path aliases, which lead to the sources instead of the packages.
    tsconfigRaw: {},
  });
  const isStatic = reachable(metafile);
  return outputFiles
    .map(({ path, contents }) => {
      const [key] = Object.keys(metafile.outputs).filter((name) => path.endsWith(name.split('/').at(-1)!));
      const largest = Object.entries(metafile.outputs[key!]!.inputs).sort(
        ([, a], [, b]) => b.bytesInOutput - a.bytesInOutput,
      )[0];
      return {
        name: largest?.[0].split('/').slice(-2).join('/') ?? 'entry',
        bytes: gzipSync(contents, { level: 9 }).length,
        isStatic: isStatic.has(key!),
      };
    })
    .sort((a, b) => Number(b.isStatic) - Number(a.isStatic) || b.bytes - a.bytes);
}

function reachable({ outputs }: Metafile): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (key: string): void => {
    if (found.has(key) || outputs[key] === undefined) return;
    found.add(key);
    for (const { path, kind } of outputs[key].imports) if (kind === 'import-statement') visit(path);
  };
  Object.entries(outputs).forEach(([key, { entryPoint }]) => entryPoint?.includes('stdin') && visit(key));
  return found;
}

const sum = (chunks: readonly Chunk[]): number => chunks.reduce((total, { bytes }) => total + bytes, 0);
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

function print(title: string, chunks: readonly Chunk[]): void {
  const lines = chunks.map(
    ({ name, bytes, isStatic }) => `  ${isStatic ? 'at once' : 'later  '} ${kilobytes(bytes).padStart(9)}  ${name}`,
  );
  console.log(`${title}, after gzip\n${lines.join('\n')}`);
}

test('a classifier adds less than 15 kB to tfjs at once; model, detector and decoders load on demand', async () => {
  const program = `import { createClassifier } from '@ferkit/core'; globalThis.classifier = createClassifier();`;
  const chunks = await measure(program, ['@tensorflow/*']);
  print('createClassifier', chunks);
  expect(sum(chunks.filter(({ isStatic }) => isStatic))).toBeLessThan(15_000);
});

test('a page that starts workers loads no tensor engine, however it imports the entry', async () => {
  const chunks = await measure(`export * from '@ferkit/core/worker';`, []);
  print(
    '@ferkit/core/worker',
    chunks.filter(({ isStatic }) => isStatic),
  );
  expect(sum(chunks.filter(({ isStatic }) => isStatic))).toBeLessThan(30_000);
});

/**
 * Bundles a component with Rollup, as Vite does. esbuild would put a package's lazily loaded exports into the initial chunk.
 */
async function measureComponent(name: string): Promise<readonly Chunk[]> {
  const page = 'page.js';
  const library: Plugin = {
    name: 'library',
    resolveId: (id) => (id === page ? id : id === '@ferkit/react' ? join(react, 'index.js') : null),
    load: (id) => (id === page ? `import { ${name} } from '@ferkit/react'; globalThis.view = ${name};` : null),
  };
  const bundle = await rollup({
    input: page,
    external: [/^@ferkit\/core/, /^react/],
    plugins: [library],
    // Rollup warns that it ignores 'use client'.
    onLog: () => undefined,
  });
  const { output } = await bundle.generate({ format: 'es', hoistTransitiveImports: false });
  const chunks = output.filter((file) => file.type === 'chunk');
  const isStatic = new Set<string>();
  const visit = (fileName: string): void => {
    if (isStatic.has(fileName)) return;
    isStatic.add(fileName);
    chunks.find((chunk) => chunk.fileName === fileName)?.imports.forEach(visit);
  };
  chunks.filter(({ isEntry }) => isEntry).forEach(({ fileName }) => visit(fileName));
  return Promise.all(
    chunks.map(async ({ fileName, name: chunk, code }) => {
      const minified = await transform(code, { minify: true, target: 'es2022' });
      return { name: chunk, bytes: gzipSync(minified.code, { level: 9 }).length, isStatic: isStatic.has(fileName) };
    }),
  );
}

test.each([
  ['EmotionClassifier', 'emotion-classifier'],
  ['TeachingPanel', 'teaching-panel'],
  ['TrainingPanel', 'training-panel'],
  ['ConfusionMatrix', 'confusion-matrix'],
  ['TrainingCurves', 'training-curves'],
  ['LabelDistribution', 'label-distribution'],
  ['ReliabilityDiagram', 'reliability-diagram'],
  ['RobustnessChart', 'robustness-chart'],
  ['ExplanationMap', 'explanation-map'],
  ['ExpressionTimeline', 'expression-timeline'],
  ['PredictionGrid', 'prediction-grid'],
  ['ScoresTable', 'scores-table'],
  ['EvaluationReport', 'evaluation-report'],
])('%s and its styles weigh less than 12 kB', async (name, sheet) => {
  const chunks = await measureComponent(name);
  const styles = gzipSync(await readFile(join(react, `styles/${sheet}.css`)), { level: 9 }).length;
  const all = [...chunks, { name: `${sheet}.css`, bytes: styles, isStatic: true }];
  print(name, all);
  expect(sum(all.filter(({ isStatic }) => isStatic))).toBeLessThan(12_000);
});

test('languages load on demand, each as a file of its own', async () => {
  const chunks = await measureComponent('MessagesProvider');
  print('MessagesProvider', chunks);
  const languages = chunks.filter(({ name }) => /^[a-z]{2}$/.test(name));
  expect(languages.map(({ name }) => name).sort()).toEqual(['ar', 'de', 'es', 'fr', 'hi', 'ja', 'ko', 'pt', 'zh']);
  for (const { bytes, isStatic } of languages) {
    expect(isStatic).toBe(false);
    expect(bytes).toBeLessThan(8100);
  }
  expect(sum(chunks.filter(({ isStatic }) => isStatic))).toBeLessThan(1500);
});

test('the style sheets of the components together have all classes of styles.css', async () => {
  const classes = async (path: string): Promise<readonly string[]> =>
    (await readFile(join(react, path), 'utf8')).match(/\.ferkit-[a-z-]+/g) ?? [];
  const sheets = (await readdir(join(react, 'styles'))).filter((name) => name.endsWith('.css'));
  const parts = await Promise.all(sheets.map((name) => classes(`styles/${name}`)));
  expect([...new Set(parts.flat())].sort()).toEqual([...new Set(await classes('styles.css'))].sort());
});
