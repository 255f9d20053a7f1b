import { stat } from 'node:fs/promises';
import { UsageError } from '../failures';
import { isUrl } from '../parseValue';
import { isClutter } from './InputImage';
import { isWantedImage, walkFolder } from './openInputs';
import { hasWildcard, Pattern } from './Pattern';

/** Endings of files with pictures and time. */
const FILM = /\.(mp4|m4v|mov|mkv|webm|avi|mpe?g|mts|m2ts|3gp|ogv|wmv|flv)$/i;

const isFilm = (name: string): boolean => FILM.test(name) && !isClutter(name);

/**
 * Finds the films that operands name: files and URLs by their endings, folders with films and no images, and patterns; in the order of
 * the operands, and of the paths in a folder. Undefined if none names a film.
 * @throws the signal's reason; UsageError for films beside images: the results of one are tables over time, of the other lists
 */
export async function findFilms(
  operands: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const found = await Promise.all(operands.map((operand) => listFilms(operand, signal)));
  if (found.every((films) => films === undefined)) return undefined;
  const other = operands[found.indexOf(undefined)];
  if (other !== undefined) {
    throw new UsageError(`Films and images need a call each: "${other}" is no film, and has none.`);
  }
  return [...new Set(found.flatMap((films) => films ?? []))];
}

async function listFilms(operand: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
  if (isUrl(operand)) return isFilm(new URL(operand).pathname) ? [operand] : undefined;
  const facts = await stat(operand).catch(() => undefined);
  if (facts?.isDirectory() === true) return filmsBelow(operand, (path) => isFilm(path) || isWantedImage(path), signal);
  if (facts === undefined && hasWildcard(operand)) {
    const pattern = new Pattern(operand);
    return filmsBelow(pattern.folder, (path) => pattern.matches(path) && isFilm(path), signal);
  }
  return isFilm(operand) ? [operand] : undefined;
}

/** The wanted films below a folder; undefined if there are none, or if a wanted file is an image. */
async function filmsBelow(
  folder: string,
  wants: (path: string) => boolean,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const films: string[] = [];
  for await (const { path, error } of walkFolder(folder, wants, signal)) {
    if (error !== undefined) continue;
    if (isWantedImage(path)) return undefined;
    films.push(path);
  }
  return films.length === 0 ? undefined : films;
}
