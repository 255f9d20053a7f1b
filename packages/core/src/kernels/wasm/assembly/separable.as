// A depthwise convolution, alone or followed at once by a pointwise one. The depthwise results of a few pixels stay in the first-level cache
// until they are multiplied, instead of travelling through memory.

import { multiplyAdd } from './multiplyAdd';
import { BLOCK_ROWS, Ending, multiplyListed } from './product';

/** A depthwise convolution as an operation; the {@link Ending} of the pointwise one follows. */
@unmanaged
export class Depthwise {
  x: usize;
  height: i32;
  width: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  top: i32;
  left: i32;
  /** [filterHeight][filterWidth][channels]. */
  filter: usize;
  /** Or 0. */
  bias: usize;
  low: f32;
  high: f32;
  /** A row of zeros, which stands for rows outside of the image. */
  zeros: usize;
  y: usize;
  /** The packed filter of the pointwise convolution, or 0. */
  panels: usize;
  outputs: i32;
}

/** The end of the pointwise convolution, which follows the operation. */
@inline
export function endingOf(operation: Depthwise): Ending {
  return changetype<Ending>(changetype<usize>(operation) + offsetof<Depthwise>());
}

/** The addresses in scratch memory of the rows under the filter, of which there are at most `filterHeight`. */
@inline
export function rowsIn(scratch: usize): usize {
  return scratch + 32 + <usize>BLOCK_ROWS * sizeof<usize>();
}

/** The address in scratch memory of the depthwise results of a few pixels. */
@inline
function spanIn(scratch: usize, operation: Depthwise): usize {
  return rowsIn(scratch) + ((<usize>operation.filterHeight * sizeof<usize>() + 15) & ~15);
}

/** The end of what an operation needs of scratch memory. */
@inline
export function scratchEnd(scratch: usize, operation: Depthwise): usize {
  return spanIn(scratch, operation) + <usize>BLOCK_ROWS * <usize>operation.channels * 4;
}

/** A unit is an output row. */
export function separable(operation: Depthwise, from: i32, to: i32, scratch: usize): void {
  const width = <usize>operation.outWidth, given = endingOf(operation);
  const rowBytes = <usize>operation.width * <usize>operation.channels * 4;
  const outBytes = width * <usize>(operation.panels == 0 ? operation.channels : operation.outputs) * 4;
  const rows = rowsIn(scratch);
  for (let unit = from; unit < to; unit++) {
    const image = unit / operation.outHeight;
    const outRow = unit - image * operation.outHeight;
    const base = operation.x + <usize>image * <usize>operation.height * rowBytes;
    for (let y = 0; y < operation.filterHeight; y++) {
      const row = outRow * operation.strideHeight + y - operation.top;
      const inside = row >= 0 && row < operation.height;
      store<usize>(rows + <usize>y * sizeof<usize>(), inside ? base + <usize>row * rowBytes : operation.zeros);
    }
    const isAdded = operation.panels != 0 && given.residual != 0;
    const residual = isAdded ? given.residual + <usize>unit * width * <usize>given.residualChannels * 4 : 0;
    convolveRow(operation, residual, operation.y + <usize>unit * outBytes, scratch);
  }
}

/** Writes an output row to `y`. The rows under the filter are listed in scratch memory. @param residual - of the row, or 0 */
export function convolveRow(operation: Depthwise, residual: usize, y: usize, scratch: usize): void {
  const outWidth = operation.outWidth, channels = operation.channels, outputs = operation.outputs, panels = operation.panels;
  const pixel = <usize>channels * 4;
  const rows = rowsIn(scratch);
  if (panels == 0) {
    convolveSpan(operation, rows, 0, outWidth, y);
    return;
  }
  const given = endingOf(operation), ending = changetype<Ending>(scratch);
  ending.bias = given.bias;
  ending.residualChannels = given.residualChannels;
  ending.low = given.low;
  ending.high = given.high;
  const list = scratch + 32, span = spanIn(scratch, operation);
  for (let index = 0; index < BLOCK_ROWS; index++) store<usize>(list + <usize>index * sizeof<usize>(), span + <usize>index * pixel);
  for (let first = 0; first < outWidth; first += BLOCK_ROWS) {
    const count = min(BLOCK_ROWS, outWidth - first);
    convolveSpan(operation, rows, first, count, span);
    ending.residual = residual == 0 ? 0 : residual + <usize>first * <usize>given.residualChannels * 4;
    multiplyListed(list, count, 1, 0, channels, panels, outputs, 0, outputs, y + <usize>first * <usize>outputs * 4, ending);
  }
}

