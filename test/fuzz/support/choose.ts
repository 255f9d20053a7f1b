import type { Random } from '@ferkit/core/datasets';

/** One of several. */
export function choose<T>(random: Random, choices: readonly T[]): T {
  return choices[random.integer(choices.length)]!;
}
