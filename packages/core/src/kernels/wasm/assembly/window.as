// Pooling over windows.

@inline
function word(operation: usize, index: usize): i32 {
  return load<i32>(operation + index * 4);
}

/** Maximum or mean of each window; positions outside of the image do not count. A unit is an output row. */
export function pool(operation: usize, from: i32, to: i32): void {
  const x = <usize>word(operation, 0), height = word(operation, 1), width = word(operation, 2), channels = word(operation, 3);
  const outHeight = word(operation, 4), outWidth = word(operation, 5), windowHeight = word(operation, 6), windowWidth = word(operation, 7);
  const strideHeight = word(operation, 8), strideWidth = word(operation, 9), top = word(operation, 10), left = word(operation, 11);
  const isMean = word(operation, 12) == 1;
  const pixel = <usize>channels * 4, rowBytes = <usize>width * pixel;
  let y = <usize>word(operation, 13) + <usize>from * <usize>outWidth * pixel;
  for (let unit = from; unit < to; unit++) {
    const image = unit / outHeight;
    const row = (unit - image * outHeight) * strideHeight - top;
    const firstRow = max(0, row), endRow = min(height, row + windowHeight);
    const base = x + <usize>image * <usize>height * rowBytes;
    for (let outColumn = 0; outColumn < outWidth; outColumn++) {
      const column = outColumn * strideWidth - left;
      const firstColumn = max(0, column), endColumn = min(width, column + windowWidth);
      const scale: f32 = 1 / <f32>((endRow - firstRow) * (endColumn - firstColumn));
      let offset: usize = 0;
      for (; offset + 16 <= pixel; offset += 16) {
        let value = f32x4.splat(isMean ? 0 : -Infinity);
        for (let r = firstRow; r < endRow; r++) {
          let at = base + <usize>r * rowBytes + <usize>firstColumn * pixel + offset;
          for (let c = firstColumn; c < endColumn; c++) {
            value = isMean ? f32x4.add(value, v128.load(at)) : f32x4.max(value, v128.load(at));
            at += pixel;
          }
        }
        v128.store(y + offset, isMean ? f32x4.mul(value, f32x4.splat(scale)) : value);
      }
      for (; offset < pixel; offset += 4) {
        let value: f32 = isMean ? 0 : -Infinity;
        for (let r = firstRow; r < endRow; r++) {
          let at = base + <usize>r * rowBytes + <usize>firstColumn * pixel + offset;
          for (let c = firstColumn; c < endColumn; c++) {
            value = isMean ? value + load<f32>(at) : max(value, load<f32>(at));
            at += pixel;
          }
        }
        store<f32>(y + offset, isMean ? value * scale : value);
      }
      y += pixel;
    }
  }
}
