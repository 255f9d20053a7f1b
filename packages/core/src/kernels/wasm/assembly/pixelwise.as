// Operations on single pixels and on all pixels of an image.

import { multiplyAdd } from './multiplyAdd';

@inline
function word(operation: usize, index: usize): i32 {
  return load<i32>(operation + index * 4);
}

@inline
function float(operation: usize, index: usize): f32 {
  return load<f32>(operation + index * 4);
}

/**
 * y = clamp(a * factor + summand). Factor and summand (address 0: none) have strides of their own, in bytes: 0 where all images or all
 * pixels share them. A unit is a pixel.
 */
export function combine(operation: usize, from: i32, to: i32): void {
  const pixels = word(operation, 0), pixel = <usize>word(operation, 1) * 4;
  const low = float(operation, 11), high = float(operation, 12);
  const factors = <usize>word(operation, 3), factorImage = <usize>word(operation, 4), factorPixel = <usize>word(operation, 5);
  const summands = <usize>word(operation, 6), summandImage = <usize>word(operation, 7), summandPixel = <usize>word(operation, 8);
  const lows = f32x4.splat(low), highs = f32x4.splat(high);
  let a = <usize>word(operation, 2) + <usize>from * pixel;
  let y = <usize>word(operation, 9) + <usize>from * pixel;
  for (let unit = from; unit < to; unit++) {
    const image = unit / pixels;
    const place = <usize>(unit - image * pixels);
    const factor = factors + <usize>image * factorImage + place * factorPixel;
    const summand = summands + <usize>image * summandImage + place * summandPixel;
    let offset: usize = 0;
    for (; offset + 16 <= pixel; offset += 16) {
      let value = v128.load(a + offset);
      if (factors != 0) {
        const by = v128.load(factor + offset);
        value = summands != 0 ? multiplyAdd(value, by, v128.load(summand + offset)) : f32x4.mul(value, by);
      } else if (summands != 0) {
        value = f32x4.add(value, v128.load(summand + offset));
      }
      v128.store(y + offset, f32x4.pmin(f32x4.pmax(value, lows), highs));
    }
    for (; offset < pixel; offset += 4) {
      let value = load<f32>(a + offset);
      if (factors != 0) value *= load<f32>(factor + offset);
      if (summands != 0) value += load<f32>(summand + offset);
      store<f32>(y + offset, min(max(value, low), high));
    }
    a += pixel;
    y += pixel;
  }
}

/** Mean or maximum over the pixels of an image. A unit is an image. */
export function reduce(operation: usize, from: i32, to: i32): void {
  const pixels = word(operation, 1), pixel = <usize>word(operation, 2) * 4;
  const isMean = word(operation, 4) == 1;
  const imageBytes = <usize>pixels * pixel;
  const scale: f32 = 1 / <f32>pixels;
  for (let image = from; image < to; image++) {
    const x = <usize>word(operation, 0) + <usize>image * imageBytes, end = x + imageBytes;
    const y = <usize>word(operation, 3) + <usize>image * pixel;
    const initial = f32x4.splat(isMean ? 0 : -Infinity), scales = f32x4.splat(scale);
    let offset: usize = 0;
    for (; offset + 32 <= pixel; offset += 32) {
      // Sums of even and odd pixels, because a sum waits for the one before.
      let v0 = initial, v1 = initial, w0 = initial, w1 = initial;
      let at = x + offset;
      if (isMean) {
        for (; at + pixel < end; at += pixel * 2) {
          v0 = f32x4.add(v0, v128.load(at));
          v1 = f32x4.add(v1, v128.load(at, 16));
          w0 = f32x4.add(w0, v128.load(at + pixel));
          w1 = f32x4.add(w1, v128.load(at + pixel, 16));
        }
        if (at < end) {
          v0 = f32x4.add(v0, v128.load(at));
          v1 = f32x4.add(v1, v128.load(at, 16));
        }
        v128.store(y + offset, f32x4.mul(f32x4.add(v0, w0), scales));
        v128.store(y + offset, f32x4.mul(f32x4.add(v1, w1), scales), 16);
      } else {
        for (; at < end; at += pixel) {
          v0 = f32x4.max(v0, v128.load(at));
          v1 = f32x4.max(v1, v128.load(at, 16));
        }
        v128.store(y + offset, v0);
        v128.store(y + offset, v1, 16);
      }
    }
    for (; offset < pixel; offset += 4) {
      let value: f32 = isMean ? 0 : -Infinity;
      for (let at = x + offset; at < end; at += pixel) value = isMean ? value + load<f32>(at) : max(value, load<f32>(at));
      store<f32>(y + offset, isMean ? value * scale : value);
    }
  }
}

