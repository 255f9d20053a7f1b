import { optionInvalid } from './optionInvalid';

/**
 * Checks that an option is a whole number within bounds.
 * @throws OPTION_INVALID
 */
export function checkWhole(option: string, value: number, least: number, most: number = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const bounds = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  throw optionInvalid(option, `a whole number ${bounds}`, value);
}

/**
 * Checks a seed of random numbers.
 * @throws OPTION_INVALID
 */
export function checkSeed(seed: number): void {
  checkWhole('seed', seed, Number.MIN_SAFE_INTEGER);
}
