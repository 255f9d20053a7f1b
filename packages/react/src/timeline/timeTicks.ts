import type { AxisRange } from '../elements/useZoom';

/** Distances of ticks in seconds, as on a clock. */
const STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
] as const;

/** Round times in a range, and the decimals that tell them apart. */
export interface TimeTicks {
  readonly ticks: readonly number[];
  readonly decimals: number;
}

/** @param most - ticks at most, about */
export function timeTicks({ from, to }: AxisRange, most: number): TimeTicks {
  const least = (to - from) / most;
  const step = STEPS.find((one) => one >= least) ?? Math.ceil(least / 86400) * 86400;
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return {
    ticks: Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step),
    decimals: step < 1 ? 1 : 0,
  };
}
