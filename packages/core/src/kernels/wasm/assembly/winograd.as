// 3x3 convolution of stride 1 and its gradients by Winograd's minimal filtering F(4x4, 3x3) and F(3x3, 4x4): Lavin and Gray 2016,
// "Fast algorithms for convolutional neural networks" (arXiv:1509.09308). A 6x6 input tile and a filter are transformed into 36
// numbers each. Their products, summed over channels by 36 matrix products, transform back into 4x4 outputs: a quarter of the
// multiplications. The filter gradient uses the same input transform, with a 4x4 tile of dy in place of the filter. Channels are
// processed four at a time; their number is a multiple of eight.

import { addOuterBlock, multiplyRows } from './matrix';
import { multiplyAdd } from './multiplyAdd';

/** Bytes from one of the 36 planes to the next, padded by a cache line: otherwise all 36 may map to the same cache set. */
@inline
function planeBytes(rows: i32, columns: i32): usize {
  return <usize>rows * <usize>columns * 4 + 64;
}

@inline
function times(factor: f32, x: v128): v128 {
  return f32x4.mul(f32x4.splat(factor), x);
}

@inline
function addTimes(sum: v128, factor: f32, x: v128): v128 {
  return multiplyAdd(f32x4.splat(factor), x, sum);
}

/** One pass of the input transform: six vectors to `target`, stored `to` bytes apart. */
@inline
function transformSix(d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128, target: usize, to: usize): void {
  const even = addTimes(d4, -4, d2);
  const odd = addTimes(d3, -4, d1);
  const outer = f32x4.sub(d4, d2);
  const inner = times(2, f32x4.sub(d3, d1));
  v128.store(target, addTimes(addTimes(d4, 4, d0), -5, d2));
  v128.store(target + to, f32x4.add(even, odd));
  v128.store(target + to * 2, f32x4.sub(even, odd));
  v128.store(target + to * 3, f32x4.add(outer, inner));
  v128.store(target + to * 4, f32x4.sub(outer, inner));
  v128.store(target + to * 5, addTimes(addTimes(d5, 4, d1), -5, d3));
}

/** Writes the addresses of the pixels of a square tile to `pixels`; pixels outside the image get the address `zeros`. */
function findPixels(
  image: usize, height: i32, width: i32, channels: i32, top: i32, left: i32, size: i32, pixels: usize, zeros: usize,
): void {
  for (let row = top; row < top + size; row++) {
    for (let column = left; column < left + size; column++) {
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      store<usize>(pixels, inside ? image + <usize>((row * width + column) * channels) * 4 : zeros);
      pixels += sizeof<usize>();
    }
  }
}

/**
 * The input transform of `count` tiles, starting with tile `first`, into 36 planes. In a plane, tiles are `tileStep` bytes apart and
 * groups of four channels `quadStep` bytes apart.
 */
function transformInputs(
  x: usize, height: i32, width: i32, channels: i32, top: i32, left: i32, tileRows: i32, tileColumns: i32,
  first: i32, count: i32, planes: usize, plane: usize, tileStep: usize, quadStep: usize, scratch: usize, zeros: usize,
): void {
  const pixels = scratch + 576;
  for (let index = 0; index < count; index++) {
    const tile = first + index;
    const image = tile / (tileRows * tileColumns);
    const place = tile - image * tileRows * tileColumns;
    const tileRow = place / tileColumns;
    const tileColumn = place - tileRow * tileColumns;
    const base = x + <usize>image * <usize>(height * width * channels) * 4;
    findPixels(base, height, width, channels, tileRow * 4 - top, tileColumn * 4 - left, 6, pixels, zeros);
    let target = planes + <usize>index * tileStep;
    for (let channel: usize = 0; channel < <usize>channels * 4; channel += 16) {
      for (let column: usize = 0; column < 6; column++) {
        const at = pixels + column * sizeof<usize>();
        const row = 6 * sizeof<usize>();
        transformSix(
          v128.load(load<usize>(at) + channel),
          v128.load(load<usize>(at + row) + channel),
          v128.load(load<usize>(at + row * 2) + channel),
          v128.load(load<usize>(at + row * 3) + channel),
          v128.load(load<usize>(at + row * 4) + channel),
          v128.load(load<usize>(at + row * 5) + channel),
          scratch + column * 16, 96,
        );
      }
      for (let row: usize = 0; row < 6; row++) {
        const at = scratch + row * 96;
        transformSix(
          v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), v128.load(at, 64), v128.load(at, 80),
          target + row * 6 * plane, plane,
        );
      }
      target += quadStep;
    }
  }
}

/**
 * The filter transform into panels for `multiplyRows`: [36][outputs / 8][inputs][8]. The strides, in bytes, locate the filter's element
 * (row, column, input, output); negative strides read a rotated filter without a copy.
 */
