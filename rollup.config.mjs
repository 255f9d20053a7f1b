import json from '@rollup/plugin-json';
import { build, buildSync, transformSync } from 'esbuild';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { dts } from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';
import { importSharedFiles, readSharedFile, replaceSharedFiles } from './scripts/sharedFiles.mjs';
import { browserAliases, sourceOf } from './scripts/sourceAliases.mjs';

/** Languages of the components, each an entry. */
const locales = readdirSync('packages/react/src/messages/locales')
  .map((file) => file.replace('.ts', ''))
  .filter((name) => name.length === 2);

/** Packages: entries by output name, and those whose types are published. */
const packages = {
  core: {
    entries: {
      index: 'index.ts',
      datasets: 'entries/datasets.ts',
      exchange: 'entries/exchange.ts',
      metrics: 'entries/metrics.ts',
      tf: 'entries/tf.ts',
      worker: 'entries/worker.ts',
      cli: 'cli/main.ts',
      trainWorker: 'entries/trainWorker.ts',
      classifyWorker: 'entries/browserWorker.ts',
      // Beside the chunk that starts it.
      'chunks/programThread': 'backends/programThread.ts',
      // The variants for Node and browsers. They are separate entries, so that package.json's "imports" can choose between them.
      'platform.node': 'platform/platform.node.ts',
      'platform.browser': 'platform/platform.browser.ts',
      'backends.node': 'backends/providers.node.ts',
      'backends.browser': 'backends/providers.browser.ts',
      'tfjs.node': 'tfjs/evaluateTfjs.node.ts',
      'tfjs.browser': 'tfjs/evaluateTfjs.browser.ts',
      // A file of its own, because it must run before tfjs, which the file that imports it imports too.
      provideRequire: 'tfjs/provideRequire.node.ts',
    },
    typed: ['index', 'datasets', 'exchange', 'metrics', 'tf', 'worker'],
    // For pages without a bundler, in dist/browser: with all dependencies, once with chunks and once as one file.
    pages: {
      chunked: {
        ferkit: 'entries/browser.ts',
        // The classifier of the components as a custom element, which shares the chunks.
        'ferkit-classifier': '../../react/src/element/define.ts',
        worker: 'entries/browserWorker.ts',
        // Beside the file that starts it: a chunk, or the single file.
        'chunks/programThread': 'backends/programThread.ts',
        programThread: 'backends/programThread.ts',
      },
      single: { 'ferkit.single': 'entries/browserSingle.ts' },
      typed: {
        browser: 'entries/browser.ts',
        element: 'entries/browserElement.ts',
        'element-react': 'entries/browserElementReact.ts',
      },
    },
    // For bundles: a worker as one script, in dist/worker.
    worker: { worker: 'entries/packagedWorker.ts', thread: 'backends/programThread.ts' },
    // Large files, once for all builds: the path in dist, and the constant of a module that embeds the file.
    files: [
      { path: 'worker/model', module: 'pretrained/bundledModel.generated.ts', constant: 'weights' },
      { path: 'worker/detector', module: 'faces/blazeFace.generated.ts', constant: 'weights' },
      { path: 'worker/engine', module: 'backends/embeddedWasm/simd.generated.ts', constant: 'binary' },
      { path: 'codecs/jpeg', module: 'platform/node/embeddedCodecs/jpeg.generated.ts', constant: 'binary' },
      { path: 'codecs/webp', module: 'platform/node/embeddedCodecs/webp.generated.ts', constant: 'binary' },
    ],
    // The command runs as an ES module.
    onlyModules: ['cli'],
    // Explicit chunks for shared files: bundlers would otherwise create a chunk for each combination of entries that share one.
    chunks: {
      shared:
        /\/src\/(errors|labels|options|textContent|findNearest|isRecord|words|abortable|enableUsing|importChunk|notify|timeLimit|yieldToEvents|packagedArrival|packagedSizes|platform\/Platform|backends\/refusals)\.ts$/,
      // Code for whatever reads files, which a page with a camera never does.
      files: /\/src\/platform\/(byteChunks|readErrors|browser\/isIndexedDbTarget)\.ts$/,
      // Code for every program with a model.
      engine: /\/src\/(backends\/selectBackend|models\/(FerModel|countCost))\.ts$/,
      images: /\/src\/images\/(readImage|GrayImage|checkImage|normalizeImages)\.ts$/,
      // Faces that were cropped to the size of the network need no resizing.
      resizing: /\/src\/images\/(channels|resizeGray|toModelInput)\.ts$/,
      // Imported by the providers in the backends entries, which the chunk above imports. In one chunk they would form a circle, in which
      // bundlers evaluate the list of providers before the providers.
      tensors:
        /\/src\/(tfjs\/(Engine|deviceLoss|engineRegistry|CpuBackend|isDisposed)|graphs\/CompiledGraph|backends\/cpu)\.ts$/,
      // Code that the kernels of all backends share. As part of the chunk above, which imports those kernels, it would be a cycle.
      kernels: /\/src\/(tfjs\/kernels|kernels\/(normalizeBatch|updateAdam))\.ts$/,
      // Classifiers without training, so that a page that only classifies loads neither datasets nor trackers.
      classifier: /\/src\/(inference\/(createClassifier|explain)|faces\/createFaceDetector|models\/loadModel)\.ts$/,
      // Options of calls, which pages check before they send a call to a worker.
      calls: /\/src\/inference\/(Classifier|Explanation|checkFrames|DownloadProgress)\.ts$/,
      // Apart from the entry: bundlers would load at once what the entry itself imports.
      projects: /\/src\/projects\/\w+\.ts$/,
      // In a file one folder below dist, as in src, because it locates dist/worker.
      ownWorker: /\/src\/worker\/ownWorker\.ts$/,
      // Public functions on faces. Classifiers use the parts below, which are loaded on demand: bundlers would load a chunk at once that
      // the entry imports too.
      faces: /\/src\/faces\/(cropFace|frameFace|FaceTracker|stretchContrast)\.ts$/,
      cropping: /\/src\/faces\/(Face|FaceFrame|cropFaces|findFaces|lookCloser|orderFaces|stretchLevels|turnImage)\.ts$/,
      tracking: /\/src\/faces\/(FaceTracks|FaceLook)\.ts$/,
      // In the entry itself, its imports would count for every page: bundlers drop unused modules, not unused parts of one.
      adapting: /\/src\/models\/adaptModel\.ts$/,
      // Code for saving and training only, which a classifier does not load.
      saving: /\/src\/models\/(serializeWeights|encodeModel|copyWeights)\.ts$/,
    },
  },
  react: {
    entries: {
      index: 'index.ts',
      export: 'entries/export.ts',
      ...Object.fromEntries(locales.map((locale) => [`locales/${locale}`, `messages/locales/${locale}.ts`])),
    },
    typed: ['index', 'export', ...locales.map((locale) => `locales/${locale}`)],
    // One file per module, so that bundlers can split lazily loaded code into separate chunks.
    preserveModules: true,
    // One style sheet for all components, and one for each.
    styles: ['styles.css', 'styles/*.css'],
    // Rollup drops the directive from source files. The entry `export` also runs on a server.
    banner: ({ name }) => (name === 'index' ? "'use client';" : ''),
  },
};

