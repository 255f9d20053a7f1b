/** Fails an input whose result breaks what is promised of results. */
export function claim(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Error(`promise broken: ${promise}`);
}
