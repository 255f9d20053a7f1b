/** The candidate that is fewest edits away from what was typed; undefined where none is near. */
export function findNearest(typed: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(typed, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const [nearest] = ranked;
  if (nearest === undefined || nearest.distance > Math.max(2, Math.floor(typed.length / 3))) return undefined;
  return nearest.candidate;
}

/** Levenshtein's distance: how many letters must be added, left out or exchanged. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const exchanged = previous[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(exchanged, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous.at(-1)!;
}
