/** dx = dy where low < x and x <= high, else zero: the gradient of relu (high = infinity) and relu6 in one pass. */
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

/** out[outer][repeat][inner] = scale x x[outer][inner]: how a mean hands its gradient back. */
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
