import { createRandom, permutation } from '../../random';

/** The order in which an epoch, counted from 0, goes through the samples. */
export function orderSamples(size: number, seed: number, epoch: number): Uint32Array {
  return permutation(size, createRandom(seed, epoch));
}
