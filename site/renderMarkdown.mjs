// Markdown to HTML: headings with anchors, code in two themes, links between pages.
import {
  bundledLanguages,
  bundledThemes,
  codeToTokensWithThemes,
  createOnigurumaEngine,
  createShikiInternal,
  loadBuiltinWasm,
} from '@gerrit0/mini-shiki';
import MarkdownIt from 'markdown-it';

const THEMES = { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' };
const LANGUAGES = [
  'bash',
  'css',
  'html',
  'http',
  'javascript',
  'json',
  'python',
  'sh',
  'ts',
  'tsx',
  'typescript',
  'yaml',
];

await loadBuiltinWasm();
const shiki = await createShikiInternal({
  engine: createOnigurumaEngine(),
  themes: Object.values(THEMES).map((name) => bundledThemes[name]),
  langs: LANGUAGES.map((name) => bundledLanguages[name]),
});

export const escapeHtml = (text) =>
  text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]);

/** Code with colours of both themes, and the button that copies it. */
export function highlight(code, language) {
  const known = shiki.getLoadedLanguages().includes(language);
  const lines = known
    ? codeToTokensWithThemes(shiki, code, { lang: language, themes: THEMES, tokenizeTimeLimit: 0 }).map((tokens) =>
        tokens
          .map(({ content, variants: { light, dark } }) =>
            content.trim() === ''
              ? content
              : `<span style="--l:${light.color};--d:${dark.color}">${escapeHtml(content)}</span>`,
          )
          .join(''),
      )
    : code.split('\n').map(escapeHtml);
  return `<div class="code"><pre tabindex="0"><code>${lines.join('\n').trimEnd()}</code></pre></div>\n`;
}

/** The anchor of a heading, as GitHub makes it. */
function anchorOf(heading, seen) {
  const anchor = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
  const count = seen.get(anchor) ?? 0;
  seen.set(anchor, count + 1);
  return count === 0 ? anchor : `${anchor}-${count}`;
}

/**
 * Renders a page.
 * @param resolveLink - gives the address of a link of the page
 * @returns the HTML, the title, the headings of the second and third level, and the text of each section
 */
export function renderMarkdown(source, resolveLink) {
  const markdown = new MarkdownIt({ html: true, highlight: undefined });
  const text = source.replace(/^---\n[^]*?\n---\n/, '');
  const tokens = markdown.parse(text, {});
  const seen = new Map();
  const headings = [];
  const sections = [{ title: '', anchor: '', text: '' }];
  let title = '';
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const inline = tokens[index + 1];
      const name = plainText(inline);
      const anchor = anchorOf(name, seen);
      token.attrSet('id', anchor);
      const level = Number(token.tag[1]);
      if (level === 1) title = name;
      else {
        headings.push({ level, name, anchor });
        if (level === 2) sections.push({ title: name, anchor, text: '' });
      }
    } else if (token.type === 'inline') {
      for (const child of token.children) {
        if (child.type === 'link_open') child.attrSet('href', resolveLink(child.attrGet('href')));
        if (child.type === 'image') child.attrSet('src', resolveLink(child.attrGet('src')));
      }
      if (tokens[index - 1]?.type !== 'heading_open') sections.at(-1).text += ` ${plainText(token)}`;
    } else if (token.type === 'fence') {
      sections.at(-1).text += ` ${token.content}`;
    }
  }
  const { rules } = markdown.renderer;
  rules.fence = (all, index) => highlight(all[index].content, all[index].info.split(/\s/)[0]);
  rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
  rules.table_close = () => '</table></div>\n';
  rules.heading_close = (all, index) => {
    const { tag } = all[index];
    const anchor = all
      .slice(0, index)
      .findLast(({ type }) => type === 'heading_open')
      .attrGet('id');
    const link = tag === 'h1' ? '' : ` <a class="anchor" href="#${anchor}" aria-label="Link to this section">#</a>`;
    return `${link}</${tag}>\n`;
  };
  return { html: markdown.renderer.render(tokens, markdown.options, {}), title, headings, sections };
}

/** Text of an inline token without its marks. */
const plainText = ({ children }) =>
  children
    .map(({ type, content }) => (type === 'softbreak' ? ' ' : ['text', 'code_inline'].includes(type) ? content : ''))
    .join('');