/** The JavaScript of jSquash's decoders. */
const codec = /@jsquash\/\w+\/codec\/dec\/\w+\.js$/;

/** Imports of other packages stay external. */
const isExternal = (id) => !/^[./\\]/.test(id) && !codec.test(id);

function definePackage(name, definition) {
  const { entries, typed, banner, styles, pages, worker, files = [], chunks = {} } = definition;
  const { onlyModules = [], preserveModules = false } = definition;
  const folder = `packages/${name}`;
  const locate = (files) =>
    Object.fromEntries(Object.entries(files).map(([key, file]) => [key, `${folder}/src/${file}`]));
  const input = locate(entries);
  const typedInput = {
    ...Object.fromEntries(typed.map((entry) => [entry, input[entry]])),
    ...locate(pages?.typed ?? {}),
  };
  const output = (format, extension) => ({
    dir: `${folder}/dist`,
    format,
    entryFileNames: `[name].${extension}`,
    chunkFileNames: `chunks/[name]-[hash].${extension}`,
    // Rollup would add imports for side effects, of which there are none, and bundlers warn of them.
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
    // For `Symbol.dispose`, independent of the user's `lib` setting.
    banner: '/// <reference lib="esnext.disposable" />',
  });
  return [
    {
      input,
      external: isExternal,
      plugins: [
        clean(`${folder}/dist`),
        importSharedFiles(folder, files),
        json({ preferConst: true }),
        esbuild({ target: 'es2022' }),
        evaluateTfjsFirst,
        includeCodecs,
        leaveOutOfCommonJs(onlyModules),
        minifyProgram,
        packCommonJs,
        ...(worker === undefined ? [] : [packageWorker(folder, locate(worker), files)]),
        ...copyStyles(folder, styles),
        ...(pages === undefined ? [] : [bundleForPages(folder, locate(pages.chunked), locate(pages.single), files)]),
      ],
      output: [output('es', 'js'), output('cjs', 'cjs')],
    },
    {
      input: typedInput,
      external: isExternal,
      // Removes members tagged @internal, which are for other files of the package.
      plugins: [dts({ compilerOptions: { stripInternal: true } })],
      output: [typeOutput('ts'), typeOutput('cts')],
    },
  ];
}

