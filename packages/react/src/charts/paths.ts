import { placeOn, type Axis } from './axis';

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
