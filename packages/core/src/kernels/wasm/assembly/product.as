// Products of pixels and packed filters, with everything that follows a convolution in a network: bias, residual, clamp.

import { multiplyAdd } from './multiplyAdd';

/** Rows whose addresses are listed at once. They stay in the caches while the panels stream past them. */
export const BLOCK_ROWS: i32 = 64;

/** The end of a convolution: `bias` and `residual` may be 0. `residualChannels` is a multiple of eight, or the number of outputs. */
@unmanaged
export class Ending {
  bias: usize;
  /** The residual of the first row. */
  residual: usize;
  residualChannels: i32;
  low: f32;
  high: f32;
}

@inline
function clamp(value: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(value, low), high);
}

/** Stores a row of at most eight sums. */
@inline
function finish(
  left: v128, right: v128, to: usize, width: i32, residual: usize, residualWidth: i32, low: v128, high: v128,
): void {
  if (residualWidth > 0) {
    // Reads past the last channel, which is inside of the memory: buffers end in padding.
    left = f32x4.add(left, v128.load(residual));
    right = f32x4.add(right, v128.load(residual, 16));
  }
  left = clamp(left, low, high);
  right = clamp(right, low, high);
  if (width == 8) {
    v128.store(to, left);
    v128.store(to, right, 16);
  } else {
    finishPart(left, right, to, width);
  }
}

function finishPart(left: v128, right: v128, to: usize, width: i32): void {
  if (width >= 4) {
    v128.store(to, left);
    left = right;
    to += 16;
    width -= 4;
  }
  if (width > 0) store<f32>(to, f32x4.extract_lane(left, 0));
  if (width > 1) store<f32>(to, f32x4.extract_lane(left, 1), 4);
  if (width > 2) store<f32>(to, f32x4.extract_lane(left, 2), 8);
}

/** The bias of four columns, with which their sums begin. It ends in padding up to a multiple of eight. */
@inline
function biasAt(ending: Ending, column: i32): v128 {
  return ending.bias == 0 ? f32x4.splat(0) : v128.load(ending.bias + <usize>column * 4);
}

@inline
function listed(rows: usize, index: i32): usize {
  return load<usize>(rows + <usize>index * sizeof<usize>());
}

/**
 * y = the products of rows with a packed filter, ended by `ending`, in the columns from `firstColumn` (a multiple of eight) to `endColumn`.
 * Row r consists of `segments` runs of `length` floats, the first at the address rows[r], each `segmentStride` bytes after the one before.
 * Results are consecutive, `columns` floats a row. The order of the sums is the same for any number of rows.
 */
