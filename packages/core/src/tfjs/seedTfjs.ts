import type { Random } from '../random';

/**
 * Runs synchronous work in which tfjs draws its random numbers from a seeded stream. tfjs seeds every initializer and noise layer that
 * has no seed of its own by `Math.random`; also normal and truncated normal distributions with the seed 0.
 */
export function seedTfjs<Result>(random: Random, work: () => Result): Result {
  const unseeded = Object.getOwnPropertyDescriptor(Math, 'random')!;
  Object.defineProperty(Math, 'random', { ...unseeded, value: () => random.next() });
  try {
    return work();
  } finally {
    Object.defineProperty(Math, 'random', unseeded);
  }
}
