import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isImagePath } from '../../imagePaths';
import { UsageError } from '../failures';
import { isUrl } from '../parseValue';
import { isClutter } from './InputImage';
import { hasWildcard, Pattern } from './Pattern';

/** Endings of files with pictures and time. */
const FILM = /\.(mp4|m4v|mov|mkv|webm|avi|mpe?g|mts|m2ts|3gp|ogv|wmv|flv)$/i;

const isFilm = (name: string): boolean => FILM.test(name) && !isClutter(name);

/**
 * Finds the films that operands name: files and URLs by their endings, folders with films and no images, and patterns; in the order of
 * the operands, and of the paths in a folder. Undefined if none names a film.
 * @throws UsageError for films beside images: the results of one are tables over time, of the other lists
 */
export async function findFilms(operands: readonly string[]): Promise<readonly string[] | undefined> {
  const found = await Promise.all(operands.map(listFilms));
  if (found.every((films) => films === undefined)) return undefined;
  const other = operands[found.indexOf(undefined)];
  if (other !== undefined) {
    throw new UsageError(`Films and images need a call each: "${other}" is no film, and has none.`);
  }
  return [...new Set(found.flatMap((films) => films ?? []))];
}

async function listFilms(operand: string): Promise<readonly string[] | undefined> {
  if (isUrl(operand)) return isFilm(new URL(operand).pathname) ? [operand] : undefined;
  const facts = await stat(operand).catch(() => undefined);
  if (facts?.isDirectory() === true) {
    const paths = await listFiles(operand);
    const films = paths.filter(isFilm);
    return films.length === 0 || paths.some((path) => isImagePath(path) && !isClutter(path)) ? undefined : films;
  }
  if (facts === undefined && hasWildcard(operand)) {
    const pattern = new Pattern(operand);
    const films = (await listFiles(pattern.folder)).filter((path) => pattern.matches(path) && isFilm(path));
    return films.length === 0 ? undefined : films;
  }
  return isFilm(operand) ? [operand] : undefined;
}

/** The files below a folder, sorted; none of one that cannot be read, which is then no folder of films. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
