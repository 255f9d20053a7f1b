/** Fails the input if an invariant of the result does not hold. */
export function claim(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Error(`promise broken: ${promise}`);
}
