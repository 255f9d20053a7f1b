import { divide } from './divide';

/** The mean of numbers; 0 where there are none. */
export function mean(values: readonly number[]): number {
  return divide(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
}
