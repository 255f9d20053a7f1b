import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Failure } from './Failure';

const IMAGE = /\.(png|jpe?g|webp)$/i;
const WILDCARD = /[*?]/;

/**
 * Finds the image files that are meant: files as they are, folders with all the images in them, and patterns with `*`,
 * `?` and `**`, for shells that leave them to the program. URLs are passed on.
 * @throws Failure where a name, folder or pattern leads to nothing
 */
export async function findImages(operands: readonly string[]): Promise<string[]> {
  const found = await Promise.all(operands.map(findOperand));
  return found.flat();
}

async function findOperand(operand: string): Promise<string[]> {
  if (/^(https?|file):/.test(operand)) return [operand];
  if (!existsSync(operand) && WILDCARD.test(operand)) {
    return orFail(await matchPattern(operand), `No file matches ${operand}.`);
  }
  // A missing file is told by whoever opens it.
  if (!existsSync(operand) || !(await stat(operand)).isDirectory()) return [operand];
  const images = (await listFiles(operand)).filter((path) => IMAGE.test(path));
  return orFail(images, `The folder ${operand} has no PNG, JPEG or WebP images.`);
}

function orFail(paths: string[], message: string): string[] {
  if (paths.length === 0) throw new Failure(message);
  return paths;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw new Failure(`Cannot list ${folder}: ${error instanceof Error ? error.message : String(error)}.`);
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function matchPattern(pattern: string): Promise<string[]> {
  const parts = pattern.split(sep === '\\' ? /[\\/]/ : '/');
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => WILDCARD.test(part)),
  );
  const folder = fixed.length === 0 ? '.' : fixed.join('/') || '/';
  if (!existsSync(folder)) return [];
  const expression = toExpression(parts.slice(fixed.length));
  return (await listFiles(folder)).filter((path) => {
    const relative = folder === '.' ? path : path.slice(folder === '/' ? 1 : join(folder).length + 1);
    return expression.test(relative.split(sep).join('/'));
  });
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