/** y = a function of each number. A unit is a pixel. */
export function applyFunction(operation: usize, from: i32, to: i32): void {
  const kind = word(operation, 2), alpha = float(operation, 3), alphas = <usize>word(operation, 4);
  const pixel = <usize>word(operation, 1) * 4;
  let x = <usize>word(operation, 0) + <usize>from * pixel;
  let y = <usize>word(operation, 5) + <usize>from * pixel;
  for (let unit = from; unit < to; unit++) {
    for (let offset: usize = 0; offset < pixel; offset += 4) {
      const value = load<f32>(x + offset);
      let result: f32 = 0;
      switch (kind) {
        case 0: result = sigmoid(value); break;
        // The hyperbolic tangent.
        case 1: result = 2 * sigmoid(2 * value) - 1; break;
        case 2: result = value >= 0 ? value : alpha * (Mathf.exp(value) - 1); break;
        case 3: result = value >= 0 ? value : alpha * value; break;
        case 4: result = value >= 0 ? value : load<f32>(alphas + offset) * value; break;
        default: unreachable();
      }
      store<f32>(y + offset, result);
    }
    x += pixel;
    y += pixel;
  }
}

function sigmoid(value: f32): f32 {
  return 1 / (1 + Mathf.exp(-value));
}

/** Softmax of rows. A unit is a row. */
export function softmax(operation: usize, from: i32, to: i32): void {
  const columns = <usize>word(operation, 1) * 4;
  let x = <usize>word(operation, 0) + <usize>from * columns;
  let y = <usize>word(operation, 2) + <usize>from * columns;
  for (let row = from; row < to; row++) {
    let highest: f32 = -Infinity;
    for (let offset: usize = 0; offset < columns; offset += 4) highest = max(highest, load<f32>(x + offset));
    let sum: f32 = 0;
    for (let offset: usize = 0; offset < columns; offset += 4) {
      const power = Mathf.exp(load<f32>(x + offset) - highest);
      store<f32>(y + offset, power);
      sum += power;
    }
    for (let offset: usize = 0; offset < columns; offset += 4) store<f32>(y + offset, load<f32>(y + offset) / sum);
    x += columns;
    y += columns;
  }
}

/**
 * Copies x into y at a row, a column and a channel. With `fill`, the rest of y becomes zero; a unit is a row of y. Without, the rest stays;
 * a unit is a row of x.
 */
export function pad(operation: usize, from: i32, to: i32): void {
  const x = <usize>word(operation, 0), height = word(operation, 1), width = word(operation, 2), channels = <usize>word(operation, 3) * 4;
  const y = <usize>word(operation, 4), outHeight = word(operation, 5), outWidth = word(operation, 6);
  const outChannels = <usize>word(operation, 7) * 4;
  const top = word(operation, 8), left = word(operation, 9), first = <usize>word(operation, 10) * 4;
  const fill = word(operation, 11) != 0;
  const rows = fill ? outHeight : height;
  for (let unit = from; unit < to; unit++) {
    const image = unit / rows;
    const row = unit - image * rows - (fill ? top : 0);
    let target = y + <usize>((image * outHeight + row + top) * outWidth) * outChannels;
    if (fill) memory.fill(target, 0, <usize>outWidth * outChannels);
    if (row < 0 || row >= height) continue;
    let source = x + <usize>((image * height + row) * width) * channels;
    target += <usize>left * outChannels + first;
    if (channels == outChannels) {
      memory.copy(target, source, <usize>width * channels);
      continue;
    }
    for (let column = 0; column < width; column++) {
      memory.copy(target, source, channels);
      source += channels;
      target += outChannels;
    }
  }
}
