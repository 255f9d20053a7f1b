/** What one side of a chart measures. */
export interface Axis {
  readonly title: string;
  readonly domain: readonly [from: number, to: number];
  /** Where it is labelled. */
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
}

/** Where a value lies on its axis, from 0 to 100. Rounded, so that server and browser write the same. */
export function placeOn({ domain: [from, to] }: Pick<Axis, 'domain'>, value: number): number {
  return Math.round((1e4 * (value - from)) / (to - from || 1)) / 100;
}

/** Round numbers (1, 2 or 5 times a power of ten apart) that cover the values, about as many as asked for. */
export function niceTicks(values: readonly number[], count: number): readonly number[] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const rough = (high - low || Math.abs(high) || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const ticks = Array.from({ length: Math.ceil(high / step) - first + 1 }, (_, place) => (first + place) * step);
  return ticks.length > 1 ? ticks : [...ticks, ticks[0]! + step];
}

/** A line through points. */
export function linePath(x: Axis, y: Axis, points: readonly (readonly [number, number])[]): string {
  return points
    .map(([across, up]) => `${placeOn(x, across)} ${100 - placeOn(y, up)}`)
    .join('L')
    .replace(/^/, 'M');
}

/** A line without length: where lines have round ends it is drawn as a dot, however much the chart is stretched. */
export function dotPath(x: Axis, y: Axis, across: number, up: number): string {
  return `M${placeOn(x, across)} ${100 - placeOn(y, up)}h0`;
}

/** A bar between two heights. */
export function barPath(x: Axis, y: Axis, [left, right]: readonly [number, number], from: number, to: number): string {
  return `M${placeOn(x, left)} ${100 - placeOn(y, from)}V${100 - placeOn(y, to)}H${placeOn(x, right)}V${100 - placeOn(y, from)}Z`;
}
