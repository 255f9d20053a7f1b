import type { Tap } from '../images/resamplingWeights';

/**
 * How `count` positions are mixed from a window of an axis that may begin and end between positions and beyond the
 * axis: by the covered area when that shrinks, linearly when it grows. For a window that is a whole axis these are the
 * taps of `resamplingWeights`.
 */
export function windowTaps(start: number, length: number, count: number): readonly Tap[] {
  const scale = length / count;
  return Array.from({ length: count }, (_, position) =>
    scale > 1 ? areaTap(start + position * scale, scale) : linearTap(start + (position + 0.5) * scale - 0.5),
  );
}

function areaTap(start: number, length: number): Tap {
  const end = start + length;
  const first = Math.floor(start);
  const weights = new Float64Array(Math.ceil(end) - first);
  for (let index = 0; index < weights.length; index++) {
    weights[index] = (Math.min(end, first + index + 1) - Math.max(start, first + index)) / length;
  }
  return { first, weights };
}

function linearTap(centre: number): Tap {
  const first = Math.floor(centre);
  return { first, weights: Float64Array.of(1 - (centre - first), centre - first) };
}
