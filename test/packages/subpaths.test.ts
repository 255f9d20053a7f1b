import { build, type Metafile } from 'esbuild';
import { expect, inject, test } from 'vitest';

const consumer = inject('plain');

/** The chunks of a page's bundle of the program. */
async function bundle(contents: string): Promise<Metafile> {
  const { metafile } = await build({
    stdin: { contents, resolveDir: consumer },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    outdir: 'unused',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return metafile;
}

/** Paths of all files in a page's bundle of the program. */
async function filesOf(contents: string): Promise<readonly string[]> {
  const { outputs } = await bundle(contents);
  return Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
}

test('a page that shows a report does not load tfjs', async () => {
  const files = await filesOf(`
    import { parseReport, reportToMarkdown } from '@ferkit/core/metrics';
    document.body.textContent = reportToMarkdown(parseReport(localStorage.getItem('report')));`);
  expect(files.filter((file) => file.includes('@ferkit/core')).length).toBeGreaterThan(0);
  expect(files.filter((file) => file.includes('@tensorflow'))).toEqual([]);
});

test('a page that shows a dataset loads tfjs only when a photo is looked at', async () => {
  const { outputs } = await bundle(`
    import { openDataset } from '@ferkit/core/datasets';
    document.querySelector('input').onchange = async ({ target }) => console.log(await openDataset(target.files));`);
  const [entry] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === '<stdin>')!;
  const atOnce = new Set<string>();
  const visit = (name: string): void => {
    if (atOnce.has(name) || outputs[name] === undefined) return;
    atOnce.add(name);
    for (const { path, kind } of outputs[name].imports) if (kind === 'import-statement') visit(path);
  };
  visit(entry);
  const files = [...atOnce].flatMap((name) => Object.keys(outputs[name]!.inputs));
  expect(files.some((file) => file.includes('@ferkit/core/dist/platform.browser'))).toBe(true);
  expect(files.filter((file) => file.includes('@tensorflow'))).toEqual([]);
});

test('a page that classifies loads tfjs (control for the tests above)', async () => {
  const files = await filesOf(`
    import { createClassifier } from '@ferkit/core';
    createClassifier().then(console.log);`);
  expect(files.some((file) => file.includes('@tensorflow'))).toBe(true);
});
