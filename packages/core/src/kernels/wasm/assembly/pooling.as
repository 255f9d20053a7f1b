/**
 * Adds the gradient of max pooling to dx[batch][height][width][channels]; the caller clears it first. Of several maxima in a window,
 * the first gets the gradient, as on tfjs' cpu backend; ties are common after a relu.
 */
export function addMaxPoolGradient(
  dx: usize, x: usize, batch: i32, height: i32, width: i32, channels: i32, y: usize, dy: usize, outHeight: i32, outWidth: i32,
  windowHeight: i32, windowWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  top: i32, left: i32,
): void {
  const pixel = <usize>channels * 4;
  for (let image = 0; image < batch; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const out = <usize>((image * outHeight + outRow) * outWidth + outColumn) * pixel;
        let channel: usize = 0;
        for (; channel + 16 <= pixel; channel += 16) {
          const largest = v128.load(y + out + channel), gradient = v128.load(dy + out + channel);
          let open = i32x4.splat(-1);
          for (let windowRow = 0; windowRow < windowHeight; windowRow++) {
            const row = outRow * strideHeight + windowRow * dilationHeight - top;
            if (row < 0 || row >= height) continue;
            for (let windowColumn = 0; windowColumn < windowWidth; windowColumn++) {
              const column = outColumn * strideWidth + windowColumn * dilationWidth - left;
              if (column < 0 || column >= width) continue;
              const at = <usize>((image * height + row) * width + column) * pixel + channel;
              const equal = v128.and(f32x4.eq(v128.load(x + at), largest), open);
              open = v128.andnot(open, equal);
              v128.store(dx + at, f32x4.add(v128.load(dx + at), v128.and(equal, gradient)));
            }
          }
        }
        for (; channel < pixel; channel += 4) {
          const largest = load<f32>(y + out + channel);
          let open = true;
          for (let windowRow = 0; windowRow < windowHeight && open; windowRow++) {
            const row = outRow * strideHeight + windowRow * dilationHeight - top;
            if (row < 0 || row >= height) continue;
            for (let windowColumn = 0; windowColumn < windowWidth && open; windowColumn++) {
              const column = outColumn * strideWidth + windowColumn * dilationWidth - left;
              if (column < 0 || column >= width) continue;
              const at = <usize>((image * height + row) * width + column) * pixel + channel;
              if (load<f32>(x + at) != largest) continue;
              store<f32>(dx + at, load<f32>(dx + at) + load<f32>(dy + out + channel));
              open = false;
            }
          }
        }
      }
    }
  }
}
