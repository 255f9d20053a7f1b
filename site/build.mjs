// `npm run site`: builds the site into site/dist; with --only-pages without reference and components. Its pages link each other relatively, so that any folder of any host serves them.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import MiniSearch from 'minisearch';
import { build as buildWithVite } from 'vite';
import { runStep } from '../scripts/runStep.mjs';
import { setUp } from '../scripts/setup.mjs';
import { buildReference } from './buildReference.mjs';
import { frontPage } from './frontPage.mjs';
import { layout, REPOSITORY } from './layout.mjs';
import { drawPortraits } from './portraits.mjs';
import { readGuides } from './readGuides.mjs';
import { escapeHtml, renderMarkdown } from './renderMarkdown.mjs';
import { searchOptions } from './searchOptions.mjs';

const pathOf = (path) => fileURLToPath(new URL(path, import.meta.url));
const root = pathOf('../');
const out = pathOf('dist/');

/** Longest excerpt of a section in the results of a search, in characters. */
const EXCERPT = 140;

/** Sections that the search can find. */
const entries = [];

function addEntry(page, title, group, text) {
  const words = text.replace(/\s+/g, ' ').trim();
  entries.push({ id: entries.length, page, title, group, text: words, excerpt: words.slice(0, EXCERPT) });
}

async function writePage({ path, ...parts }) {
  await mkdir(dirname(out + path), { recursive: true });
  await writeFile(out + path, layout({ path, ...parts }));
}

/** Scripts, styles and pictures. The packages come from their builds, as an application installs them. */
async function buildAssets() {
  await buildWithVite({
    root: pathOf('.'),
    configFile: false,
    base: './',
    logLevel: 'warn',
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: out,
      emptyOutDir: false,
      chunkSizeWarningLimit: 3000,
      rolldownOptions: {
        input: { page: pathOf('page.ts'), front: pathOf('front.tsx') },
        output: {
          entryFileNames: 'assets/[name].js',
          assetFileNames: (asset) =>
            /\.css$/.test(asset.names?.[0] ?? '') ? 'assets/[name][extname]' : 'assets/[name]-[hash][extname]',
        },
      },
    },
  });
  await cp(pathOf('icon.svg'), `${out}assets/icon.svg`);
  await drawPortraits(`${out}assets/faces`);
}

async function buildFront() {
  await writePage({
    path: 'index.html',
    title: 'ferkit: facial expression recognition for TypeScript',
    description:
      'Find faces and name expressions in the browser, in Node and in React, on the user’s device. Try it on this page.',
    content: frontPage(),
    head: '<link rel="stylesheet" href="assets/front.css">\n<script type="module" src="assets/front.js"></script>\n',
  });
}

/** The pages of docs/, in the order of docs/README.md. */
async function buildGuides() {
  await cp(`${root}docs/performance`, `${out}guides/performance`, { recursive: true });
  await cp(`${root}docs/pictures`, `${out}guides/pictures`, { recursive: true });
  const groups = await readGuides(`${root}docs`);
  const pages = groups.flatMap(({ pages: all }) => all);
  const known = new Set(pages.map(({ file }) => file));
  const listOf = (current) =>
    groups
      .map(
        ({ title, pages: all }) =>
          `<p>${escapeHtml(title)}</p><ul>${all
            .map(
              ({ file, name }) =>
                `<li><a href="${file}.html"${file === current ? ' aria-current="page"' : ''}>${escapeHtml(name)}</a></li>`,
            )
            .join('')}</ul>`,
      )
      .join('');
  const resolveLink = (link) => {
    if (/^([a-z][a-z+.-]*:|#)/i.test(link)) return link;
    const [path, anchor] = link.split('#');
    const file = posix.normalize(posix.join('docs', path));
    if (/^docs\/[\w/-]+\.svg$/.test(file)) return path;
    const guide = /^docs\/([\w-]+)\.md$/.exec(file)?.[1];
    const hash = anchor === undefined ? '' : `#${anchor}`;
    if (guide === 'README') return `index.html${hash}`;
    if (guide !== undefined && known.has(guide)) return `${guide}.html${hash}`;
    return `${REPOSITORY}/blob/main/${file}${hash}`;
  };
  for (const [k, { file, name }] of [{ file: 'README', name: 'Guides' }, ...pages].entries()) {
    const { html, title, headings, sections } = renderMarkdown(
      await readFile(`${root}docs/${file}.md`, 'utf8'),
      resolveLink,
    );
    const path = `guides/${file === 'README' ? 'index' : file}.html`;
    for (const section of sections) {
      const hash = section.anchor === '' ? '' : `#${section.anchor}`;
      addEntry(path + hash, section.title || title, `Guide: ${name}`, section.text);
    }
    const [before, next] = [pages[k - 2], pages[k]];
    const steps = [
      before && `<a rel="prev" href="${before.file}.html">${escapeHtml(before.name)}</a>`,
      next && `<a rel="next" href="${next.file}.html">${escapeHtml(next.name)}</a>`,
    ];
    await writePage({
      path,
      title: `${title} · ferkit`,
      description: sections[0].text.trim().replace(/\s+/g, ' ').slice(0, 155) || title,
      section: 'guides',
      navigation: listOf(file),
      headings,
      content: `<article>${html}</article><nav class="steps" aria-label="Next pages">${steps.filter(Boolean).join('')}</nav>`,
    });
  }
}

async function buildComponents() {
  await runStep('Build Storybook', 'npx', [
    'storybook',
    'build',
    '--config-dir',
    'stories/.storybook',
    '--output-dir',
    `${out}storybook`,
    '--quiet',
  ]);
  const { entries: stories } = JSON.parse(await readFile(`${out}storybook/index.json`, 'utf8'));
  for (const { id, type, title, name, importPath } of Object.values(stories)) {
    const isPage = type === 'docs' && importPath.endsWith('.mdx');
    const text = isPage ? (await readFile(`${root}${importPath}`, 'utf8')).replace(/^(import|<).*$/gm, '') : '';
    if (type === 'docs' || name !== 'Docs') {
      addEntry(
        `storybook/index.html?path=/${type === 'docs' ? 'docs' : 'story'}/${id}`,
        type === 'docs' ? title.split('/').at(-1) : name,
        `Components: ${title}`,
        text,
      );
    }
  }
}

const isWhole = !process.argv.includes('--only-pages');

await setUp();
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await buildAssets();
await buildFront();
await buildGuides();
if (isWhole) {
  await buildReference({ writePage, addEntry });
  await buildComponents();
}
const index = new MiniSearch(searchOptions);
index.addAll(entries);
await writeFile(`${out}search.json`, JSON.stringify(index));
console.log(`The site is in ${out}`);
