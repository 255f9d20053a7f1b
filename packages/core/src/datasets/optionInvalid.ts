import { FerError } from '../errors';

/** Shortens and quotes a value for a message. */
function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined || value === null) {
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.slice(0, 12).map(describe).join(', ')}${value.length > 12 ? ', …' : ''}]`;
  return typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
}

/** Composes the error about an option that is outside its range. */
export function optionInvalid(
  option: string,
  expected: string,
  received: unknown,
  next?: string,
): FerError<'OPTION_INVALID'> {
  return new FerError('OPTION_INVALID', {
    failed: `The option "${option}" is not valid`,
    expected,
    received: describe(received),
    option,
    ...(next === undefined ? {} : { next }),
  });
}

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
