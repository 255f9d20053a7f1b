import type { FolderEntry } from '../../platform/Platform';
import { SPLITS } from '../DatasetColumns';
import { findSplit } from '../findExpression';
import { baseName, foldersOf } from '../../imagePaths';

/** Finds the files that a list names, wherever its paths start: at the list, at the opened folder, or somewhere else. */
export class ImageMatcher {
  /** Files by their names without folders, in lower case, with and without extension. */
  readonly #byName = new Map<string, FolderEntry[]>();

  constructor(entries: readonly FolderEntry[]) {
    for (const entry of entries) {
      const name = baseName(entry.path).toLowerCase();
      const stem = name.replace(/\.[^.]+$/, '');
      // RAF-DB's list names images without the ending of their aligned crops.
      for (const key of new Set([name, stem, stem.replace(/_aligned$/, ''), name.replace('_aligned.', '.')])) {
        const known = this.#byName.get(key);
        if (known === undefined) this.#byName.set(key, [entry]);
        else known.push(entry);
      }
    }
  }

  /**
   * Matches the paths of a list.
   * @param list - the path of the list, relative to the opened folder
   * @returns for each path its file; undefined for none, or the candidates among which nothing decides
   */
  match(
    paths: readonly { readonly path: string; readonly split: number }[],
    list: string,
  ): readonly (FolderEntry | readonly FolderEntry[] | undefined)[] {
    const folder = list.includes('/') ? list.slice(0, list.lastIndexOf('/') + 1) : '';
    const candidates = paths.map(({ path, split }) => this.#candidates(path, split, folder));
    // Paths from another computer start with folders that are not here, all of them with the same.
    const foreign = candidates.every((found) => found?.foreign !== '');
    const counts = new Map<string, number>();
    for (const found of candidates)
      if (found !== undefined) counts.set(found.foreign, (counts.get(found.foreign) ?? 0) + 1);
    const start = foreign ? [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] : '';
    return candidates.map((found) => {
      const matches = found?.foreign === start ? (found?.entries ?? []) : [];
      return matches.length > 1 ? matches : matches[0];
    });
  }

  #candidates(path: string, split: number, folder: string): Candidates | undefined {
    const parts = path
      .toLowerCase()
      .split('/')
      .filter((part) => part !== '');
    const known = this.#byName.get(parts.at(-1) ?? '');
    if (known === undefined) return undefined;
    const exact = [folder + path, path].map((whole) => known.find((entry) => entry.path === whole));
    const ranked = known.map((entry) => ({ entry, common: countCommon(parts, entry.path) }));
    const most = Math.max(...ranked.map(({ common }) => common));
    const best = ranked.filter(({ common }) => common === most).map(({ entry }) => entry);
    const foreign = parts.slice(0, parts.length - most).join('/');
    const aligned = preferAligned(known, best);
    const nearest = aligned ?? exact.find((entry) => entry !== undefined);
    if (nearest !== undefined) return { entries: [nearest], foreign };
    return { entries: narrow(best, [inFolder(folder), ofSplit(split)]), foreign };
  }
}

interface Candidates {
  readonly entries: readonly FolderEntry[];
  /** Folders at the start of the path that no file has. */
  readonly foreign: string;
}

/** Number of last parts that a path and a file have in common; the name counts, whatever its extension. */
function countCommon(parts: readonly string[], file: string): number {
  const others = file.toLowerCase().split('/');
  let common = 1;
  while (common < parts.length && common < others.length && parts.at(-1 - common) === others.at(-1 - common))
    common += 1;
  return common;
}

/** The aligned crop, where a folder has it beside the photo of the same name. */
function preferAligned(known: readonly FolderEntry[], best: readonly FolderEntry[]): FolderEntry | undefined {
  const aligned = known.filter(({ path }) => /_aligned\.[^.]+$/i.test(path));
  return aligned.length === 1 && best.some((entry) => !aligned.includes(entry)) ? aligned[0] : undefined;
}

type Test = (entry: FolderEntry) => boolean;

const inFolder =
  (folder: string): Test =>
  ({ path }) =>
    folder !== '' && path.startsWith(folder);

const ofSplit =
  (split: number): Test =>
  ({ path }) =>
    split in SPLITS && foldersOf(path).some((part) => findSplit(part) === split);

/** Keeps the entries that pass a test, where some pass it. */
function narrow(entries: readonly FolderEntry[], tests: readonly Test[]): readonly FolderEntry[] {
  return tests.reduce((rest, test) => {
    const passed = rest.length > 1 ? rest.filter(test) : [];
    return passed.length > 0 ? passed : rest;
  }, entries);
}
