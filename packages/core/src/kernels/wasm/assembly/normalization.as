// Batch normalisation in training, over [rows][channels]. Partial sums over 128 rows bound the rounding error.

const PART = 128;

/** out[channel] = the sum of (x - mean)^2 over the rows. */
export function sumSquaredDeviations(x: usize, mean: usize, rows: i32, channels: i32, out: usize): void {
  const step = <usize>channels * 4;
  memory.fill(out, 0, step);
  for (let first = 0; first < rows; first += PART) {
    const count = min(PART, rows - first);
    let column = 0;
    for (; column + 8 <= channels; column += 8) {
      const offset = <usize>column * 4;
      let a = x + offset;
      const m0 = v128.load(mean + offset), m1 = v128.load(mean + offset, 16);
      let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
      for (let row = 0; row < count; row++) {
        const d0 = f32x4.sub(v128.load(a), m0), d1 = f32x4.sub(v128.load(a, 16), m1);
        s0 = f32x4.add(s0, f32x4.mul(d0, d0));
        s1 = f32x4.add(s1, f32x4.mul(d1, d1));
        a += step;
      }
      v128.store(out + offset, f32x4.add(v128.load(out + offset), s0));
      v128.store(out + offset, f32x4.add(v128.load(out + offset, 16), s1), 16);
    }
    for (; column < channels; column++) {
      const offset = <usize>column * 4;
      let a = x + offset;
      const m = load<f32>(mean + offset);
      let sum: f32 = 0;
      for (let row = 0; row < count; row++) {
        const d = load<f32>(a) - m;
        sum += d * d;
        a += step;
      }
      store<f32>(out + offset, load<f32>(out + offset) + sum);
    }
    x += <usize>count * step;
  }
}

/** dx = dy * factor + (x - mean) * slope + offset; dy, x and dx are [rows][channels], the others [channels]. */
export function combineNormGradient(
  dy: usize, x: usize, mean: usize, rows: i32, channels: i32, factor: usize, slope: usize, offset: usize, dx: usize,
): void {
  const row = <usize>channels * 4;
  // Blocks of rows fit the L1 cache; within a block, the vectors of one strip of columns stay in registers.
  const block = max(1, 8192 / (channels * 4));
  for (let first = 0; first < rows; first += block) {
    const count = min(block, rows - first);
    let column: usize = 0;
    for (; column + 16 <= row; column += 16) {
      const m = v128.load(mean + column), f = v128.load(factor + column);
      const s = v128.load(slope + column), o = v128.load(offset + column);
      let a = dy + column, b = x + column, to = dx + column;
      for (let index = 0; index < count; index++) {
        const deviation = f32x4.mul(f32x4.sub(v128.load(b), m), s);
        v128.store(to, f32x4.add(f32x4.add(f32x4.mul(v128.load(a), f), deviation), o));
        a += row;
        b += row;
        to += row;
      }
    }
    for (; column < row; column += 4) {
      const m = load<f32>(mean + column), f = load<f32>(factor + column);
      const s = load<f32>(slope + column), o = load<f32>(offset + column);
      let a = dy + column, b = x + column, to = dx + column;
      for (let index = 0; index < count; index++) {
        store<f32>(to, load<f32>(a) * f + (load<f32>(b) - m) * s + o);
        a += row;
        b += row;
        to += row;
      }
    }
    dy += row * <usize>count;
    x += row * <usize>count;
    dx += row * <usize>count;
  }
}
