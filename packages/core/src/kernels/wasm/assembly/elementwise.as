/** dx = dy where low < x <= high, else 0: the gradient of relu (low = 0, high = infinity) and relu6 in one pass. */
export function gateGradient(dy: usize, x: usize, size: i32, low: f32, high: f32, dx: usize): void {
  const lows = f32x4.splat(low), highs = f32x4.splat(high);
  let index = 0;
  for (; index + 4 <= size; index += 4) {
    const value = v128.load(x);
    const open = v128.and(f32x4.gt(value, lows), f32x4.le(value, highs));
    v128.store(dx, v128.and(v128.load(dy), open));
    dy += 16;
    x += 16;
    dx += 16;
  }
  for (; index < size; index++) {
    const value = load<f32>(x);
    store<f32>(dx, value > low && value <= high ? load<f32>(dy) : 0);
    dy += 4;
    x += 4;
    dx += 4;
  }
}

/** out[outer][repeat][inner] = scale * x[outer][inner]: the gradient of a mean over the middle axis. */
export function spreadMiddle(x: usize, outer: i32, repeat: i32, inner: i32, scale: f32, out: usize): void {
  const scales = f32x4.splat(scale);
  const row = <usize>inner * 4;
  for (let index = 0; index < outer; index++) {
    if (inner == 1) {
      const value = load<f32>(x) * scale;
      const values = f32x4.splat(value);
      let count = repeat;
      for (; count >= 4; count -= 4) {
        v128.store(out, values);
        out += 16;
      }
      for (; count > 0; count--) {
        store<f32>(out, value);
        out += 4;
      }
    } else {
      for (let copy = 0; copy < repeat; copy++) {
        let column: usize = 0;
        for (; column + 16 <= row; column += 16) v128.store(out + column, f32x4.mul(v128.load(x + column), scales));
        for (; column < row; column += 4) store<f32>(out + column, load<f32>(x + column) * scale);
        out += row;
      }
    }
    x += row;
  }
}

/**
 * out = (x - shift) * factor + offset, with x of [outer][repeat][inner] and the other three of [outer][inner]; address 0 omits one.
 * Serves batch normalisation, biases and channel gates (squeeze and excitation).
 */
export function scaleMiddle(
  x: usize, outer: i32, repeat: i32, inner: i32, shift: usize, factor: usize, offset: usize, out: usize,
): void {
  const row = <usize>inner * 4;
  // Blocks of rows fit the L1 cache; within a block, the vectors of one strip of columns stay in registers.
  const block = max(1, 16384 / (inner * 4));
  for (let index = 0; index < outer; index++) {
    for (let first = 0; first < repeat; first += block) {
      const count = min(block, repeat - first);
      scaleBlock(x, count, row, shift, factor, offset, out);
      x += row * <usize>count;
      out += row * <usize>count;
    }
    if (shift != 0) shift += row;
    if (factor != 0) factor += row;
    if (offset != 0) offset += row;
  }
}

function scaleBlock(x: usize, rows: i32, row: usize, shift: usize, factor: usize, offset: usize, out: usize): void {
  let column: usize = 0;
  for (; column + 32 <= row; column += 32) {
    const s0 = shift == 0 ? f32x4.splat(0) : v128.load(shift + column), s1 = shift == 0 ? f32x4.splat(0) : v128.load(shift + column, 16);
    const f0 = factor == 0 ? f32x4.splat(1) : v128.load(factor + column), f1 = factor == 0 ? f32x4.splat(1) : v128.load(factor + column, 16);
    const o0 = offset == 0 ? f32x4.splat(0) : v128.load(offset + column), o1 = offset == 0 ? f32x4.splat(0) : v128.load(offset + column, 16);
    let from = x + column, to = out + column;
    for (let index = 0; index < rows; index++) {
      v128.store(to, f32x4.add(f32x4.mul(f32x4.sub(v128.load(from), s0), f0), o0));
      v128.store(to, f32x4.add(f32x4.mul(f32x4.sub(v128.load(from, 16), s1), f1), o1), 16);
      from += row;
      to += row;
    }
  }
  for (; column < row; column += 4) {
    const s: f32 = shift == 0 ? 0 : load<f32>(shift + column);
    const f: f32 = factor == 0 ? 1 : load<f32>(factor + column);
    const o: f32 = offset == 0 ? 0 : load<f32>(offset + column);
    let from = x + column, to = out + column;
    for (let index = 0; index < rows; index++) {
      store<f32>(to, (load<f32>(from) - s) * f + o);
      from += row;
      to += row;
    }
  }
}
