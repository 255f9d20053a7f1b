/** Value and derivatives of a smooth convex function at a point. */
export interface LocalShape {
  readonly value: number;
  readonly gradient: Float64Array;
  /** The Hessian times a direction. */
  readonly curve: (direction: Float64Array) => Float64Array;
}

/** Limit of Newton steps; some tens suffice for a strictly convex function. */
const MOST_ROUNDS = 200;
/** Limit of step halvings; a step that still does not descend is rounding error. */
const MOST_HALVINGS = 40;

/**
 * Minimizes a smooth, strictly convex function by the Newton-CG method, which needs Hessian-vector products but no Hessian.
 * Nocedal and Wright, "Numerical Optimization", 2006, algorithm 7.1.
 * @param tolerance - norm of the gradient at which the search stops
 */
export function minimizeConvex(
  shapeAt: (point: Float64Array) => LocalShape,
  start: Float64Array,
  tolerance = 1e-8,
): Float64Array {
  let point = start;
  let shape = shapeAt(point);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const steepness = Math.sqrt(dot(shape.gradient, shape.gradient));
    if (steepness <= tolerance) break;
    const direction = solve(shape, Math.min(0.5, Math.sqrt(steepness)) * steepness);
    const slope = dot(shape.gradient, direction);
    let length = 1;
    let next = shapeAt(add(point, direction, length));
    for (let halving = 0; next.value > shape.value + 1e-4 * length * slope; halving++) {
      if (halving === MOST_HALVINGS) return point;
      length /= 2;
      next = shapeAt(add(point, direction, length));
    }
    point = add(point, direction, length);
    shape = next;
  }
  return point;
}

/** Newton's direction by conjugate gradients, until the norm of the residual is at most the tolerance. */
function solve({ gradient, curve }: LocalShape, tolerance: number): Float64Array {
  let direction: Float64Array = new Float64Array(gradient.length);
  let residual: Float64Array = gradient.map((slope) => -slope);
  let search = residual;
  let before = dot(residual, residual);
  for (let round = 0; round < gradient.length && Math.sqrt(before) > tolerance; round++) {
    const curved = curve(search);
    const length = before / dot(search, curved);
    direction = add(direction, search, length);
    residual = add(residual, curved, -length);
    const left = dot(residual, residual);
    search = add(residual, search, left / before);
    before = left;
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

const add = (a: Float64Array, b: Float64Array, factor: number): Float64Array =>
  a.map((value, index) => value + factor * b[index]!);
