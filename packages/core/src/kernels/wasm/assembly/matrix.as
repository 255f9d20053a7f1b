// Matrix products over the wasm heap. Sizes count floats or rows, strides count bytes.
//
// Both kernels keep a 4 x 8 block of the result in eight of the sixteen vector registers. Larger blocks measured slower because
// engines then spill registers.

import { multiplyAdd } from './multiplyAdd';

/** Packs B (inner x columns, any strides) into panels of eight columns, each inner x 8; the last panel is padded with zeros. */
export function packPanels(b: usize, rowStride: usize, columnStride: usize, inner: i32, columns: i32, panels: usize): void {
  for (let first = 0; first < columns; first += 8) {
    const width = min(8, columns - first);
    for (let row = 0; row < inner; row++) {
      const source = b + <usize>row * rowStride + <usize>first * columnStride;
      if (width == 8 && columnStride == 4) {
        v128.store(panels, v128.load(source));
        v128.store(panels, v128.load(source, 16), 16);
      } else {
        for (let column = 0; column < 8; column++) {
          const value = column < width ? load<f32>(source + <usize>column * columnStride) : 0;
          store<f32>(panels + <usize>column * 4, value);
        }
      }
      panels += 32;
    }
  }
}

@inline
function put(c: usize, left: v128, right: v128, width: i32, accumulate: bool): void {
  if (width == 8) {
    if (accumulate) {
      left = f32x4.add(left, v128.load(c));
      right = f32x4.add(right, v128.load(c, 16));
    }
    v128.store(c, left);
    v128.store(c, right, 16);
  } else {
    putPart(c, left, right, width, accumulate);
  }
}

function putPart(c: usize, left: v128, right: v128, width: i32, accumulate: bool): void {
  if (width >= 4) {
    v128.store(c, accumulate ? f32x4.add(left, v128.load(c)) : left);
    left = right;
    c += 16;
    width -= 4;
  }
  if (width > 0) putOne(c, f32x4.extract_lane(left, 0), accumulate);
  if (width > 1) putOne(c + 4, f32x4.extract_lane(left, 1), accumulate);
  if (width > 2) putOne(c + 8, f32x4.extract_lane(left, 2), accumulate);
}

@inline
function putOne(c: usize, value: f32, accumulate: bool): void {
  store<f32>(c, accumulate ? value + load<f32>(c) : value);
}

/** C = A x B, or C += A x B with `accumulate`, with B packed by `packPanels`. */
export function multiplyRows(
  a: usize, aStride: usize, rows: i32, inner: i32, panels: usize, columns: i32, c: usize, cStride: usize, accumulate: bool,
): void {
  // 64 rows of A stay in the caches while the panels of B stream past them.
  for (let firstRow = 0; firstRow < rows; firstRow += 64) {
    const lastRow = min(rows, firstRow + 64);
    let panel = panels;
    for (let column = 0; column < columns; column += 8) {
      const width = min(8, columns - column);
      let row = firstRow;
      for (; row + 4 <= lastRow; row += 4) {
        let a0 = a + <usize>row * aStride, a1 = a0 + aStride, a2 = a1 + aStride, a3 = a2 + aStride;
        let c00 = f32x4.splat(0), c01 = f32x4.splat(0), c10 = f32x4.splat(0), c11 = f32x4.splat(0);
        let c20 = f32x4.splat(0), c21 = f32x4.splat(0), c30 = f32x4.splat(0), c31 = f32x4.splat(0);
        let b = panel;
        for (let index = 0; index < inner; index++) {
          const b0 = v128.load(b), b1 = v128.load(b, 16);
          b += 32;
          const x0 = v128.load_splat<f32>(a0);
          a0 += 4;
          c00 = multiplyAdd(x0, b0, c00);
          c01 = multiplyAdd(x0, b1, c01);
          const x1 = v128.load_splat<f32>(a1);
          a1 += 4;
          c10 = multiplyAdd(x1, b0, c10);
          c11 = multiplyAdd(x1, b1, c11);
          const x2 = v128.load_splat<f32>(a2);
          a2 += 4;
          c20 = multiplyAdd(x2, b0, c20);
          c21 = multiplyAdd(x2, b1, c21);
          const x3 = v128.load_splat<f32>(a3);
          a3 += 4;
          c30 = multiplyAdd(x3, b0, c30);
          c31 = multiplyAdd(x3, b1, c31);
        }
        const to = c + <usize>row * cStride + <usize>column * 4;
        put(to, c00, c01, width, accumulate);
        put(to + cStride, c10, c11, width, accumulate);
        put(to + cStride * 2, c20, c21, width, accumulate);
        put(to + cStride * 3, c30, c31, width, accumulate);
      }
      for (; row < lastRow; row++) {
        let a0 = a + <usize>row * aStride;
        let c0 = f32x4.splat(0), c1 = f32x4.splat(0);
        let b = panel;
        for (let index = 0; index < inner; index++) {
          const x0 = v128.load_splat<f32>(a0);
          a0 += 4;
          c0 = multiplyAdd(x0, v128.load(b), c0);
          c1 = multiplyAdd(x0, v128.load(b, 16), c1);
          b += 32;
        }
        put(c + <usize>row * cStride + <usize>column * 4, c0, c1, width, accumulate);
      }
      panel += <usize>inner * 32;
    }
  }
}

