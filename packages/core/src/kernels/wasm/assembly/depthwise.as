// Gradients of a depthwise convolution with one filter per channel, eight channels at a time.

import { multiplyAdd } from './multiplyAdd';

/**
 * Writes the input gradient dx[batch][height][width][channels] as a gather: for each input pixel, lists the addresses in dy and in
 * the filter that contribute to it, then sums over that list, so that each element of dx is written once. `taps` has room for two
 * addresses per filter position.
 */
export function gatherDepthwise(
  dx: usize, batch: i32, height: i32, width: i32, channels: i32, dy: usize, outHeight: i32, outWidth: i32, filter: usize,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  top: i32, left: i32, taps: usize,
): void {
  const pixel = <usize>channels * 4;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        let end = taps;
        for (let y = 0; y < filterHeight; y++) {
          const down = row + top - y * dilationHeight;
          if (down < 0 || down % strideHeight != 0) continue;
          const outRow = down / strideHeight;
          if (outRow >= outHeight) continue;
          for (let x = 0; x < filterWidth; x++) {
            const right = column + left - x * dilationWidth;
            if (right < 0 || right % strideWidth != 0) continue;
            const outColumn = right / strideWidth;
            if (outColumn >= outWidth) continue;
            store<usize>(end, dy + <usize>((image * outHeight + outRow) * outWidth + outColumn) * pixel);
            store<usize>(end, filter + <usize>(y * filterWidth + x) * pixel, sizeof<usize>());
            end += 2 * sizeof<usize>();
          }
        }
        let channel: usize = 0;
        for (; channel + 32 <= pixel; channel += 32) {
          let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
          for (let tap = taps; tap < end; tap += 2 * sizeof<usize>()) {
            const from = load<usize>(tap) + channel, weight = load<usize>(tap, sizeof<usize>()) + channel;
            s0 = multiplyAdd(v128.load(from), v128.load(weight), s0);
            s1 = multiplyAdd(v128.load(from, 16), v128.load(weight, 16), s1);
          }
          v128.store(dx + channel, s0);
          v128.store(dx + channel, s1, 16);
        }
        for (; channel < pixel; channel += 4) {
          let sum: f32 = 0;
          for (let tap = taps; tap < end; tap += 2 * sizeof<usize>()) {
            sum += load<f32>(load<usize>(tap) + channel) * load<f32>(load<usize>(tap, sizeof<usize>()) + channel);
          }
          store<f32>(dx + channel, sum);
        }
        dx += pixel;
      }
    }
  }
}

/**
 * Adds the filter gradient to gradient[filterHeight][filterWidth][channels], one sum along each row of dy per filter position; the
 * caller clears it first.
 */
export function addDepthwiseFilterGradient(
  x: usize, batch: i32, height: i32, width: i32, channels: i32, dy: usize, outHeight: i32, outWidth: i32, gradient: usize,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  top: i32, left: i32,
): void {
  const pixel = <usize>channels * 4, step = <usize>strideWidth * pixel;
  for (let image = 0; image < batch; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const dyRow = dy + <usize>(image * outHeight + outRow) * <usize>outWidth * pixel;
      for (let y = 0; y < filterHeight; y++) {
        const row = outRow * strideHeight + y * dilationHeight - top;
        if (row < 0 || row >= height) continue;
        const xRow = x + <usize>(image * height + row) * <usize>width * pixel;
        for (let column = 0; column < filterWidth; column++) {
          const offset = column * dilationWidth - left;
          const first = offset >= 0 ? 0 : (strideWidth - 1 - offset) / strideWidth;
          const reach = width - 1 - offset;
          const last = reach < 0 ? 0 : min(outWidth, reach / strideWidth + 1);
          if (last <= first) continue;
          const from = xRow + <usize>(first * strideWidth + offset) * pixel, by = dyRow + <usize>first * pixel;
          const to = gradient + <usize>(y * filterWidth + column) * pixel;
          let channel: usize = 0;
          for (; channel + 32 <= pixel; channel += 32) {
            let a = from + channel, b = by + channel;
            let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
            for (let index = first; index < last; index++) {
              s0 = multiplyAdd(v128.load(a), v128.load(b), s0);
              s1 = multiplyAdd(v128.load(a, 16), v128.load(b, 16), s1);
              a += step;
              b += pixel;
            }
            v128.store(to + channel, f32x4.add(v128.load(to + channel), s0));
            v128.store(to + channel, f32x4.add(v128.load(to + channel, 16), s1), 16);
          }
          for (; channel < pixel; channel += 4) {
            let a = from + channel, b = by + channel;
            let sum: f32 = 0;
            for (let index = first; index < last; index++) {
              sum += load<f32>(a) * load<f32>(b);
              a += step;
              b += pixel;
            }
            store<f32>(to + channel, load<f32>(to + channel) + sum);
          }
        }
      }
    }
  }
}
