// `npm run check-links`: every relative link in Markdown leads to a file of the repository, and every anchor to a heading.
// External links are not checked.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

const LINK = /\]\(<?([^)\s>]+)|(?:href|src)="([^"]+)"|^\[[^\]]+\]:\s+(\S+)/gm;
/** An address with a scheme, or a page of Storybook. */
const isElsewhere = (link) => /^([a-z][a-z+.-]*:|\?)/i.test(link);

const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
// git also lists files that are deleted and not yet committed.
const files = new Set(listed.split('\n').filter((path) => path !== '' && existsSync(path)));
const folders = new Set([...files].flatMap(parentsOf));
const pages = new Map([...files].filter((path) => /\.mdx?$/.test(path)).map((path) => [path, readPage(path)]));

const broken = [...pages].flatMap(([path, { links }]) =>
  links.flatMap(({ link, line }) => {
    const problem = findProblem(path, link);
    return problem === undefined ? [] : [`${path}:${line}  ${link}: ${problem}`];
  }),
);
for (const problem of broken) console.error(problem);
console.log(`${pages.size} pages, ${broken.length} broken links`);
process.exitCode = broken.length === 0 ? 0 : 1;

function parentsOf(path) {
  const parent = posix.dirname(path);
  return parent === '.' ? ['.'] : [parent, ...parentsOf(parent)];
}

function readPage(path) {
  const text = readFileSync(path, 'utf8').replace(/^(```+)[^]*?^\1/gm, blank);
  const prose = text.replace(/(`+)[^]*?[^`]\1(?!`)/g, blank);
  const links = [...prose.matchAll(LINK)].map((match) => ({
    link: match[1] ?? match[2] ?? match[3],
    line: prose.slice(0, match.index).split('\n').length,
  }));
  return { links: links.filter(({ link }) => !isElsewhere(link)), anchors: anchorsOf(text) };
}

/** Blanks code, and keeps line numbers. */
function blank(code) {
  return code.replace(/[^\n]/g, '');
}

/** The anchors that GitHub makes of headings: repeated headings get a number. */
function anchorsOf(text) {
  const counts = new Map();
  return new Set(
    [...text.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading]) => {
      const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
      const anchor = words
        .toLowerCase()
        .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
        .replaceAll(' ', '-');
      const count = counts.get(anchor) ?? 0;
      counts.set(anchor, count + 1);
      return count === 0 ? anchor : `${anchor}-${count}`;
    }),
  );
}

function findProblem(from, link) {
  const [path, anchor] = decodeURI(link).split('#');
  const target = path === '' ? from : posix.join(posix.dirname(from), path).replace(/\/$/, '');
  if (!files.has(target) && !folders.has(target)) return 'no such file';
  if (anchor === undefined || !pages.has(target) || pages.get(target).anchors.has(anchor)) return undefined;
  return 'no such heading';
}