/** Minifies the command line: it is run and never bundled, so that it needs neither names nor comments for bundlers. */
const minifyProgram = {
  name: 'minify-program',
  renderChunk: (code, { name }, { format }) =>
    name === 'cli' && format === 'es'
      ? { code: transformSync(code, { minify: true, format: 'esm', target: 'es2022' }).code, map: null }
      : null,
};

/**
 * Takes spaces and comments out of CommonJS, which Node runs and bundlers rarely take: 38 kB of the package. Lines stay short, because Node prints
 * the one that throws. Comments to bundlers within imports would go too, so that files with these stay as they are.
 */
const packCommonJs = {
  name: 'pack-commonjs',
  renderChunk: (code, _, { format }) =>
    format === 'cjs' && !code.includes('webpackIgnore')
      ? { code: transformSync(code, { minifyWhitespace: true, lineLimit: 600, target: 'es2022' }).code, map: null }
      : null,
};

/** Bundles and minifies the style sheets into dist. */
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
    // TypeScript 6 checks imports for side effects too.
    writeFileSync(`${folder}/dist/styles.d.cts`, 'export {};\n');
  };
  return [{ name: 'styles', writeBundle }];
}

/** Bundles core and all its dependencies into dist/browser. esbuild does it, since rollup needs plugins for packages of CommonJS. */
function bundleForPages(folder, chunked, single, files) {
  const common = {
    outdir: `${folder}/dist/browser`,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'eof',
    // Preact stands in for React, of which only the custom element has parts.
    alias: {
      ...browserAliases,
      '@ferkit/core/worker': sourceOf('core/src/entries/browserElementWorker.ts'),
      react: preactPath('compat'),
      'react/jsx-runtime': preactPath('jsx-runtime'),
      'react-dom/client': preactPath('compat/client'),
    },
    jsx: 'automatic',
    // Optional peers, which an import map can provide.
    external: ['fflate', 'h5wasm', 'hyparquet'],
    logLevel: 'error',
  };
  return {
    name: 'bundleForPages',
    writeBundle: async ({ format }) => {
      if (format !== 'es') return;
      const importFrom = (path) => [
        inlineStyles,
        replaceSharedFiles(folder, files, ({ importing }, file) => importing(`${path}/${file.path}.js`)),
      ];
      const chunks = { splitting: true, chunkNames: 'chunks/[name]-[hash]' };
      await build({ ...common, ...chunks, entryPoints: chunked, plugins: importFrom('../..') });
      await build({ ...common, entryPoints: single, plugins: importFrom('..') });
    },
  };
}

const preactPath = (path) => fileURLToPath(import.meta.resolve(`preact/${path}`));

/** A style sheet as text. */
const inlineStyles = {
  name: 'inlineStyles',
  setup(builder) {
    builder.onResolve({ filter: /\.css\?inline$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace('?inline', '')),
      namespace: 'inlineStyles',
    }));
    builder.onLoad({ filter: /./, namespace: 'inlineStyles' }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, minify: true, write: false });
      return { contents: outputFiles[0].text.trim(), loader: 'text' };
    });
  },
};

/**
 * Makes the shared files, and the scripts in dist/worker, which fetch them. The worker is one script without imports, so that bundlers can copy
 * it.
 */