export function multiplyListed(
  rows: usize, count: i32, segments: i32, segmentStride: usize, length: i32, panels: usize, columns: i32,
  firstColumn: i32, endColumn: i32, y: usize, ending: Ending,
): void {
  if (count == 1) {
    multiplyOne(load<usize>(rows), segments, segmentStride, length, panels, firstColumn, endColumn, y, ending);
    return;
  }
  const low = f32x4.splat(ending.low), high = f32x4.splat(ending.high);
  const panelBytes = <usize>(segments * length) * 32;
  const yStride = <usize>columns * 4;
  const residualStride = <usize>ending.residualChannels * 4;
  let panel = panels + <usize>(firstColumn >> 3) * panelBytes;
  for (let column = firstColumn; column < endColumn; column += 8) {
    const width = min(8, endColumn - column);
    const leftBias = biasAt(ending, column), rightBias = biasAt(ending, column + 4);
    const residualWidth = ending.residual == 0 ? 0 : min(8, ending.residualChannels - column);
    let to = y + <usize>column * 4;
    let residual = ending.residual + <usize>column * 4;
    let row = 0;
    // The last five rows are three and two: one row alone would wait for its own sums.
    while (count - row >= 4 && count - row != 5) {
      const from0 = listed(rows, row), from1 = listed(rows, row + 1), from2 = listed(rows, row + 2), from3 = listed(rows, row + 3);
      let c00 = leftBias, c01 = rightBias, c10 = leftBias, c11 = rightBias;
      let c20 = leftBias, c21 = rightBias, c30 = leftBias, c31 = rightBias;
      let b = panel;
      for (let segment: usize = 0, offset: usize = 0; segment < <usize>segments; segment++, offset += segmentStride) {
        let a0 = from0 + offset, a1 = from1 + offset, a2 = from2 + offset, a3 = from3 + offset;
        // Two steps a turn, with a way out after each: V8 would begin all loads between two branches at once, and run out of registers.
        for (let left = length; ; left -= 2) {
          const b0 = v128.load(b), b1 = v128.load(b, 16);
          let x = v128.load_splat<f32>(a0);
          c00 = multiplyAdd(x, b0, c00);
          c01 = multiplyAdd(x, b1, c01);
          x = v128.load_splat<f32>(a1);
          c10 = multiplyAdd(x, b0, c10);
          c11 = multiplyAdd(x, b1, c11);
          x = v128.load_splat<f32>(a2);
          c20 = multiplyAdd(x, b0, c20);
          c21 = multiplyAdd(x, b1, c21);
          x = v128.load_splat<f32>(a3);
          c30 = multiplyAdd(x, b0, c30);
          c31 = multiplyAdd(x, b1, c31);
          if (left == 1) {
            b += 32;
            break;
          }
          const d0 = v128.load(b, 32), d1 = v128.load(b, 48);
          x = v128.load_splat<f32>(a0, 4);
          c00 = multiplyAdd(x, d0, c00);
          c01 = multiplyAdd(x, d1, c01);
          x = v128.load_splat<f32>(a1, 4);
          c10 = multiplyAdd(x, d0, c10);
          c11 = multiplyAdd(x, d1, c11);
          x = v128.load_splat<f32>(a2, 4);
          c20 = multiplyAdd(x, d0, c20);
          c21 = multiplyAdd(x, d1, c21);
          x = v128.load_splat<f32>(a3, 4);
          c30 = multiplyAdd(x, d0, c30);
          c31 = multiplyAdd(x, d1, c31);
          b += 64;
          if (left == 2) break;
          a0 += 8;
          a1 += 8;
          a2 += 8;
          a3 += 8;
        }
      }
      finish(c00, c01, to, width, residual, residualWidth, low, high);
      finish(c10, c11, to + yStride, width, residual + residualStride, residualWidth, low, high);
      finish(c20, c21, to + yStride * 2, width, residual + residualStride * 2, residualWidth, low, high);
      finish(c30, c31, to + yStride * 3, width, residual + residualStride * 3, residualWidth, low, high);
      row += 4;
      to += yStride * 4;
      residual += residualStride * 4;
    }
    while (count - row >= 3) {
      const from0 = listed(rows, row), from1 = listed(rows, row + 1), from2 = listed(rows, row + 2);
      let c00 = leftBias, c01 = rightBias, c10 = leftBias, c11 = rightBias;
      let c20 = leftBias, c21 = rightBias;
      let b = panel;
      for (let segment: usize = 0, offset: usize = 0; segment < <usize>segments; segment++, offset += segmentStride) {
        let a0 = from0 + offset, a1 = from1 + offset, a2 = from2 + offset;
        for (let left = length; left > 0; left--) {
          const b0 = v128.load(b), b1 = v128.load(b, 16);
          let x = v128.load_splat<f32>(a0);
          c00 = multiplyAdd(x, b0, c00);
          c01 = multiplyAdd(x, b1, c01);
          x = v128.load_splat<f32>(a1);
          c10 = multiplyAdd(x, b0, c10);
          c11 = multiplyAdd(x, b1, c11);
          x = v128.load_splat<f32>(a2);
          c20 = multiplyAdd(x, b0, c20);
          c21 = multiplyAdd(x, b1, c21);
          a0 += 4;
          a1 += 4;
          a2 += 4;
          b += 32;
        }
      }
      finish(c00, c01, to, width, residual, residualWidth, low, high);
      finish(c10, c11, to + yStride, width, residual + residualStride, residualWidth, low, high);
      finish(c20, c21, to + yStride * 2, width, residual + residualStride * 2, residualWidth, low, high);
      row += 3;
      to += yStride * 3;
      residual += residualStride * 3;
    }
    while (count - row >= 2) {
      const from0 = listed(rows, row), from1 = listed(rows, row + 1);
      let c00 = leftBias, c01 = rightBias, c10 = leftBias, c11 = rightBias;
      let b = panel;
      for (let segment: usize = 0, offset: usize = 0; segment < <usize>segments; segment++, offset += segmentStride) {
        let a0 = from0 + offset, a1 = from1 + offset;
        for (let left = length; left > 0; left--) {
          const b0 = v128.load(b), b1 = v128.load(b, 16);
          let x = v128.load_splat<f32>(a0);
          c00 = multiplyAdd(x, b0, c00);
          c01 = multiplyAdd(x, b1, c01);
          x = v128.load_splat<f32>(a1);
          c10 = multiplyAdd(x, b0, c10);
          c11 = multiplyAdd(x, b1, c11);
          a0 += 4;
          a1 += 4;
          b += 32;
        }
      }
      finish(c00, c01, to, width, residual, residualWidth, low, high);
      finish(c10, c11, to + yStride, width, residual + residualStride, residualWidth, low, high);
      row += 2;
      to += yStride * 2;
      residual += residualStride * 2;
    }
    panel += panelBytes;
  }
}