export function transformFilter(
  filter: usize, rowStride: i32, columnStride: i32, inputStride: i32, outputStride: i32, inputs: i32, outputs: i32,
  planes: usize, scratch: usize,
): void {
  const plane = planeBytes(inputs, outputs);
  for (let output = 0; output < outputs; output += 4) {
    for (let input = 0; input < inputs; input++) {
      const base = <i32>filter + input * inputStride + output * outputStride;
      for (let column = 0; column < 3; column++) {
        const at = base + column * columnStride;
        transformThree(
          gather(at, outputStride), gather(at + rowStride, outputStride), gather(at + 2 * rowStride, outputStride),
          scratch + <usize>column * 16, 48,
        );
      }
      const target = planes + (<usize>(output >> 3) * <usize>inputs + <usize>input) * 32 + <usize>(output & 4) * 4;
      for (let row: usize = 0; row < 6; row++) {
        const at = scratch + row * 48;
        transformThree(v128.load(at), v128.load(at, 16), v128.load(at, 32), target + row * 6 * plane, plane);
      }
    }
  }
}

@inline
function gather(at: i32, stride: i32): v128 {
  if (stride == 4) return v128.load(<usize>at);
  return f32x4(
    load<f32>(<usize>at), load<f32>(<usize>(at + stride)), load<f32>(<usize>(at + 2 * stride)), load<f32>(<usize>(at + 3 * stride)),
  );
}

@inline
function transformThree(g0: v128, g1: v128, g2: v128, target: usize, to: usize): void {
  const ends = f32x4.add(g0, g2);
  const far = addTimes(times(<f32>(1.0 / 24.0), g0), <f32>(1.0 / 6.0), g2);
  const middle = times(<f32>(1.0 / 12.0), g1);
  v128.store(target, times(0.25, g0));
  v128.store(target + to, times(<f32>(-1.0 / 6.0), f32x4.add(ends, g1)));
  v128.store(target + to * 2, times(<f32>(-1.0 / 6.0), f32x4.sub(ends, g1)));
  v128.store(target + to * 3, f32x4.add(far, middle));
  v128.store(target + to * 4, f32x4.sub(far, middle));
  v128.store(target + to * 5, g2);
}

/** The transform of 4x4 tiles of dy, which take the place of the filter in F(3x3, 4x4), into planes like `transformInputs`. */
function transformGradients(
  dy: usize, height: i32, width: i32, channels: i32, tileRows: i32, tileColumns: i32,
  first: i32, count: i32, planes: usize, plane: usize, tileStep: usize, quadStep: usize, scratch: usize, zeros: usize,
): void {
  const pixels = scratch + 576;
  for (let index = 0; index < count; index++) {
    const tile = first + index;
    const image = tile / (tileRows * tileColumns);
    const place = tile - image * tileRows * tileColumns;
    const tileRow = place / tileColumns;
    const tileColumn = place - tileRow * tileColumns;
    const base = dy + <usize>image * <usize>(height * width * channels) * 4;
    findPixels(base, height, width, channels, tileRow * 4, tileColumn * 4, 4, pixels, zeros);
    let target = planes + <usize>index * tileStep;
    for (let channel: usize = 0; channel < <usize>channels * 4; channel += 16) {
      for (let column: usize = 0; column < 4; column++) {
        const at = pixels + column * sizeof<usize>();
        const row = 4 * sizeof<usize>();
        transformFour(
          v128.load(load<usize>(at) + channel),
          v128.load(load<usize>(at + row) + channel),
          v128.load(load<usize>(at + row * 2) + channel),
          v128.load(load<usize>(at + row * 3) + channel),
          scratch + column * 16, 64,
        );
      }
      for (let row: usize = 0; row < 6; row++) {
        const at = scratch + row * 64;
        transformFour(v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), target + row * 6 * plane, plane);
      }
      target += quadStep;
    }
  }
}

@inline
function transformFour(h0: v128, h1: v128, h2: v128, h3: v128, target: usize, to: usize): void {
  const even = times(<f32>(-1.0 / 6.0), f32x4.add(h0, h2));
  const odd = times(<f32>(-1.0 / 6.0), f32x4.add(h1, h3));
  const far = addTimes(times(<f32>(1.0 / 24.0), h0), <f32>(1.0 / 6.0), h2);
  const middle = addTimes(times(<f32>(1.0 / 12.0), h1), <f32>(1.0 / 3.0), h3);
  v128.store(target, times(0.25, h0));
  v128.store(target + to, f32x4.add(even, odd));
  v128.store(target + to * 2, f32x4.sub(even, odd));
  v128.store(target + to * 3, f32x4.add(far, middle));
  v128.store(target + to * 4, f32x4.sub(far, middle));
  v128.store(target + to * 5, h3);
}

