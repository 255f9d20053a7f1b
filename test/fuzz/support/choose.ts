import type { Random } from '../../../packages/core/src/random';

/** One of several. */
export function choose<T>(random: Random, choices: readonly T[]): T {
  return choices[random.integer(choices.length)]!;
}