function packageWorker(folder, scripts, files) {
  const bundleScripts = async () => {
    const { outputFiles } = await build({
      entryPoints: scripts,
      outdir: 'worker',
      write: false,
      bundle: true,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      minify: true,
      legalComments: 'eof',
      // Vite makes smaller files data: addresses, which many policies forbid workers.
      footer: { js: `//${' '.repeat(4096)}` },
      alias: browserAliases,
      define: { 'import.meta.url': 'self.location.href' },
      plugins: [replaceSharedFiles(folder, files, ({ without }) => without)],
      external: ['fflate', 'h5wasm', 'hyparquet'],
      logLevel: 'error',
    });
    return outputFiles.map(({ path, contents }) => [basename(path), contents]);
  };
  let made;
  return {
    name: 'packageWorker',
    buildStart: () => {
      made = bundleScripts();
    },
    async generateBundle({ format }) {
      if (format !== 'es') return;
      const emit = (fileName, source) => this.emitFile({ type: 'asset', fileName, source });
      const code = Object.fromEntries(await made);
      const shared = files.map((file) => [file.path, readSharedFile(folder, file)]);
      checkSizes(code['worker.js'], shared);
      for (const [name, source] of Object.entries(code)) emit(`worker/${name}`, source);
      for (const [path, { script }] of shared) emit(`${path}.js`, script);
      // Without a type: Node loads them as CommonJS, which require knows everywhere, and esbuild needs no wrapper.
      for (const name of new Set(files.map(({ path }) => dirname(path)))) {
        emit(`${name}/package.json`, '{}\n');
      }
    },
  };
}

/** Pages tell these sizes before they fetch the files. They change a little with each commit and each model. */
function checkSizes(script, files) {
  const text = readFileSync('packages/core/src/packagedSizes.ts', 'utf8');
  const ofWorker = files.filter(([path]) => path.startsWith('worker/'));
  const sizes = {
    code: gzipSync(script).byteLength,
    ...Object.fromEntries(ofWorker.map(([path, { size }]) => [basename(path), size])),
  };
  for (const [part, size] of Object.entries(sizes)) {
    const written = Number(new RegExp(`${part}: ([\\d_]+)`).exec(text)[1].replaceAll('_', ''));
    if (Math.abs(written - size) > 0.05 * size)
      throw new Error(`packagedSizes.ts: ${part} has ${size} bytes, not ${written}`);
  }
}

/** Removes entries, and the chunks that only they import, from the output for CommonJS. */
const leaveOutOfCommonJs = (entries) => ({
  name: 'leaveOutOfCommonJs',
  generateBundle({ format }, bundle) {
    if (format !== 'cjs') return;
    const kept = new Set();
    const keep = (file) => {
      if (kept.has(file) || bundle[file] === undefined) return;
      kept.add(file);
      for (const next of [...bundle[file].imports, ...bundle[file].dynamicImports]) keep(next);
    };
    for (const { isEntry, name, fileName } of Object.values(bundle)) {
      if (isEntry && !entries.includes(name)) keep(fileName);
    }
    for (const file of Object.keys(bundle)) if (!kept.has(file)) Reflect.deleteProperty(bundle, file);
  },
});

/** Imports `#tfjs` before tfjs, after types are gone: it lets tfjs load in bundles that are ES modules. */
const evaluateTfjsFirst = {
  name: 'evaluateTfjsFirst',
  transform: (code, id) =>
    /from ['"]@tensorflow\/tfjs['"]/.test(code) && !id.includes('evaluateTfjs')
      ? // On the first line, so that source maps stay right.
        { code: `import '#tfjs'; ${code}`, map: null }
      : null,
};

/**
 * Includes the decoders, without their search for a WebAssembly file by `import.meta.url`: ferkit has compiled that already. As packages
 * of their own they would assign to `import.meta`, which Rollup makes a syntax error in CommonJS, and webpack would copy the file.
 */
const includeCodecs = {
  name: 'includeCodecs',
  resolveId: (id) => (codec.test(id) ? fileURLToPath(import.meta.resolve(id)) : null),
  load(id) {
    if (!codec.test(id)) return null;
    const code = readFileSync(id, 'utf8')
      .replace('var _scriptDir = import.meta.url;', "var _scriptDir = '';")
      .replace(/if\(import\.meta\.url===undefined\)\{import\.meta\.url="[^"]*"\}/, '')
      .replace(/new URL\(("[^"]*"),import\.meta\.url\)\.href/, '$1');
    if (code.includes('import.meta')) this.error(`${id} uses import.meta in another way than expected`);
    return { code, map: { mappings: '' } };
  },
};

function clean(folder) {
  return { name: 'clean', buildStart: () => rmSync(folder, { recursive: true, force: true }) };
}

export default Object.entries(packages).flatMap(([name, definition]) => definePackage(name, definition));
