import { join, sep } from 'node:path';

const WILDCARD = /[*?]|\{[^{}]*,[^{}]*\}/;

/** True if a name has wildcards or alternatives. A file may have such a name too. */
export const hasWildcard = (name: string): boolean => WILDCARD.test(name);

/** A glob pattern with `*`, `?`, `**` and `{a,b}`, for shells that do not expand it. */
export class Pattern {
  /** The folder that contains all matches: the path before the first wildcard. */
  readonly folder: string;
  readonly #expressions: readonly RegExp[];

  constructor(pattern: string) {
    const slashed = sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
    const alternatives = expandBraces(slashed).map((text) => text.split('/'));
    const [first] = alternatives;
    // The folders that all alternatives begin with, before any wildcard; the last part is the name of a file.
    const fixed = first!.findIndex(
      (part, at) =>
        at === first!.length - 1 ||
        isWild(part) ||
        alternatives.some((parts) => parts[at] !== part || at >= parts.length - 1),
    );
    this.folder = fixed === 0 ? '.' : first!.slice(0, fixed).join('/') || '/';
    this.#expressions = alternatives.map((parts) => toExpression(parts.slice(fixed)));
  }

  /** @param path - of a file below {@link Pattern.folder}, as `join(folder, ...)` gives it */
  matches(path: string): boolean {
    const start = this.folder === '.' ? 0 : join(this.folder, '/').length;
    const below = path.slice(start).split(sep).join('/');
    return this.#expressions.some((expression) => expression.test(below));
  }
}

const isWild = (part: string): boolean => /[*?]/.test(part);

/** Most alternatives of one pattern: three groups of ten multiply to a thousand. */
const MOST_ALTERNATIVES = 1000;

/** Expands `{a,b}` as shells do, nested groups too; braces without a comma are part of a name. */
function expandBraces(pattern: string): string[] {
  const group = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (group === null) return [pattern];
  const [before, after] = [pattern.slice(0, group.index), pattern.slice(group.index + group[0].length)];
  const expanded = new Set<string>();
  for (const choice of group[1]!.split(',')) {
    for (const text of expandBraces(before + choice + after)) {
      if (expanded.size < MOST_ALTERNATIVES) expanded.add(text);
    }
  }
  return [...expanded];
}

/** As in shells, a wildcard matches no leading dot: hidden files are named in full. */
const NAME = String.raw`(?!\.)[^/]+`;

function toExpression(parts: readonly string[]): RegExp {
  const source = parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    if (part === '**') return isLast ? `(?:${NAME}/)*${NAME}` : `(?:${NAME}/)*`;
    const name = part
      .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]');
    const visible = isWild(part.charAt(0)) ? String.raw`(?!\.)` : '';
    return isLast ? visible + name : `${visible}${name}/`;
  });
  return new RegExp(`^${source.join('')}$`);
}