/** Writes `count` pixels of an output row, from column `first`, one after the other to `to`. */
function convolveSpan(operation: Depthwise, rows: usize, first: i32, count: i32, to: usize): void {
  const channels = operation.channels, width = operation.width, filterWidth = operation.filterWidth;
  const stride = operation.strideWidth, left = operation.left;
  const end = first + count;
  // Columns of which the whole window lies inside of the image.
  const firstInside = min(end, max(first, (left + stride - 1) / stride));
  const reach = width - filterWidth + left;
  const endInside = reach < 0 ? firstInside : max(firstInside, min(end, reach / stride + 1));
  const quads = channels & ~3;
  const pixel = <usize>channels * 4;
  const inside = to + <usize>(firstInside - first) * pixel;
  if (operation.filterHeight == 3 && filterWidth == 3 && stride == 1) {
    convolveUsual(operation, rows, firstInside, endInside - firstInside, quads, inside);
  } else {
    for (let offset: usize = 0; offset < <usize>quads * 4; offset += 16) {
      convolveInside(operation, rows, firstInside, endInside - firstInside, offset, inside + offset);
    }
  }
  for (let column = first; column < firstInside; column++) convolveBorder(operation, rows, column, quads, to + <usize>(column - first) * pixel);
  for (let column = endInside; column < end; column++) convolveBorder(operation, rows, column, quads, to + <usize>(column - first) * pixel);
  if (quads < channels) {
    for (let column = first; column < end; column++) convolveRest(operation, rows, column, quads, to + <usize>(column - first) * pixel);
  }
}

@inline
function end(sum: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(sum, low), high);
}

@inline
function biasOf(operation: Depthwise, offset: usize): v128 {
  return operation.bias == 0 ? f32x4.splat(0) : v128.load(operation.bias + offset);
}

/** The quads of `count` pixels with a 3x3 filter of stride 1, four pixels at a time: in the order in which the pixels lie in memory. */
function convolveUsual(operation: Depthwise, rows: usize, column: i32, count: i32, quads: i32, to: usize): void {
  const pixel = <usize>operation.channels * 4, quadBytes = <usize>quads * 4;
  const low = f32x4.splat(operation.low), high = f32x4.splat(operation.high);
  const filter = operation.filter;
  const start = <usize>(column - operation.left) * pixel;
  let at0 = load<usize>(rows) + start;
  let at1 = load<usize>(rows, sizeof<usize>()) + start;
  let at2 = load<usize>(rows, 2 * sizeof<usize>()) + start;
  let rest = count;
  for (; rest >= 4; rest -= 4) {
    for (let offset: usize = 0; offset < quadBytes; offset += 16) {
      let s0 = biasOf(operation, offset), s1 = s0, s2 = s0, s3 = s0;
      let weights = filter + offset;
      let from = at0 + offset;
      for (let row = 0; row < 3; row++) {
        const w0 = v128.load(weights), w1 = v128.load(weights + pixel), w2 = v128.load(weights + pixel * 2);
        let x = v128.load(from);
        s0 = multiplyAdd(x, w0, s0);
        x = v128.load(from + pixel);
        s0 = multiplyAdd(x, w1, s0);
        s1 = multiplyAdd(x, w0, s1);
        x = v128.load(from + pixel * 2);
        s0 = multiplyAdd(x, w2, s0);
        s1 = multiplyAdd(x, w1, s1);
        s2 = multiplyAdd(x, w0, s2);
        x = v128.load(from + pixel * 3);
        s1 = multiplyAdd(x, w2, s1);
        s2 = multiplyAdd(x, w1, s2);
        s3 = multiplyAdd(x, w0, s3);
        x = v128.load(from + pixel * 4);
        s2 = multiplyAdd(x, w2, s2);
        s3 = multiplyAdd(x, w1, s3);
        x = v128.load(from + pixel * 5);
        s3 = multiplyAdd(x, w2, s3);
        weights += pixel * 3;
        from = (row == 0 ? at1 : at2) + offset;
      }
      const target = to + offset;
      v128.store(target, end(s0, low, high));
      v128.store(target + pixel, end(s1, low, high));
      v128.store(target + pixel * 2, end(s2, low, high));
      v128.store(target + pixel * 3, end(s3, low, high));
    }
    to += pixel * 4;
    at0 += pixel * 4;
    at1 += pixel * 4;
    at2 += pixel * 4;
  }
  for (; rest > 0; rest--) {
    for (let offset: usize = 0; offset < quadBytes; offset += 16) {
      let sum = biasOf(operation, offset);
      let weights = filter + offset;
      let from = at0 + offset;
      for (let row = 0; row < 3; row++) {
        sum = multiplyAdd(v128.load(from), v128.load(weights), sum);
        sum = multiplyAdd(v128.load(from + pixel), v128.load(weights + pixel), sum);
        sum = multiplyAdd(v128.load(from + pixel * 2), v128.load(weights + pixel * 2), sum);
        weights += pixel * 3;
        from = (row == 0 ? at1 : at2) + offset;
      }
      v128.store(to + offset, end(sum, low, high));
    }
    to += pixel;
    at0 += pixel;
    at1 += pixel;
    at2 += pixel;
  }
}

