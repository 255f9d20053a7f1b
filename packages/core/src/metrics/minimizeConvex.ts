/** Value and derivatives of a smooth convex function at a point. */
export interface ObjectiveAtPoint {
  readonly value: number;
  readonly gradient: Float64Array;
  /** Multiplies the Hessian by a direction. */
  readonly hessianProduct: (direction: Float64Array) => Float64Array;
}

/** Limit of Newton steps; a few tens suffice for a strictly convex function. */
const MOST_ROUNDS = 200;

/** Limit of step halvings. If even the shortest step does not descend, only rounding errors are left. */
const MOST_HALVINGS = 40;

/**
 * Minimizes a smooth, strictly convex function by the Newton-CG method, which needs Hessian-vector products but no Hessian.
 * Nocedal and Wright, "Numerical Optimization", 2006, algorithm 7.1.
 * @param tolerance - norm of the gradient at which the search stops
 */
export function minimizeConvex(
  evaluateAt: (point: Float64Array) => ObjectiveAtPoint,
  start: Float64Array,
  tolerance = 1e-8,
): Float64Array {
  let point = start;
  let current = evaluateAt(point);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const gradientNorm = Math.sqrt(dot(current.gradient, current.gradient));
    if (gradientNorm <= tolerance) break;
    const direction = findDirection(current, Math.min(0.5, Math.sqrt(gradientNorm)) * gradientNorm);
    const slope = dot(current.gradient, direction);
    let length = 1;
    let next = evaluateAt(add(point, direction, length));
    for (let halving = 0; next.value > current.value + 1e-4 * length * slope; halving++) {
      if (halving === MOST_HALVINGS) return point;
      length /= 2;
      next = evaluateAt(add(point, direction, length));
    }
    point = add(point, direction, length);
    current = next;
  }
  return point;
}

/** Newton's direction by conjugate gradients, until the norm of the residual is at most the tolerance. */
function findDirection({ gradient, hessianProduct }: ObjectiveAtPoint, tolerance: number): Float64Array {
  let direction: Float64Array = new Float64Array(gradient.length);
  let residual: Float64Array = gradient.map((slope) => -slope);
  let search = residual;
  let squaredNorm = dot(residual, residual);
  for (let round = 0; round < gradient.length && Math.sqrt(squaredNorm) > tolerance; round++) {
    const product = hessianProduct(search);
    const length = squaredNorm / dot(search, product);
    direction = add(direction, search, length);
    residual = add(residual, product, -length);
    const nextSquaredNorm = dot(residual, residual);
    search = add(residual, search, nextSquaredNorm / squaredNorm);
    squaredNorm = nextSquaredNorm;
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
