import json from '@rollup/plugin-json';
import { buildSync } from 'esbuild';
import { rmSync } from 'node:fs';
import { dts } from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';

/** Each package: its entries by output name, and those of them that have types of their own to publish. */
const packages = {
  core: {
    entries: {
      index: 'index.ts',
      datasets: 'entries/datasets.ts',
      exchange: 'entries/exchange.ts',
      metrics: 'entries/metrics.ts',
      worker: 'entries/worker.ts',
      cli: 'cli/main.ts',
      trainWorker: 'entries/trainWorker.ts',
      // The two halves of the seam. They stay entries of their own, so that package.json's "imports" can choose between them.
      'platform.node': 'platform/platform.node.ts',
      'platform.browser': 'platform/platform.browser.ts',
      'backends.node': 'backends/providers.node.ts',
      'backends.browser': 'backends/providers.browser.ts',
    },
    typed: ['index', 'datasets', 'exchange', 'metrics', 'worker'],
    // Small files that most parts share, in one: bundlers would make a file of each that the parts share differently.
    chunks: {
      shared:
        /\/src\/(errors|options|abortable|importChunk|yieldToEvents|platform\/(byteChunks|readErrors|browser\/isIndexedDbTarget)|backends\/refusals)\.ts$/,
      // What each program with a model takes.
      engine:
        /\/src\/(tfjs\/(Engine|deviceLoss|engineRegistry)|backends\/selectBackend|graphs\/CompiledGraph|images\/toModelInput|models\/(FerModel|countCost))\.ts$/,
      // What the kernels of each engine take, whose entries the chunk above imports: in it, they would wait for each other.
      kernels: /\/src\/(tfjs\/kernels|kernels\/(normalizeBatch|updateAdam))\.ts$/,
      // Classifiers, apart from training, so that a page with a classifier alone loads neither datasets nor trackers.
      classifier:
        /\/src\/(inference\/(createClassifier|LocalClassifier|FaceExtractor|Classification|Classifier|explain)|faces\/(createFaceDetector|cropFace|frameFace)|models\/loadModel)\.ts$/,
      // In the entry itself, its imports would count for every page: bundlers drop unused modules, not unused parts of one.
      adapting: /\/src\/models\/adaptModel\.ts$/,
      // What only saving and training take, kept out of what a classifier starts with.
      saving: /\/src\/models\/(serializeWeights|encodeModel|copyWeights)\.ts$/,
    },
  },
  react: {
    entries: { index: 'index.ts', export: 'entries/export.ts' },
    typed: ['index', 'export'],
    // One file each, so that a bundler can put what a page needs later into a chunk of its own, whatever else the page takes.
    preserveModules: true,
    // The whole, and what each component looks like alone.
    styles: ['styles.css', 'styles/*.css'],
    // Rollup drops the directive from source files. What needs no React may run on a server as well.
    banner: ({ name }) => (name === 'index' ? "'use client';" : ''),
  },
};

/** Everything that is not a file of the package itself is left for the user's installation or bundler to find. */
const isExternal = (id) => !/^[./\\]/.test(id);

function definePackage(name, { entries, typed, banner, styles, chunks = {}, preserveModules = false }) {
  const folder = `packages/${name}`;
  const input = Object.fromEntries(Object.entries(entries).map(([entry, file]) => [entry, `${folder}/src/${file}`]));
  const typedInput = Object.fromEntries(typed.map((entry) => [entry, input[entry]]));
  const output = (format, extension) => ({
    dir: `${folder}/dist`,
    format,
    entryFileNames: `[name].${extension}`,
    chunkFileNames: `chunks/[name]-[hash].${extension}`,
    sourcemap: true,
    // Rollup would add imports for their effects alone, of which there are none, and bundlers warn of them.
    hoistTransitiveImports: false,
    ...(preserveModules
      ? { preserveModules, preserveModulesRoot: `${folder}/src` }
      : {
          manualChunks: (id) => Object.keys(chunks).find((chunk) => chunks[chunk].test(id)),
          onlyExplicitManualChunks: true,
        }),
    ...(banner === undefined ? {} : { banner }),
  });
  const typeOutput = (extension) => ({
    dir: `${folder}/dist`,
    format: 'es',
    entryFileNames: `[name].d.${extension}`,
    chunkFileNames: `chunks/[name]-[hash].d.${extension}`,
    // `Symbol.dispose`, whatever libraries a user's project names.
    banner: '/// <reference lib="esnext.disposable" />',
  });
  return [
    {
      input,
      external: isExternal,
      plugins: [
        clean(`${folder}/dist`),
        json({ preferConst: true }),
        esbuild({ target: 'es2022' }),
        unmapGenerated,
        ...copyStyles(folder, styles),
      ],
      output: [output('es', 'js'), output('cjs', 'cjs')],
    },
    {
      input: typedInput,
      external: isExternal,
      // Members tagged @internal are for other files of the package.
      plugins: [dts({ compilerOptions: { stripInternal: true } })],
      output: [typeOutput('ts'), typeOutput('cts')],
    },
  ];
}

/** Puts the style sheets, each in one file and minified, beside the code. */
function copyStyles(folder, styles) {
  if (styles === undefined) return [];
  const writeBundle = () => {
    buildSync({
      entryPoints: styles.map((path) => `${folder}/src/${path}`),
      outdir: `${folder}/dist`,
      outbase: `${folder}/src`,
      bundle: true,
      minify: true,
    });
  };
  return [{ name: 'styles', writeBundle }];
}

/** Binary files as text need no source map, which would hold all of it once more. */
const unmapGenerated = {
  name: 'unmapGenerated',
  transform: (code, id) => (id.endsWith('.generated.ts') ? { code, map: { mappings: '' } } : null),
};

function clean(folder) {
  return { name: 'clean', buildStart: () => rmSync(folder, { recursive: true, force: true }) };
}

export default Object.entries(packages).flatMap(([name, definition]) => definePackage(name, definition));