/** One pass of the output transform: six vectors to four. */
@inline
function restoreFour(m0: v128, m1: v128, m2: v128, m3: v128, m4: v128, m5: v128, target: usize, to: usize): void {
  const nearSum = f32x4.add(m1, m2);
  const nearDifference = f32x4.sub(m1, m2);
  const farSum = f32x4.add(m3, m4);
  const farDifference = f32x4.sub(m3, m4);
  v128.store(target, f32x4.add(f32x4.add(m0, nearSum), farSum));
  v128.store(target + to, addTimes(nearDifference, 2, farDifference));
  v128.store(target + to * 2, addTimes(nearSum, 4, farSum));
  v128.store(target + to * 3, f32x4.add(addTimes(nearDifference, 8, farDifference), m5));
}

/** One pass of the output transform of the filter gradient: six vectors to three. */
@inline
function restoreThree(m0: v128, m1: v128, m2: v128, m3: v128, m4: v128, m5: v128, target: usize, to: usize): void {
  const nearSum = f32x4.add(m1, m2);
  const farSum = f32x4.add(m3, m4);
  v128.store(target, f32x4.add(f32x4.add(m0, nearSum), farSum));
  v128.store(target + to, addTimes(f32x4.sub(m1, m2), 2, f32x4.sub(m3, m4)));
  v128.store(target + to * 2, f32x4.add(addTimes(nearSum, 4, farSum), m5));
}

/**
 * The output transform of `count` tiles: adds the bias (address 0: none), then clamps to `floor` and `ceiling` (infinities: no clamp). The
 * planes hold `planeChannels` channels, of which y has `channels` a pixel.
 */
function restoreOutputs(
  planes: usize, plane: usize, planeChannels: i32, first: i32, count: i32, y: usize, height: i32, width: i32, channels: i32,
  tileRows: i32, tileColumns: i32, bias: usize, floor: f32, ceiling: f32, scratch: usize,
): void {
  const restored = scratch + 384;
  const lowest = f32x4.splat(floor), highest = f32x4.splat(ceiling);
  for (let index = 0; index < count; index++) {
    const tile = first + index;
    const image = tile / (tileRows * tileColumns);
    const place = tile - image * tileRows * tileColumns;
    const top = (place / tileColumns) * 4;
    const left = (place % tileColumns) * 4;
    const rows = min(4, height - top);
    const columns = min(4, width - left);
    const corner = y + (<usize>image * <usize>(height * width) + <usize>(top * width + left)) * <usize>channels * 4;
    let source = planes + <usize>(index * planeChannels) * 4;
    for (let channel: usize = 0; channel < <usize>planeChannels * 4; channel += 16) {
      for (let column: usize = 0; column < 6; column++) {
        const at = source + column * plane;
        const row = 6 * plane;
        restoreFour(
          v128.load(at), v128.load(at + row), v128.load(at + row * 2), v128.load(at + row * 3), v128.load(at + row * 4), v128.load(at + row * 5),
          scratch + column * 16, 96,
        );
      }
      const offset = bias == 0 ? f32x4.splat(0) : v128.load(bias + channel);
      for (let row = 0; row < rows; row++) {
        const at = scratch + <usize>row * 96;
        restoreFour(v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), v128.load(at, 64), v128.load(at, 80), restored, 16);
        const to = corner + channel + <usize>(row * width * channels) * 4;
        for (let column = 0; column < columns; column++) {
          const value = f32x4.add(v128.load(restored + <usize>column * 16), offset);
          v128.store(to + <usize>(column * channels) * 4, f32x4.pmin(f32x4.pmax(value, lowest), highest));
        }
      }
      source += 16;
    }
  }
}

/**
 * y = convolution of x with the transformed filter, stride 1, padded by `top` and `left` zeros (negative: cropped), plus `bias` (address
 * 0: none), clamped to at least `floor`. `work` has room for 1024 bytes, one pixel of x, and the planes of x and y for `block` tiles.
 */
export function convolveTiles(
  x: usize, batch: i32, height: i32, width: i32, inputs: i32, top: i32, left: i32, filter: usize,
  y: usize, outHeight: i32, outWidth: i32, outputs: i32, bias: usize, floor: f32, block: i32, work: usize,
): void {
  const tiles = batch * ((outHeight + 3) / 4) * ((outWidth + 3) / 4);
  convolveTileRange(
    x, 0, tiles, 0, outputs, height, width, inputs, top, left, filter, y, outHeight, outWidth, outputs, bias, floor, Infinity, block, work,
  );
}

