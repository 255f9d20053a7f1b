import type { Weight } from '../Network';

/**
 * Reorders the axes of a weight: axis `k` of the result is axis `axes[k]` of what is given.
 */
export function transposeWeight({ values, shape }: Weight, axes: readonly number[]): Weight {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const sides = axes.map((axis) => shape[axis]!);
  const steps = axes.map((axis) => strides[axis]!);
  const result = new Float32Array(values.length);
  const position = sides.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = values[from]!;
    for (let axis = sides.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++position[axis]! < sides[axis]!) break;
      from -= steps[axis]! * sides[axis]!;
      position[axis] = 0;
    }
  }
  return { shape: sides, values: result };
}
