// The reference, made of the TSDoc of all that the packages export.
import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';
import { escapeHtml, renderMarkdown } from './renderMarkdown.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = join(root, '.cache/reference');

/** Names of the packages' entries, with their files. */
const entries = {
  '@ferkit/core': 'packages/core/src/index.ts',
  '@ferkit/core/exchange': 'packages/core/src/entries/exchange.ts',
  '@ferkit/core/worker': 'packages/core/src/entries/worker.ts',
  '@ferkit/react': 'packages/react/src/index.ts',
  '@ferkit/react/export': 'packages/react/src/entries/export.ts',
};

/** A row of an index, whose first sentence is enough to choose by. */
const LATER_SENTENCES = /^(\| \[[^\]]+\]\([^)]*\) \| .*?\.) (?=[A-Z[`]).* \|$/gm;

/** Writes a page for each public name. */
export async function buildReference({ writePage, addEntry }) {
  const app = await Application.bootstrapWithPlugins({
    entryPoints: Object.values(entries).map((path) => join(root, path)),
    plugin: ['typedoc-plugin-markdown'],
    tsconfig: join(root, 'stories/.storybook/tsconfig.docgen.json'),
    name: 'Reference',
    readme: 'none',
    skipErrorChecking: true,
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    sort: ['source-order'],
    logLevel: 'Error',
    outputFileStrategy: 'members',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    hideGroupHeadings: false,
    indexFormat: 'table',
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    entryFileName: 'index',
    out: folder,
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the packages');
  for (const module of project.children) {
    const entry = Object.keys(entries).find(
      (name) => entries[name].replace(/(\/index)?\.ts$/, '') === `packages/${module.name}`,
    );
    if (entry === undefined) throw new Error(`No entry of the packages is ${module.name}`);
    module.name = entry;
  }
  await app.generateOutputs(project);
  const pages = [];
  /** The entries of the packages, and below that of a page the names of its own kind: all names would be most of each page. */
  const navigation = (path) => {
    const up = '../'.repeat(path.split('/').length - 2);
    const addressOf = (target) => up + target.slice('reference/'.length);
    return Object.keys(entries)
      .map((name) => {
        const siblings = pages.filter(
          (page) => page.module === name && posix.dirname(page.path) === posix.dirname(path),
        );
        const items = siblings.map(
          (page) =>
            `<li><a href="${addressOf(page.path)}"${page.path === path ? ' aria-current="page"' : ''}>${escapeHtml(page.name)}</a></li>`,
        );
        const entry = `<p><a href="${addressOf(`reference/${name}/index.html`)}">${escapeHtml(name)}</a></p>`;
        return items.length === 0 ? entry : `${entry}<ul>${items.join('')}</ul>`;
      })
      .join('');
  };
  const files = await listPages(folder);
  for (const file of files) {
    const module = Object.keys(entries)
      .filter((name) => file.startsWith(`${name}/`))
      .toSorted((a, b) => b.length - a.length)[0];
    const name = posix.basename(file, '.md');
    if (module !== undefined && name !== 'index')
      pages.push({ path: `reference/${file.replace(/\.md$/, '.html')}`, module, name });
  }
  for (const file of files) {
    const path = `reference/${file.replace(/\.md$/, '.html')}`;
    const markdown = (await readFile(join(folder, file), 'utf8')).replace(LATER_SENTENCES, '$1 |');
    const { html, title, headings, sections } = renderMarkdown(markdown, (link) =>
      /^[a-z]+:/i.test(link) ? link : link.replace(/\.md(?=#|$)/, '.html'),
    );
    const page = pages.find((one) => one.path === path);
    if (page !== undefined)
      addEntry(
        path,
        page.name,
        `Reference: ${page.module}`,
        sections
          .map(({ text }) => text)
          .join(' ')
          .slice(0, 1500),
      );
    await writePage({
      path,
      title: `${title} · ferkit`,
      description: `${title}: ${sections[0].text.replace(/\s+/g, ' ').trim()}`.slice(0, 155),
      section: 'reference',
      navigation: navigation(path),
      headings,
      content: `<article class="symbol">${html}</article>`,
    });
  }
}

/** Paths of all Markdown files below a folder. */
async function listPages(where) {
  const found = await readdir(where, { recursive: true });
  return found
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.md'))
    .toSorted();
}
