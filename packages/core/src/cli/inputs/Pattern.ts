import { join, sep } from 'node:path';

const WILDCARD = /[*?]/;

/** True if a name has wildcards. A file may have such a name too. */
export const hasWildcard = (name: string): boolean => WILDCARD.test(name);

/** A glob pattern with `*`, `?` and `**`, for shells that do not expand it. */
export class Pattern {
  /** The folder that contains all matches: the path before the first wildcard. */
  readonly folder: string;
  readonly #expression: RegExp;

  constructor(pattern: string) {
    const parts = pattern.split(sep === '\\' ? /[\\/]/ : '/');
    const fixed = parts.findIndex(hasWildcard);
    this.folder = fixed === 0 ? '.' : parts.slice(0, fixed).join('/') || '/';
    this.#expression = toExpression(parts.slice(fixed));
  }

  /** @param path - of a file below {@link Pattern.folder}, as `join(folder, ...)` gives it */
  matches(path: string): boolean {
    const start = this.folder === '.' ? 0 : join(this.folder, '/').length;
    return this.#expression.test(path.slice(start).split(sep).join('/'));
  }
}

function toExpression(parts: readonly string[]): RegExp {
  const source = parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    if (part === '**') return isLast ? '.*' : '(?:[^/]+/)*';
    const name = part
      .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]');
    return isLast ? name : `${name}/`;
  });
  return new RegExp(`^${source.join('')}$`);
}