/**
 * `convolveTiles` for the tiles from `from` to `to` and the outputs from `firstOutput` to `endOutput`, multiples of eight, clamped to at most
 * `ceiling` too.
 */
export function convolveTileRange(
  x: usize, from: i32, to: i32, firstOutput: i32, endOutput: i32, height: i32, width: i32, inputs: i32, top: i32, left: i32, filter: usize,
  y: usize, outHeight: i32, outWidth: i32, outputs: i32, bias: usize, floor: f32, ceiling: f32, block: i32, work: usize,
): void {
  const tileRows = (outHeight + 3) / 4, tileColumns = (outWidth + 3) / 4;
  const zeros = work + 1024;
  memory.fill(zeros, 0, <usize>inputs * 4);
  const columns = endOutput - firstOutput;
  const inPlane = planeBytes(block, inputs), outPlane = planeBytes(block, columns);
  const inPlanes = zeros + <usize>inputs * 4, outPlanes = inPlanes + inPlane * 36;
  const panels = filter + <usize>(firstOutput * inputs) * 4;
  const corner = y + <usize>firstOutput * 4;
  const biases: usize = bias == 0 ? 0 : bias + <usize>firstOutput * 4;
  for (let first = from; first < to; first += block) {
    const count = min(block, to - first);
    transformInputs(
      x, height, width, inputs, top, left, tileRows, tileColumns, first, count, inPlanes, inPlane, <usize>inputs * 4, 16, work, zeros,
    );
    for (let plane: usize = 0; plane < 36; plane++) {
      multiplyRows(
        inPlanes + plane * inPlane, <usize>inputs * 4, count, inputs, panels + plane * planeBytes(inputs, outputs), columns,
        outPlanes + plane * outPlane, <usize>columns * 4, false,
      );
    }
    restoreOutputs(
      outPlanes, outPlane, columns, first, count, corner, outHeight, outWidth, outputs, tileRows, tileColumns, biases, floor, ceiling, work,
    );
  }
}

/**
 * Writes the filter gradient [3][3][inputs][outputs]. `sums` has room for 36 planes [inputs][outputs], `work` for 1024 bytes, one pixel of
 * the wider of x and dy, and the planes of x and dy for `block` tiles.
 */
export function convolveTilesBackward(
  x: usize, batch: i32, height: i32, width: i32, inputs: i32, top: i32, left: i32,
  dy: usize, outHeight: i32, outWidth: i32, outputs: i32, gradient: usize, sums: usize, block: i32, work: usize,
): void {
  const tileRows = (outHeight + 3) / 4, tileColumns = (outWidth + 3) / 4;
  const tiles = batch * tileRows * tileColumns;
  const zeros = work + 1024;
  const zeroBytes = <usize>max(inputs, outputs) * 4;
  memory.fill(zeros, 0, zeroBytes);
  const inPlane = planeBytes(block, inputs), outPlane = planeBytes(block, outputs);
  const inPlanes = zeros + zeroBytes, outPlanes = inPlanes + inPlane * 36;
  // The products read four channels of all tiles: stored consecutively, they do not compete for the same cache set.
  const quadStep = <usize>block * 16;
  const filterPlane = <usize>inputs * <usize>outputs * 4, sumPlane = planeBytes(inputs, outputs);
  memory.fill(sums, 0, sumPlane * 36);
  for (let first = 0; first < tiles; first += block) {
    const count = min(block, tiles - first);
    transformInputs(
      x, height, width, inputs, top, left, tileRows, tileColumns, first, count, inPlanes, inPlane, 16, quadStep, work, zeros,
    );
    transformGradients(
      dy, outHeight, outWidth, outputs, tileRows, tileColumns, first, count, outPlanes, outPlane, 16, quadStep, work, zeros,
    );
    for (let plane: usize = 0; plane < 36; plane++) {
      addOuterBlock(
        inPlanes + plane * inPlane, 16, quadStep, outPlanes + plane * outPlane, 16, quadStep, count, inputs, outputs,
        sums + plane * sumPlane, <usize>outputs * 4,
      );
    }
  }
  for (let element: usize = 0; element < filterPlane; element += 16) {
    for (let column: usize = 0; column < 6; column++) {
      const at = sums + element + column * sumPlane;
      const row = 6 * sumPlane;
      restoreThree(
        v128.load(at), v128.load(at + row), v128.load(at + row * 2), v128.load(at + row * 3), v128.load(at + row * 4), v128.load(at + row * 5),
        work + column * 16, 96,
      );
    }
    for (let row: usize = 0; row < 3; row++) {
      const at = work + row * 96;
      restoreThree(
        v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), v128.load(at, 64), v128.load(at, 80),
        gradient + element + row * 3 * filterPlane, filterPlane,
      );
    }
  }
}
