import { decodedEnding, imageEnding } from './imageFormats';

/** True for the file extensions of formats that are decoded in Node and in browsers. */
export const isDecodedPath = (path: string): boolean => decodedEnding.test(path);

/** True for the file extensions of images, also of formats that are not decoded everywhere. */
export const isImagePath = (path: string): boolean => imageEnding.test(path);

/** The last part of a path with forward slashes. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The folders of a path with forward slashes, from the top. */
export const foldersOf = (path: string): readonly string[] => path.split('/').slice(0, -1);

/** The name of an image file without folders and extensions: `s1.jpg.png` gives `s1`. */
export function stemOf(path: string): string {
  let stem = baseName(path);
  while (isImagePath(stem)) stem = stem.slice(0, stem.lastIndexOf('.'));
  return stem;
}

/** The name of a sample for a reader: its image file; the number of its row where a file, such as a CSV, holds many. */
export function nameSample({ source, row }: { readonly source?: string; readonly row: number }): string {
  if (source === undefined) return `row ${row}`;
  return isImagePath(source) ? source : `${source}, row ${row}`;
}
