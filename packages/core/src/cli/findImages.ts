import { existsSync, type Dirent } from 'node:fs';
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
export async function findImages(operands: readonly string[], signal: AbortSignal): Promise<string[]> {
  const found = await Promise.all(operands.map((operand) => findOperand(operand, signal)));
  return found.flat();
}

async function findOperand(operand: string, signal: AbortSignal): Promise<string[]> {
  if (/^(https?|file):/.test(operand)) return [operand];
  if (!existsSync(operand) && WILDCARD.test(operand)) {
    return orFail(await matchPattern(operand, signal), `No file matches ${operand}.`);
  }
  // A missing file is told by whoever opens it.
  if (!existsSync(operand) || !(await stat(operand)).isDirectory()) return [operand];
  const images = (await listFiles(operand, signal)).filter((path) => IMAGE.test(path));
  return orFail(images, `The folder ${operand} has no PNG, JPEG or WebP images.`);
}

function orFail(paths: string[], message: string): string[] {
  if (paths.length === 0) throw new Failure(message);
  return paths;
}

/** Folder by folder, so that it can be stopped: somebody may name a whole disk. */
async function listFiles(root: string, signal: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted();
    for (const entry of await readFolder(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.push(path);
    }
  }
  return files.sort();
}

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw new Failure(`Cannot list ${folder}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function matchPattern(pattern: string, signal: AbortSignal): Promise<string[]> {
  const parts = pattern.split(sep === '\\' ? /[\\/]/ : '/');
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => WILDCARD.test(part)),
  );
  const folder = fixed.length === 0 ? '.' : fixed.join('/') || '/';
  if (!existsSync(folder)) return [];
  const expression = toExpression(parts.slice(fixed.length));
  return (await listFiles(folder, signal)).filter((path) => {
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