/** `multiplyListed` for one row: four panels at once, because a sum waits for the one before. */
function multiplyOne(
  from: usize, segments: i32, segmentStride: usize, length: i32, panels: usize, firstColumn: i32, endColumn: i32, y: usize, ending: Ending,
): void {
  const low = f32x4.splat(ending.low), high = f32x4.splat(ending.high);
  const panelBytes = <usize>(segments * length) * 32;
  let panel = panels + <usize>(firstColumn >> 3) * panelBytes;
  let column = firstColumn;
  for (; column + 32 <= endColumn; column += 32) {
    let c0 = biasAt(ending, column), c1 = biasAt(ending, column + 4), c2 = biasAt(ending, column + 8), c3 = biasAt(ending, column + 12);
    let c4 = biasAt(ending, column + 16), c5 = biasAt(ending, column + 20), c6 = biasAt(ending, column + 24), c7 = biasAt(ending, column + 28);
    let b0 = panel, b1 = b0 + panelBytes, b2 = b1 + panelBytes, b3 = b2 + panelBytes;
    for (let segment: usize = 0, offset: usize = 0; segment < <usize>segments; segment++, offset += segmentStride) {
      let a = from + offset;
      for (let left = length; left > 0; left--) {
        const x = v128.load_splat<f32>(a);
        c0 = multiplyAdd(x, v128.load(b0), c0);
        c1 = multiplyAdd(x, v128.load(b0, 16), c1);
        c2 = multiplyAdd(x, v128.load(b1), c2);
        c3 = multiplyAdd(x, v128.load(b1, 16), c3);
        c4 = multiplyAdd(x, v128.load(b2), c4);
        c5 = multiplyAdd(x, v128.load(b2, 16), c5);
        c6 = multiplyAdd(x, v128.load(b3), c6);
        c7 = multiplyAdd(x, v128.load(b3, 16), c7);
        a += 4;
        b0 += 32;
        b1 += 32;
        b2 += 32;
        b3 += 32;
      }
    }
    finishOne(c0, c1, y, column, 8, ending, low, high);
    finishOne(c2, c3, y, column + 8, 8, ending, low, high);
    finishOne(c4, c5, y, column + 16, 8, ending, low, high);
    finishOne(c6, c7, y, column + 24, 8, ending, low, high);
    panel += panelBytes * 4;
  }
  for (; column < endColumn; column += 8) {
    let c0 = biasAt(ending, column), c1 = biasAt(ending, column + 4);
    let b = panel;
    for (let segment: usize = 0, offset: usize = 0; segment < <usize>segments; segment++, offset += segmentStride) {
      let a = from + offset;
      for (let left = length; left > 0; left--) {
        const x = v128.load_splat<f32>(a);
        c0 = multiplyAdd(x, v128.load(b), c0);
        c1 = multiplyAdd(x, v128.load(b, 16), c1);
        a += 4;
        b += 32;
      }
    }
    finishOne(c0, c1, y, column, min(8, endColumn - column), ending, low, high);
    panel += panelBytes;
  }
}

@inline
function finishOne(left: v128, right: v128, y: usize, column: i32, width: i32, ending: Ending, low: v128, high: v128): void {
  const offset = <usize>column * 4;
  const residualWidth = ending.residual == 0 ? 0 : min(8, ending.residualChannels - column);
  finish(left, right, y + offset, width, ending.residual + offset, residualWidth, low, high);
}
