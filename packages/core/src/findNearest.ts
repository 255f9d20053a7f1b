/**
 * The candidate nearest to a misspelt name, regardless of case, hyphens and underscores; else one that begins like it, such as
 * "validation" for "val" and "rotate" for "rotation"; undefined if there is none.
 */
export function findNearest(typed: string, candidates: readonly string[]): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, '');
  // One edit in three letters, or two in a word of at least four: a longer distance is a guess, and so is any of a shorter word.
  const { length } = typed;
  let least = length < 3 ? 1 : Math.max(length < 4 ? 1 : 2, Math.floor(length / 3)) + 1;
  let nearest: string | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(plain(typed.slice(0, 60)), plain(candidate));
    if (distance < least) [least, nearest] = [distance, candidate];
  }
  return nearest ?? candidates.find((candidate) => beginsAlike(plain(typed), plain(candidate)));
}

/**
 * Asks whether the nearest of some names is meant; undefined if none is near.
 * @param prefix - the path of the names in messages, e.g. `augment.`
 */
export function didYouMean(typed: unknown, names: readonly string[], prefix = ''): string | undefined {
  const nearest = typeof typed === 'string' ? findNearest(typed, names) : undefined;
  return nearest === undefined ? undefined : `Did you mean ${JSON.stringify(prefix + nearest)}?`;
}

/** True if the names share their first five letters, or all letters of the shorter one, at least three. */
function beginsAlike(one: string, other: string): boolean {
  const letters = Math.min(5, one.length, other.length);
  return letters >= 3 && one.slice(0, letters) === other.slice(0, letters);
}

/** Levenshtein distance: the number of letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 0; i < from.length; i++) {
    const above = row;
    row = [i + 1];
    for (let j = 0; j < to.length; j++) {
      row.push(Math.min(row[j]! + 1, above[j + 1]! + 1, above[j]! + (from[i] === to[j] ? 0 : 1)));
    }
  }
  return row.at(-1)!;
}
