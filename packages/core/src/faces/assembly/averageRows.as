// Averages pixels over areas, for pictures that shrink. All channels of four pixels at once.

/** Rows whose bytes are summed in 16 bits: 255 x 257 is the largest such number. */
const MOST_ROWS = 256;

/**
 * Reduces `count` rows of R G B A bytes to one row of R G B numbers: first the rows, then the columns.
 * @param rows - address of the first row; the rows follow each other without gaps, and twelve bytes of 255 follow the last
 * @param wide - room for one row of four numbers per pixel
 * @param columns - per column of the result: offset of its first pixel in `wide`, number of pixels, and the weights of the
 *   first pixel, of each pixel between, and of the last pixel
 * @param out - three numbers per column, and room for one more
 * @returns the bitwise and of all pixels: 255 in the highest byte if all are opaque
 */
export function averageRows(
  rows: usize, rowBytes: i32, count: i32, head: f32, middle: f32, tail: f32, wide: usize, columns: usize, outWidth: i32, out: usize,
): i32 {
  const heads = f32x4.splat(head), middles = f32x4.splat(middle), tails = f32x4.splat(tail), step = <usize>rowBytes;
  let all = i32x4.splat(-1);
  for (let x = 0; x < rowBytes; x += 16) {
    let at = rows + <usize>x;
    let bytes = v128.load(at);
    all = v128.and(all, bytes);
    let low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
    let a = f32x4.mul(heads, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low)));
    let b = f32x4.mul(heads, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low)));
    let c = f32x4.mul(heads, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high)));
    let d = f32x4.mul(heads, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high)));
    if (count > 2) {
      let s = i32x4.splat(0), t = i32x4.splat(0), u = i32x4.splat(0), v = i32x4.splat(0);
      for (let left = count - 2; left > 0; left -= MOST_ROWS) {
        low = i16x8.splat(0);
        high = i16x8.splat(0);
        for (let k = min(left, MOST_ROWS); k > 0; k--) {
          at += step;
          bytes = v128.load(at);
          all = v128.and(all, bytes);
          low = i16x8.add(low, i16x8.extend_low_i8x16_u(bytes));
          high = i16x8.add(high, i16x8.extend_high_i8x16_u(bytes));
        }
        s = i32x4.add(s, i32x4.extend_low_i16x8_u(low));
        t = i32x4.add(t, i32x4.extend_high_i16x8_u(low));
        u = i32x4.add(u, i32x4.extend_low_i16x8_u(high));
        v = i32x4.add(v, i32x4.extend_high_i16x8_u(high));
      }
      a = f32x4.add(a, f32x4.mul(middles, f32x4.convert_i32x4_u(s)));
      b = f32x4.add(b, f32x4.mul(middles, f32x4.convert_i32x4_u(t)));
      c = f32x4.add(c, f32x4.mul(middles, f32x4.convert_i32x4_u(u)));
      d = f32x4.add(d, f32x4.mul(middles, f32x4.convert_i32x4_u(v)));
    }
    if (count > 1) {
      bytes = v128.load(at + step);
      all = v128.and(all, bytes);
      low = i16x8.extend_low_i8x16_u(bytes);
      high = i16x8.extend_high_i8x16_u(bytes);
      a = f32x4.add(a, f32x4.mul(tails, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low))));
      b = f32x4.add(b, f32x4.mul(tails, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low))));
      c = f32x4.add(c, f32x4.mul(tails, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high))));
      d = f32x4.add(d, f32x4.mul(tails, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high))));
    }
    const to = wide + 4 * <usize>x;
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
  averageColumns(wide, columns, outWidth, out);
  return i32x4.extract_lane(all, 0) & i32x4.extract_lane(all, 1) & i32x4.extract_lane(all, 2) & i32x4.extract_lane(all, 3);
}

function averageColumns(wide: usize, columns: usize, outWidth: i32, out: usize): void {
  for (let column = 0; column < outWidth; column++) {
    let at = wide + <usize>load<i32>(columns);
    const count = load<i32>(columns, 4);
    let sum = f32x4.mul(v128.load(at), v128.load32_splat(columns, 8));
    if (count > 1) {
      if (count > 2) {
        const last = at + <usize>(count - 1) * 16;
        at += 16;
        let between = v128.load(at);
        for (at += 16; at < last; at += 16) between = f32x4.add(between, v128.load(at));
        sum = f32x4.add(sum, f32x4.mul(between, v128.load32_splat(columns, 12)));
      } else at += 16;
      sum = f32x4.add(sum, f32x4.mul(v128.load(at), v128.load32_splat(columns, 16)));
    }
    // The fourth number is overwritten by the next column.
    v128.store(out, f32x4.sub(sum, f32x4.splat(1)));
    columns += 20;
    out += 12;
  }
}
