/** A quotient, and 0 where there is nothing to divide by. */
export function divide(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
