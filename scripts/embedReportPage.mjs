// Writes the program and the styles of the page of `ferkit evaluate --html` as a TypeScript module. The program is one ES module for
// both: the command line renders with it, and the page runs it. Preact stands in for React, with a sixth of its bytes.
import { build } from 'esbuild';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { browserAliases, sourceOf } from './sourceAliases.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const preact = (path) => fileURLToPath(import.meta.resolve(`preact/${path}`));

const program = `
export { renderContent, texts } from ${JSON.stringify(sourceOf('react/src/report/reportPage.tsx'))};
import { hydrateContent } from ${JSON.stringify(sourceOf('react/src/report/reportPage.tsx'))};
if (typeof document !== 'undefined') void hydrateContent();
`;

/** Bundles one file as it stands in the page. */
async function bundle(options) {
  const { outputFiles } = await build({ bundle: true, minify: true, write: false, logLevel: 'error', ...options });
  const text = outputFiles[0].text.trim();
  if (/<\/(script|style)/i.test(text)) throw new Error('The page would end its own element');
  return text;
}

const constants = {
  script: await bundle({
    stdin: { contents: program, resolveDir: root, loader: 'ts' },
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: {
      ...browserAliases,
      react: preact('compat'),
      'react/jsx-runtime': preact('jsx-runtime'),
      'react-dom/client': preact('compat/client'),
      'react-dom/server': fileURLToPath(import.meta.resolve('preact-render-to-string')),
    },
  }),
  styles: await bundle({
    entryPoints: [sourceOf('react/src/styles/evaluation-report.css')],
  }),
};

const languages = ['de', 'fr', 'es', 'pt', 'ar', 'ja', 'zh', 'ko', 'hi'];
/** Texts of a language as a script that stands before the program in its module: most pages are in one language. */
const bundleTexts = (language) => {
  const path = JSON.stringify(sourceOf(`react/src/messages/locales/${language}.ts`));
  return bundle({
    stdin: { contents: `export { ${language} as default } from ${path};`, resolveDir: root, loader: 'ts' },
    format: 'iife',
    globalName: 'ferkitTexts',
    target: 'es2022',
    charset: 'utf8',
    alias: browserAliases,
  });
};
const texts = Object.fromEntries(await Promise.all(languages.map(async (one) => [one, await bundleTexts(one)])));
// Brotli, because the package's own compression makes it a fifth larger.
const packed = brotliCompressSync(JSON.stringify({ ...constants, texts })).toString('base64');
writeFileSync(
  sourceOf('core/src/cli/reportPage/page.generated.ts'),
  `// Made by scripts/embedReportPage.mjs from packages/react/src.\nexport const packed: string = '${packed}';\n`,
);
