import type { Random } from '@ferkit/core/datasets';

/** A random choice. */
export function choose<T>(random: Random, choices: readonly T[]): T {
  return choices[random.integer(choices.length)]!;
}
