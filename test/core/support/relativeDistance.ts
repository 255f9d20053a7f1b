/** Maximum absolute difference, relative to the largest magnitude of the expected numbers. */
export function relativeDistance(numbers: ArrayLike<number>, expected: ArrayLike<number>): number {
  const largest = Array.from(expected).reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  const most = Array.from(numbers, (number, index) => Math.abs(number - expected[index]!)).reduce(
    (one, other) => Math.max(one, other),
    0,
  );
  return most === 0 ? 0 : most / largest;
}