/** Four channels of `count` pixels with any filter. */
function convolveInside(operation: Depthwise, rows: usize, column: i32, count: i32, offset: usize, to: usize): void {
  const pixel = <usize>operation.channels * 4, step = pixel * <usize>operation.strideWidth;
  const low = f32x4.splat(operation.low), high = f32x4.splat(operation.high), bias = biasOf(operation, offset);
  let start = <usize>(column * operation.strideWidth - operation.left) * pixel + offset;
  const filterHeight = operation.filterHeight, filterWidth = operation.filterWidth;
  let rest = count;
  for (; rest >= 4; rest -= 4) {
    let s0 = bias, s1 = bias, s2 = bias, s3 = bias;
    let weights = operation.filter + offset;
    for (let row = 0; row < filterHeight; row++) {
      let from = load<usize>(rows + <usize>row * sizeof<usize>()) + start;
      for (let tap = 0; tap < filterWidth; tap++) {
        const weight = v128.load(weights);
        s0 = multiplyAdd(v128.load(from), weight, s0);
        s1 = multiplyAdd(v128.load(from + step), weight, s1);
        s2 = multiplyAdd(v128.load(from + step * 2), weight, s2);
        s3 = multiplyAdd(v128.load(from + step * 3), weight, s3);
        weights += pixel;
        from += pixel;
      }
    }
    v128.store(to, end(s0, low, high));
    v128.store(to + pixel, end(s1, low, high));
    v128.store(to + pixel * 2, end(s2, low, high));
    v128.store(to + pixel * 3, end(s3, low, high));
    to += pixel * 4;
    start += step * 4;
  }
  for (; rest > 0; rest--) {
    let sum = bias;
    let weights = operation.filter + offset;
    for (let row = 0; row < filterHeight; row++) {
      let from = load<usize>(rows + <usize>row * sizeof<usize>()) + start;
      for (let tap = 0; tap < filterWidth; tap++) {
        sum = multiplyAdd(v128.load(from), v128.load(weights), sum);
        weights += pixel;
        from += pixel;
      }
    }
    v128.store(to, end(sum, low, high));
    to += pixel;
    start += step;
  }
}

/** All whole quads of channels of a pixel whose window crosses the left or the right border. */
function convolveBorder(operation: Depthwise, rows: usize, column: i32, quads: i32, to: usize): void {
  const pixel = <usize>operation.channels * 4;
  const low = f32x4.splat(operation.low), high = f32x4.splat(operation.high);
  const start = column * operation.strideWidth - operation.left;
  const firstTap = max(0, -start), endTap = min(operation.filterWidth, operation.width - start);
  for (let offset: usize = 0; offset < <usize>quads * 4; offset += 16) {
    let sum = biasOf(operation, offset);
    for (let row = 0; row < operation.filterHeight; row++) {
      const from = load<usize>(rows + <usize>row * sizeof<usize>()) + offset;
      const weights = operation.filter + <usize>(row * operation.filterWidth) * pixel + offset;
      for (let tap = firstTap; tap < endTap; tap++) {
        sum = multiplyAdd(v128.load(from + <usize>(start + tap) * pixel), v128.load(weights + <usize>tap * pixel), sum);
      }
    }
    v128.store(to + offset, end(sum, low, high));
  }
}

/** The last one to three channels of a pixel, if their number is no multiple of four. */
function convolveRest(operation: Depthwise, rows: usize, column: i32, first: i32, to: usize): void {
  const pixel = <usize>operation.channels * 4;
  const start = column * operation.strideWidth - operation.left;
  const firstTap = max(0, -start), endTap = min(operation.filterWidth, operation.width - start);
  for (let offset = <usize>first * 4; offset < pixel; offset += 4) {
    let sum: f32 = operation.bias == 0 ? 0 : load<f32>(operation.bias + offset);
    for (let row = 0; row < operation.filterHeight; row++) {
      const from = load<usize>(rows + <usize>row * sizeof<usize>()) + offset;
      const weights = operation.filter + <usize>(row * operation.filterWidth) * pixel + offset;
      for (let tap = firstTap; tap < endTap; tap++) {
        sum += load<f32>(from + <usize>(start + tap) * pixel) * load<f32>(weights + <usize>tap * pixel);
      }
    }
    store<f32>(to + offset, min(max(sum, operation.low), operation.high));
  }
}
