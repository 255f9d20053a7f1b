/** How each position of an axis is mixed from the old positions: `weights[k]` of position `first + k`. */
export interface Tap {
  readonly first: number;
  readonly weights: Float64Array;
}

/** The share of each old position that the new one covers. */
function areaTap(position: number, from: number, to: number): Tap {
  const scale = from / to;
  const start = position * scale;
  const end = Math.min(from, start + scale);
  const first = Math.floor(start);
  const weights = new Float64Array(Math.ceil(end) - first);
  for (let index = 0; index < weights.length; index++) {
    const covered = Math.min(end, first + index + 1) - Math.max(start, first + index);
    weights[index] = covered / (end - start);
  }
  return { first, weights };
}

/** The two old positions around the centre of the new one. */
function linearTap(position: number, from: number, to: number): Tap {
  const centre = Math.min(from - 1, Math.max(0, ((position + 0.5) * from) / to - 0.5));
  const first = Math.min(Math.floor(centre), Math.max(0, from - 2));
  const share = centre - first;
  return { first, weights: from === 1 ? Float64Array.of(1) : Float64Array.of(1 - share, share) };
}

/** The taps that bring an axis from one length to another: averaging when it shrinks, linear when it grows. */
export function resamplingWeights(from: number, to: number): readonly Tap[] {
  const tap = to < from ? areaTap : linearTap;
  return Array.from({ length: to }, (_, position) => tap(position, from, to));
}
