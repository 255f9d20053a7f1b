// The frame of all pages: head, navigation, content, contents of the page.
import { escapeHtml } from './renderMarkdown.mjs';

export const REPOSITORY = 'https://github.com/ferkit/ferkit';

/** Sets the chosen theme before the page is painted. */
const themeScript = `try{const t=localStorage.getItem('theme');if(t)document.documentElement.dataset.theme=t}catch{}`;

const icons = {
  search:
    '<path d="M7 1.5a5.5 5.5 0 0 1 4.4 8.8l3.2 3.1-1.1 1.1-3.2-3.2A5.5 5.5 0 1 1 7 1.5Zm0 1.6a3.9 3.9 0 1 0 0 7.8 3.9 3.9 0 0 0 0-7.8Z"/>',
  theme: '<path d="M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1.6v10.8A5.4 5.4 0 0 0 8 2.6Z"/>',
};
const icon = (name) =>
  `<svg viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true">${icons[name]}</svg>`;

/**
 * @param path - path of the page below the root of the site, which makes its links relative
 * @param section - `guides`, `reference` or undefined on the front page
 * @param navigation - HTML of the list of pages beside the content
 * @param headings - headings of the page, for the list of its contents
 */
export function layout({ path, title, description, section, navigation, headings = [], content, head = '' }) {
  const base = '../'.repeat(path.split('/').length - 1);
  const place = (name, href, label) =>
    `<a href="${base}${href}"${section === name ? ' aria-current="true"' : ''}>${label}</a>`;
  const contents = headings.filter(({ level }) => level === 2);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<meta name="description" content="${escapeHtml(description)}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${base}assets/icon.svg" type="image/svg+xml">
<script>${themeScript}</script>
<link rel="stylesheet" href="${base}assets/page.css">
<script type="module" src="${base}assets/page.js" data-base="${base}"></script>
${head}</head>
<body class="${section ?? 'front'}">
<a class="skip" href="#content">Skip to the content</a>
<header class="bar">
<a class="brand" href="${base}index.html"><img src="${base}assets/icon.svg" alt="" width="24" height="24">ferkit</a>
<nav aria-label="Site">
${place('guides', 'guides/index.html', 'Guides')}
${place('components', 'storybook/index.html', 'Components')}
${place('reference', 'reference/index.html', 'Reference')}
<a class="wide" href="${REPOSITORY}">GitHub</a>
</nav>
<button type="button" class="find" data-open-search aria-label="Search">${icon('search')}<span>Search</span><kbd>/</kbd></button>
<button type="button" class="round" data-theme-switch aria-label="Switch between light and dark">${icon('theme')}</button>
</header>
${navigation === undefined ? '' : `<details class="menu"><summary>All pages</summary><nav aria-label="Pages, folded">${navigation}</nav></details>`}
<div class="columns">
${navigation === undefined ? '' : `<nav class="side" aria-label="Pages">${navigation}</nav>`}
<main id="content" tabindex="-1">
${content}
</main>
${contents.length < 2 ? '' : `<nav class="contents" aria-label="On this page"><p>On this page</p><ul>${contents.map(({ name, anchor }) => `<li><a href="#${anchor}">${escapeHtml(name)}</a></li>`).join('')}</ul></nav>`}
</div>
<footer>Apache-2.0. FER2013 is not included: bring your own copy. <a href="${REPOSITORY}">Source</a></footer>
<dialog class="search" aria-label="Search">
<form method="dialog"><input type="search" aria-label="Search the site" placeholder="Search guides, components and reference" autocomplete="off" spellcheck="false"><button>Close</button></form>
<ul></ul><p role="status"></p>
</dialog>
</body>
</html>
`;
}
