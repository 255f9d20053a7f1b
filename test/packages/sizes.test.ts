import { build, type Metafile } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { root } from './support/packPackages';

/** A chunk of what a page loads, in bytes after gzip. */
interface Chunk {
  readonly name: string;
  readonly bytes: number;
  /** Whether it comes with the page rather than when it is needed. */
  readonly isStatic: boolean;
}

/** Bundles a program as a page would, without the engine and without React. */
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
    // The paths of the repository lead to the sources, and users have the packages.
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

test('a classifier adds little to tfjs, besides its model and the reader of it, its detector and the decoders, which come later', async () => {
  const program = `import { createClassifier } from '@ferkit/core'; globalThis.classifier = createClassifier();`;
  const chunks = await measure(program, ['@tensorflow/*']);
  print('createClassifier', chunks);
  expect(sum(chunks.filter(({ isStatic }) => isStatic))).toBeLessThan(15_000);
});

// Each beside the style sheet, which is one for all, and is weighed with it.
test.each([
  ['EmotionClassifier', 15_500],
  ['TrainingPanel', 16_500],
  ['ConfusionMatrix', 12_000],
  ['PredictionGrid', 12_000],
  ['ScoresTable', 12_000],
])('%s and the style sheet weigh less than %d bytes', async (name, budget) => {
  const program = `import { ${name} } from '@ferkit/react'; globalThis.view = ${name};`;
  const chunks = await measure(program, ['@ferkit/core', '@ferkit/core/*', 'react', 'react/*']);
  const styles = gzipSync(await readFile(join(root, 'packages/react/dist/styles.css')), { level: 9 }).length;
  print(name, [...chunks, { name: 'styles.css', bytes: styles, isStatic: true }]);
  expect(sum(chunks.filter(({ isStatic }) => isStatic)) + styles).toBeLessThan(budget);
});
