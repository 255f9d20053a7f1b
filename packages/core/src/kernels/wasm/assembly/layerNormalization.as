// Layer normalisation, over [rows][width]: each row by its own mean and variance.

import { sumLanes, sumRun } from './reduction';

/** Rows in a partial sum of the gradients of gamma and beta, which bounds the rounding error. */
const PART = 128;

/** out = (x - mean) * inverse * gamma + beta, where inverse is 1 / sqrt(variance + epsilon); mean and inverse are [rows]. */
export function normalizeRows(
  x: usize, rows: i32, width: i32, gamma: usize, beta: usize, epsilon: f32, mean: usize, inverse: usize, out: usize,
): void {
  const step = <usize>width * 4;
  const vectors = step & ~15;
  for (let row = 0; row < rows; row++) {
    const m = sumRun(x, width) / <f32>width;
    const r: f32 = 1 / sqrt<f32>(sumSquares(x, m, width) / <f32>width + epsilon);
    store<f32>(mean, m);
    store<f32>(inverse, r);
    const ms = f32x4.splat(m), rs = f32x4.splat(r);
    let at: usize = 0;
    for (; at < vectors; at += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), ms), rs);
      v128.store(out + at, f32x4.add(f32x4.mul(normal, v128.load(gamma + at)), v128.load(beta + at)));
    }
    for (; at < step; at += 4) {
      store<f32>(out + at, (load<f32>(x + at) - m) * r * load<f32>(gamma + at) + load<f32>(beta + at));
    }
    x += step;
    out += step;
    mean += 4;
    inverse += 4;
  }
}

/** The sum of (x - mean)^2 over consecutive numbers. */
function sumSquares(x: usize, mean: f32, count: i32): f32 {
  const m = f32x4.splat(mean);
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
  for (; count >= 8; count -= 8) {
    const d0 = f32x4.sub(v128.load(x), m), d1 = f32x4.sub(v128.load(x, 16), m);
    s0 = f32x4.add(s0, f32x4.mul(d0, d0));
    s1 = f32x4.add(s1, f32x4.mul(d1, d1));
    x += 32;
  }
  let total = sumLanes(f32x4.add(s0, s1));
  for (; count > 0; count--) {
    const d = load<f32>(x) - mean;
    total += d * d;
    x += 4;
  }
  return total;
}

/**
 * dx = inverse * (g - mean(g) - n * mean(g * n)) with g = dy * gamma and n = (x - mean) * inverse, the means over each row; the sums
 * over the rows of dy * n are added to ofGamma, those of dy to ofBeta. part has room for two rows.
 */
export function addNormalizeRowsGradient(
  dy: usize, x: usize, gamma: usize, mean: usize, inverse: usize, rows: i32, width: i32, part: usize, dx: usize,
  ofGamma: usize, ofBeta: usize,
): void {
  const step = <usize>width * 4;
  const vectors = step & ~15;
  const partBeta = part + step;
  for (let first = 0; first < rows; first += PART) {
    const count = min(PART, rows - first);
    memory.fill(part, 0, 2 * step);
    for (let row = 0; row < count; row++) {
      const m = load<f32>(mean), r = load<f32>(inverse);
      const ms = f32x4.splat(m), rs = f32x4.splat(r);
      let sums = f32x4.splat(0), products = f32x4.splat(0);
      let at: usize = 0;
      for (; at < vectors; at += 16) {
        const d = v128.load(dy + at);
        const n = f32x4.mul(f32x4.sub(v128.load(x + at), ms), rs);
        const g = f32x4.mul(d, v128.load(gamma + at));
        const product = f32x4.mul(d, n);
        sums = f32x4.add(sums, g);
        products = f32x4.add(products, f32x4.mul(g, n));
        v128.store(part + at, f32x4.add(v128.load(part + at), product));
        v128.store(partBeta + at, f32x4.add(v128.load(partBeta + at), d));
      }
      let sum = sumLanes(sums), product = sumLanes(products);
      for (; at < step; at += 4) {
        const d = load<f32>(dy + at);
        const n = (load<f32>(x + at) - m) * r;
        const g = d * load<f32>(gamma + at);
        sum += g;
        product += g * n;
        store<f32>(part + at, load<f32>(part + at) + d * n);
        store<f32>(partBeta + at, load<f32>(partBeta + at) + d);
      }
      sum /= <f32>width;
      product /= <f32>width;
      const s = f32x4.splat(sum), p = f32x4.splat(product);
      for (at = 0; at < vectors; at += 16) {
        const n = f32x4.mul(f32x4.sub(v128.load(x + at), ms), rs);
        const g = f32x4.mul(v128.load(dy + at), v128.load(gamma + at));
        v128.store(dx + at, f32x4.mul(f32x4.sub(f32x4.sub(g, s), f32x4.mul(n, p)), rs));
      }
      for (; at < step; at += 4) {
        const n = (load<f32>(x + at) - m) * r;
        store<f32>(dx + at, (load<f32>(dy + at) * load<f32>(gamma + at) - sum - n * product) * r);
      }
      dy += step;
      x += step;
      dx += step;
      mean += 4;
      inverse += 4;
    }
    for (let at: usize = 0; at < step; at += 4) {
      store<f32>(ofGamma + at, load<f32>(ofGamma + at) + load<f32>(part + at));
      store<f32>(ofBeta + at, load<f32>(ofBeta + at) + load<f32>(partBeta + at));
    }
  }
}