/**
 * C += transpose(A) x B, as a sum of outer products of the `inner` rows of A and B: neither is transposed or packed. Partial sums
 * over 256 rows bound the rounding error.
 */
export function addOuterProducts(
  a: usize, aStride: usize, b: usize, bStride: usize, inner: i32, rows: i32, columns: i32, c: usize, cStride: usize,
): void {
  for (let first = 0; first < inner; first += 256) {
    const count = min(256, inner - first);
    addOuterBlock(a + <usize>first * aStride, aStride, 16, b + <usize>first * bStride, bStride, 16, count, rows, columns, c, cStride);
  }
}

/** `addOuterProducts` for at most 256 rows, stored as quads of floats that are `aStep` and `bStep` bytes apart. */
export function addOuterBlock(
  a: usize, aStride: usize, aStep: usize, b: usize, bStride: usize, bStep: usize, inner: i32, rows: i32, columns: i32,
  c: usize, cStride: usize,
): void {
  let column = 0;
  for (; column + 8 <= columns; column += 8) {
    const left = b + <usize>(column >> 2) * bStep;
    let row = 0;
    for (; row + 4 <= rows; row += 4) {
      let x = a + <usize>(row >> 2) * aStep, y = left;
      let c00 = f32x4.splat(0), c01 = f32x4.splat(0), c10 = f32x4.splat(0), c11 = f32x4.splat(0);
      let c20 = f32x4.splat(0), c21 = f32x4.splat(0), c30 = f32x4.splat(0), c31 = f32x4.splat(0);
      for (let index = 0; index < inner; index++) {
        const b0 = v128.load(y), b1 = v128.load(y + bStep);
        const x0 = v128.load_splat<f32>(x);
        c00 = multiplyAdd(x0, b0, c00);
        c01 = multiplyAdd(x0, b1, c01);
        const x1 = v128.load_splat<f32>(x, 4);
        c10 = multiplyAdd(x1, b0, c10);
        c11 = multiplyAdd(x1, b1, c11);
        const x2 = v128.load_splat<f32>(x, 8);
        c20 = multiplyAdd(x2, b0, c20);
        c21 = multiplyAdd(x2, b1, c21);
        const x3 = v128.load_splat<f32>(x, 12);
        c30 = multiplyAdd(x3, b0, c30);
        c31 = multiplyAdd(x3, b1, c31);
        x += aStride;
        y += bStride;
      }
      const to = c + <usize>row * cStride + <usize>column * 4;
      put(to, c00, c01, 8, true);
      put(to + cStride, c10, c11, 8, true);
      put(to + cStride * 2, c20, c21, 8, true);
      put(to + cStride * 3, c30, c31, 8, true);
    }
    for (; row < rows; row++) {
      let x = a + quadOffset(row, aStep), y = left;
      let c0 = f32x4.splat(0), c1 = f32x4.splat(0);
      for (let index = 0; index < inner; index++) {
        const x0 = v128.load_splat<f32>(x);
        c0 = multiplyAdd(x0, v128.load(y), c0);
        c1 = multiplyAdd(x0, v128.load(y + bStep), c1);
        x += aStride;
        y += bStride;
      }
      put(c + <usize>row * cStride + <usize>column * 4, c0, c1, 8, true);
    }
  }
  for (; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      let x = a + quadOffset(row, aStep), y = b + quadOffset(column, bStep);
      let sum: f32 = 0;
      for (let index = 0; index < inner; index++) {
        sum += load<f32>(x) * load<f32>(y);
        x += aStride;
        y += bStride;
      }
      putOne(c + <usize>row * cStride + <usize>column * 4, sum, true);
    }
  }
}

/** Byte offset of an element of a row that is stored as quads `step` bytes apart. */
@inline
function quadOffset(index: i32, step: usize): usize {
  return <usize>(index >> 2) * step + <usize>(index & 3) * 4;
}
