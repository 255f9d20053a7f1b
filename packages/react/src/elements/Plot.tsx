import type { HTMLAttributes, ReactElement, ReactNode } from 'react';

/** One axis of a chart. */
export interface Axis {
  readonly title: string;
  readonly domain: readonly [from: number, to: number];
  /** Values with a label. */
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
}

interface PlotProps extends HTMLAttributes<HTMLDivElement> {
  /** Text alternative of the chart. */
  readonly label: string;
  readonly x: Axis;
  readonly y: Axis;
  /** SVG content in a box of 100 x 100, y down. It is stretched to the size of the chart; strokes keep their width. */
  readonly children?: ReactNode;
  /** HTML over the chart, placed in percent. */
  readonly overlay?: ReactNode;
  /** The marks that visitors walk, in HTML. Without any, the chart is a picture. */
  readonly marks?: readonly ReactNode[] | undefined;
}

/** A chart with two axes. It fills its box, so that it needs no measuring and renders on a server as well. */
export function Plot({ label, x, y, children, overlay, marks = [], ...rest }: PlotProps): ReactElement {
  return (
    <div {...rest} className="ferkit-plot" role={marks.length > 0 ? 'group' : 'img'} aria-label={label}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        {y.ticks.map((tick) => (
          <path key={tick} className="ferkit-grid" d={`M0 ${100 - placeOn(y, tick)}H100`} />
        ))}
        {children}
      </svg>
      {y.ticks.map((tick) => (
        <span
          key={tick}
          aria-hidden="true"
          className="ferkit-tick"
          data-axis="y"
          style={{ top: `${100 - placeOn(y, tick)}%` }}
        >
          {y.format(tick)}
        </span>
      ))}
      {x.ticks.map((tick) => (
        <span
          key={tick}
          aria-hidden="true"
          className="ferkit-tick"
          data-axis="x"
          style={{ left: `${placeOn(x, tick)}%` }}
        >
          {x.format(tick)}
        </span>
      ))}
      <span aria-hidden="true" className="ferkit-axis" data-axis="x">
        {x.title}
      </span>
      {marks}
      {overlay}
    </div>
  );
}

/** Position of a value on its axis, from 0 to 100; rounded, so that server and browser render the same. */
export function placeOn({ domain: [from, to] }: Pick<Axis, 'domain'>, value: number): number {
  return Math.round((1e4 * (value - from)) / (to - from || 1)) / 100;
}

/** About `count` round numbers, 1, 2 or 5 times a power of ten apart, that cover the values. */
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

/** SVG path of a line through points `[x, y]`. */
export function linePath(x: Axis, y: Axis, points: readonly (readonly [number, number])[]): string {
  return points
    .map(([across, up]) => `${placeOn(x, across)} ${100 - placeOn(y, up)}`)
    .join('L')
    .replace(/^/, 'M');
}

/** SVG path of a dot: a line of length zero with round ends, which stays round however the chart is stretched. */
export function dotPath(x: Axis, y: Axis, across: number, up: number): string {
  return `M${placeOn(x, across)} ${100 - placeOn(y, up)}h0`;
}
