import { readFile } from 'node:fs/promises';

/**
 * The guides in the order of docs/README.md: its headings are groups, and each entry of their lists begins with a link to a page.
 * @returns groups with a title and pages: `file` without its extension, and `name`
 */
export async function readGuides(folder) {
  const groups = [];
  for (const line of (await readFile(`${folder}/README.md`, 'utf8')).split('\n')) {
    const title = /^## (.+)/.exec(line)?.[1];
    if (title !== undefined) groups.push({ title, pages: [] });
    const [, name, file] = /^- \[([^\]]+)\]\(([\w-]+)\.md\)/.exec(line) ?? [];
    if (file !== undefined) groups.at(-1).pages.push({ name, file });
  }
  return groups;
}
