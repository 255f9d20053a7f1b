import { checkOption, integer } from './options';

const keyRule = integer();
const boundRule = integer({ from: 1, to: 2 ** 32 });

/** A seeded stream of pseudo-random numbers, identical on every platform. */
export interface Random {
  /** The next uniform number in [0, 1), with 32 bits of resolution. */
  next(): number;
  /**
   * The next uniform whole number in [0, bound).
   * @param bound - from 1 to 2 ** 32
   */
  integer(bound: number): number;
  /** The next draw from the standard normal distribution. */
  normal(): number;
}

/** Finalizer of MurmurHash3: spreads each bit of the key over all 32. */
function mix(key: number): number {
  let hash = key | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

/**
 * Creates the random stream of a key, e.g. `createRandom(seed, epoch, sample)`. A stream depends on its key only, not on
 * earlier draws, so a resumed run needs its position but no generator state.
 * @param key - one or more integers
 * @throws OPTION_INVALID
 *
 * The generator is sfc32 (C. Doty-Humphrey, PractRand), seeded from the key by MurmurHash3's finalizer.
 *
 * @example
 * ```ts
 * const random = createRandom(7);
 * console.log(random.next(), random.integer(6));
 * ```
 */
export function createRandom(...key: readonly number[]): Random {
  // Names are composed for errors only: training makes a stream for each sample of each epoch.
  const wrong = key.findIndex((part) => !keyRule.accepts(part));
  if (wrong >= 0) checkOption(`key[${wrong}]`, key[wrong], keyRule);
  let state = 0x9e3779b9;
  const fold = (part: number): number => (state = mix(state ^ mix(part + 0x6d2b79f5)));
  for (const part of key) {
    fold(part % 0x100000000);
    fold(Math.floor(part / 0x100000000));
  }
  let a = fold(1);
  let b = fold(2);
  let c = fold(3);
  let counter = 1;

  const bits = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) bits();

  const next = (): number => bits() / 0x100000000;
  return {
    next,
    integer: (bound) => {
      checkOption('bound', bound, boundRule);
      return Math.floor(next() * bound);
    },
    // Box-Muller; 1 - next() keeps the logarithm away from zero.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** A random permutation of 0 to size - 1 (Fisher-Yates). */
export function permutation(size: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, index) => index);
  for (let last = size - 1; last > 0; last--) {
    const chosen = random.integer(last + 1);
    const swapped = order[last]!;
    order[last] = order[chosen]!;
    order[chosen] = swapped;
  }
  return order;
}
