// Sums over the middle axis of [outer][reduce][inner]. The stock kernel transposes first unless it reduces the last axis, which
// costs several times the sum. Partial sums over 128 rows bound the rounding error.

const PART = 128;

/** out[outer][inner] = scale * the sum of x[outer][reduce][inner] over the middle axis. */
export function sumMiddle(x: usize, outer: i32, reduce: i32, inner: i32, scale: f32, out: usize): void {
  const row = <usize>inner * 4;
  memory.fill(out, 0, <usize>outer * row);
  for (let index = 0; index < outer; index++) {
    if (inner == 1) {
      store<f32>(out, sumRun(x, reduce) * scale);
      x += <usize>reduce * 4;
    } else {
      for (let first = 0; first < reduce; first += PART) {
        const count = min(PART, reduce - first);
        sumColumns(x, count, inner, out);
        x += <usize>count * row;
      }
      if (scale != 1) for (let column: usize = 0; column < row; column += 4) store<f32>(out + column, load<f32>(out + column) * scale);
    }
    out += row;
  }
}

/** The sum of consecutive numbers. */
export function sumRun(x: usize, count: i32): f32 {
  let total: f32 = 0;
  while (count > 0) {
    let part = min(count, PART * 8);
    count -= part;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
    for (; part >= 8; part -= 8) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      x += 32;
    }
    total += sumLanes(f32x4.add(s0, s1));
    for (; part > 0; part--) {
      total += load<f32>(x);
      x += 4;
    }
  }
  return total;
}

@inline
export function sumLanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

function sumColumns(x: usize, rows: i32, columns: i32, out: usize): void {
  const step = <usize>columns * 4;
  let column = 0;
  for (; column + 16 <= columns; column += 16) {
    let at = x + <usize>column * 4;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, 16));
      s2 = f32x4.add(s2, v128.load(at, 32));
      s3 = f32x4.add(s3, v128.load(at, 48));
      at += step;
    }
    const to = out + <usize>column * 4;
    v128.store(to, f32x4.add(v128.load(to), s0));
    v128.store(to, f32x4.add(v128.load(to, 16), s1), 16);
    v128.store(to, f32x4.add(v128.load(to, 32), s2), 32);
    v128.store(to, f32x4.add(v128.load(to, 48), s3), 48);
  }
  for (; column + 4 <= columns; column += 4) {
    let at = x + <usize>column * 4;
    let sum = f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      sum = f32x4.add(sum, v128.load(at));
      at += step;
    }
    const to = out + <usize>column * 4;
    v128.store(to, f32x4.add(v128.load(to), sum));
  }
  for (; column < columns; column++) {
    let at = x + <usize>column * 4;
    let sum: f32 = 0;
    for (let row = 0; row < rows; row++) {
      sum += load<f32>(at);
      at += step;
    }
    const to = out + <usize>column * 4;
    store<f32>(to, load<f32>(to) + sum);
  }
}

/** The sums for the gradient of batch normalisation in one pass: per channel, sums = sum of dy, products = sum of dy * (x - mean). */
export function sumNormGradients(dy: usize, x: usize, mean: usize, rows: i32, channels: i32, sums: usize, products: usize): void {
  const step = <usize>channels * 4;
  memory.fill(sums, 0, step);
  memory.fill(products, 0, step);
  for (let first = 0; first < rows; first += PART) {
    const count = min(PART, rows - first);
    let column = 0;
    for (; column + 8 <= channels; column += 8) {
      const offset = <usize>column * 4;
      let a = dy + offset, b = x + offset;
      const m0 = v128.load(mean + offset), m1 = v128.load(mean + offset, 16);
      let s0 = f32x4.splat(0), s1 = f32x4.splat(0), p0 = f32x4.splat(0), p1 = f32x4.splat(0);
      for (let row = 0; row < count; row++) {
        const d0 = v128.load(a), d1 = v128.load(a, 16);
        s0 = f32x4.add(s0, d0);
        s1 = f32x4.add(s1, d1);
        p0 = f32x4.add(p0, f32x4.mul(d0, f32x4.sub(v128.load(b), m0)));
        p1 = f32x4.add(p1, f32x4.mul(d1, f32x4.sub(v128.load(b, 16), m1)));
        a += step;
        b += step;
      }
      v128.store(sums + offset, f32x4.add(v128.load(sums + offset), s0));
      v128.store(sums + offset, f32x4.add(v128.load(sums + offset, 16), s1), 16);
      v128.store(products + offset, f32x4.add(v128.load(products + offset), p0));
      v128.store(products + offset, f32x4.add(v128.load(products + offset, 16), p1), 16);
    }
    for (; column < channels; column++) {
      const offset = <usize>column * 4;
      let a = dy + offset, b = x + offset;
      const m = load<f32>(mean + offset);
      let sum: f32 = 0, product: f32 = 0;
      for (let row = 0; row < count; row++) {
        sum += load<f32>(a);
        product += load<f32>(a) * (load<f32>(b) - m);
        a += step;
        b += step;
      }
      store<f32>(sums + offset, load<f32>(sums + offset) + sum);
      store<f32>(products + offset, load<f32>(products + offset) + product);
    }
    dy += <usize>count * step;
    x += <usize>count * step;
  }
}
