// Engines differ in the last bits of Math.exp, Math.log and Math.pow. These use arithmetic only, which IEEE 754 defines to the
// bit, so that a degraded image has the same pixels on every platform.

const HALVINGS = 10;

/** The least exponent: below it the squares would leave the range of normal numbers. */
const LEAST = -700;

/** e to the power of x, at most 0, with a relative error below 1e-11; below -700 that of -700, nearly 0. */
export function exponential(x: number): number {
  const part = Math.max(LEAST, x) / 2 ** HALVINGS;
  let sum = 1;
  for (let term = 14; term > 0; term--) sum = 1 + (part / term) * sum;
  for (let k = 0; k < HALVINGS; k++) sum *= sum;
  return sum;
}

const LN_2 = 0.6931471805599453;

/** The natural logarithm of x, above 0. */
export function logarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  for (; mantissa > 1.5; exponent++) mantissa /= 2;
  for (; mantissa < 0.75; exponent--) mantissa *= 2;
  // The series of 2 artanh(s).
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let power = 31; power > 0; power -= 2) sum = 1 / power + square * sum;
  return 2 * s * sum + exponent * LN_2;
}
