// Made by scripts/buildWasmKernels.mjs from assembly/*.as; edit those.

type Kernel = (...values: (number | boolean)[]) => void;

/**
 * The exports of assembly/*.as. Addresses and strides are bytes in the heap of tfjs-backend-wasm, sizes are elements.
 */
export interface SimdKernels {
  /** Packs B (inner x columns, any strides) into panels of eight columns, each inner x 8; the last panel is padded with zeros. */
  packPanels(values: { readonly b: number; readonly rowStride: number; readonly columnStride: number; readonly inner: number; readonly columns: number; readonly panels: number }): void;
  /** C = A x B, or C += A x B with `accumulate`, with B packed by `packPanels`. */
  multiplyRows(values: { readonly a: number; readonly aStride: number; readonly rows: number; readonly inner: number; readonly panels: number; readonly columns: number; readonly c: number; readonly cStride: number; readonly accumulate: boolean }): void;
  /**
   * C += transpose(A) x B, as a sum of outer products of the `inner` rows of A and B: neither is transposed or packed. Partial sums
   * over 256 rows bound the rounding error.
   */
  addOuterProducts(values: { readonly a: number; readonly aStride: number; readonly b: number; readonly bStride: number; readonly inner: number; readonly rows: number; readonly columns: number; readonly c: number; readonly cStride: number }): void;
  /**
   * The filter transform into panels for `multiplyRows`: [36][outputs / 8][inputs][8]. The strides, in bytes, locate the filter's element
   * (row, column, input, output); negative strides read a rotated filter without a copy.
   */
  transformFilter(values: { readonly filter: number; readonly rowStride: number; readonly columnStride: number; readonly inputStride: number; readonly outputStride: number; readonly inputs: number; readonly outputs: number; readonly planes: number; readonly scratch: number }): void;
  /**
   * y = convolution of x with the transformed filter, stride 1, padded by `top` and `left` zeros (negative: cropped), plus `bias` (address
   * 0: none), clamped to at least `floor`. `work` has room for 1024 bytes, one pixel of x, and the planes of x and y for `block` tiles.
   */
  convolveTiles(values: { readonly x: number; readonly batch: number; readonly height: number; readonly width: number; readonly inputs: number; readonly top: number; readonly left: number; readonly filter: number; readonly y: number; readonly outHeight: number; readonly outWidth: number; readonly outputs: number; readonly bias: number; readonly floor: number; readonly block: number; readonly work: number }): void;
  /**
   * Writes the filter gradient [3][3][inputs][outputs]. `sums` has room for 36 planes [inputs][outputs], `work` for 1024 bytes, one pixel of
   * the wider of x and dy, and the planes of x and dy for `block` tiles.
   */
  convolveTilesBackward(values: { readonly x: number; readonly batch: number; readonly height: number; readonly width: number; readonly inputs: number; readonly top: number; readonly left: number; readonly dy: number; readonly outHeight: number; readonly outWidth: number; readonly outputs: number; readonly gradient: number; readonly sums: number; readonly block: number; readonly work: number }): void;
  /** Adds the filter gradient to gradient[filterHeight][filterWidth][inputs][outputs]; the caller clears it first. */
  addFilterGradient(values: { readonly x: number; readonly batch: number; readonly height: number; readonly width: number; readonly inputs: number; readonly dy: number; readonly outHeight: number; readonly outWidth: number; readonly outputs: number; readonly filterHeight: number; readonly filterWidth: number; readonly strideHeight: number; readonly strideWidth: number; readonly top: number; readonly left: number; readonly gradient: number }): void;
  /**
   * Adds the input gradient to dx[batch][height][width][inputs]; the caller clears it first. `panels` holds the transposed filter
   * (outputs x inputs) of each filter position, packed by `packPanels`.
   */
  addInputGradient(values: { readonly dx: number; readonly batch: number; readonly height: number; readonly width: number; readonly inputs: number; readonly dy: number; readonly outHeight: number; readonly outWidth: number; readonly outputs: number; readonly filterHeight: number; readonly filterWidth: number; readonly strideHeight: number; readonly strideWidth: number; readonly top: number; readonly left: number; readonly panels: number }): void;
  /** out[outer][inner] = scale * the sum of x[outer][reduce][inner] over the middle axis. */
  sumMiddle(values: { readonly x: number; readonly outer: number; readonly reduce: number; readonly inner: number; readonly scale: number; readonly out: number }): void;
  /** The sums for the gradient of batch normalisation in one pass: per channel, sums = sum of dy, products = sum of dy * (x - mean). */
  sumNormGradients(values: { readonly dy: number; readonly x: number; readonly mean: number; readonly rows: number; readonly channels: number; readonly sums: number; readonly products: number }): void;
  /**
   * Writes the input gradient dx[batch][height][width][channels] as a gather: for each input pixel, lists the addresses in dy and in
   * the filter that contribute to it, then sums over that list, so that each element of dx is written once. `taps` has room for two
   * addresses per filter position.
   */
  gatherDepthwise(values: { readonly dx: number; readonly batch: number; readonly height: number; readonly width: number; readonly channels: number; readonly dy: number; readonly outHeight: number; readonly outWidth: number; readonly filter: number; readonly filterHeight: number; readonly filterWidth: number; readonly strideHeight: number; readonly strideWidth: number; readonly dilationHeight: number; readonly dilationWidth: number; readonly top: number; readonly left: number; readonly taps: number }): void;
  /**
   * Adds the filter gradient to gradient[filterHeight][filterWidth][channels], one sum along each row of dy per filter position; the
   * caller clears it first.
   */
  addDepthwiseFilterGradient(values: { readonly x: number; readonly batch: number; readonly height: number; readonly width: number; readonly channels: number; readonly dy: number; readonly outHeight: number; readonly outWidth: number; readonly gradient: number; readonly filterHeight: number; readonly filterWidth: number; readonly strideHeight: number; readonly strideWidth: number; readonly dilationHeight: number; readonly dilationWidth: number; readonly top: number; readonly left: number }): void;
  /**
   * Adds the gradient of max pooling to dx[batch][height][width][channels]; the caller clears it first. Of several maxima in a window,
   * the first gets the gradient, as on tfjs' cpu backend; ties are common after a relu.
   */
  addMaxPoolGradient(values: { readonly dx: number; readonly x: number; readonly batch: number; readonly height: number; readonly width: number; readonly channels: number; readonly y: number; readonly dy: number; readonly outHeight: number; readonly outWidth: number; readonly windowHeight: number; readonly windowWidth: number; readonly strideHeight: number; readonly strideWidth: number; readonly dilationHeight: number; readonly dilationWidth: number; readonly top: number; readonly left: number }): void;
  /** dx = dy where low < x <= high, else 0: the gradient of relu (low = 0, high = infinity) and relu6 in one pass. */
  gateGradient(values: { readonly dy: number; readonly x: number; readonly size: number; readonly low: number; readonly high: number; readonly dx: number }): void;
  /** out[outer][repeat][inner] = scale * x[outer][inner]: the gradient of a mean over the middle axis. */
  spreadMiddle(values: { readonly x: number; readonly outer: number; readonly repeat: number; readonly inner: number; readonly scale: number; readonly out: number }): void;
  /**
   * out = (x - shift) * factor + offset, with x of [outer][repeat][inner] and the other three of [outer][inner]; address 0 omits one.
   * Serves batch normalisation, biases and channel gates (squeeze and excitation).
   */
  scaleMiddle(values: { readonly x: number; readonly outer: number; readonly repeat: number; readonly inner: number; readonly shift: number; readonly factor: number; readonly offset: number; readonly out: number }): void;
  /** out[channel] = the sum of (x - mean)^2 over the rows. */
  sumSquaredDeviations(values: { readonly x: number; readonly mean: number; readonly rows: number; readonly channels: number; readonly out: number }): void;
  /** dx = dy * factor + (x - mean) * slope + offset; dy, x and dx are [rows][channels], the others [channels]. */
  combineNormGradient(values: { readonly dy: number; readonly x: number; readonly mean: number; readonly rows: number; readonly channels: number; readonly factor: number; readonly slope: number; readonly offset: number; readonly dx: number }): void;
  /** out = (x - mean) * inverse * gamma + beta, where inverse is 1 / sqrt(variance + epsilon); mean and inverse are [rows]. */
  normalizeRows(values: { readonly x: number; readonly rows: number; readonly width: number; readonly gamma: number; readonly beta: number; readonly epsilon: number; readonly mean: number; readonly inverse: number; readonly out: number }): void;
  /**
   * dx = inverse * (g - mean(g) - n * mean(g * n)) with g = dy * gamma and n = (x - mean) * inverse, the means over each row; the sums
   * over the rows of dy * n are added to ofGamma, those of dy to ofBeta. part has room for two rows.
   */
  addNormalizeRowsGradient(values: { readonly dy: number; readonly x: number; readonly gamma: number; readonly mean: number; readonly inverse: number; readonly rows: number; readonly width: number; readonly part: number; readonly dx: number; readonly ofGamma: number; readonly ofBeta: number }): void;
  /**
   * One step of Adam in one pass. `coupled` is L2 regularisation, added to the gradient as coupled * weight; `decoupled` is the weight
   * decay of AdamW, subtracted from the weight as decoupled * weight. `rate` includes both bias corrections.
   */
  updateAdam(values: { readonly weight: number; readonly gradient: number; readonly mean: number; readonly variance: number; readonly size: number; readonly beta1: number; readonly beta2: number; readonly rate: number; readonly epsilon: number; readonly coupled: number; readonly decoupled: number; readonly newWeight: number; readonly newMean: number; readonly newVariance: number }): void;
}

/** Gives the exports of the module, which take values by position, their arguments by name. */
export function nameArguments(exports: WebAssembly.Exports): SimdKernels {
  const { packPanels, multiplyRows, addOuterProducts, transformFilter, convolveTiles, convolveTilesBackward, addFilterGradient, addInputGradient, sumMiddle, sumNormGradients, gatherDepthwise, addDepthwiseFilterGradient, addMaxPoolGradient, gateGradient, spreadMiddle, scaleMiddle, sumSquaredDeviations, combineNormGradient, normalizeRows, addNormalizeRowsGradient, updateAdam } = exports as Record<keyof SimdKernels, Kernel>;
  return {
    packPanels: ({ b, rowStride, columnStride, inner, columns, panels }) => packPanels(b, rowStride, columnStride, inner, columns, panels),
    multiplyRows: ({ a, aStride, rows, inner, panels, columns, c, cStride, accumulate }) => multiplyRows(a, aStride, rows, inner, panels, columns, c, cStride, accumulate),
    addOuterProducts: ({ a, aStride, b, bStride, inner, rows, columns, c, cStride }) => addOuterProducts(a, aStride, b, bStride, inner, rows, columns, c, cStride),
    transformFilter: ({ filter, rowStride, columnStride, inputStride, outputStride, inputs, outputs, planes, scratch }) => transformFilter(filter, rowStride, columnStride, inputStride, outputStride, inputs, outputs, planes, scratch),
    convolveTiles: ({ x, batch, height, width, inputs, top, left, filter, y, outHeight, outWidth, outputs, bias, floor, block, work }) => convolveTiles(x, batch, height, width, inputs, top, left, filter, y, outHeight, outWidth, outputs, bias, floor, block, work),
    convolveTilesBackward: ({ x, batch, height, width, inputs, top, left, dy, outHeight, outWidth, outputs, gradient, sums, block, work }) => convolveTilesBackward(x, batch, height, width, inputs, top, left, dy, outHeight, outWidth, outputs, gradient, sums, block, work),
    addFilterGradient: ({ x, batch, height, width, inputs, dy, outHeight, outWidth, outputs, filterHeight, filterWidth, strideHeight, strideWidth, top, left, gradient }) => addFilterGradient(x, batch, height, width, inputs, dy, outHeight, outWidth, outputs, filterHeight, filterWidth, strideHeight, strideWidth, top, left, gradient),
    addInputGradient: ({ dx, batch, height, width, inputs, dy, outHeight, outWidth, outputs, filterHeight, filterWidth, strideHeight, strideWidth, top, left, panels }) => addInputGradient(dx, batch, height, width, inputs, dy, outHeight, outWidth, outputs, filterHeight, filterWidth, strideHeight, strideWidth, top, left, panels),
    sumMiddle: ({ x, outer, reduce, inner, scale, out }) => sumMiddle(x, outer, reduce, inner, scale, out),
    sumNormGradients: ({ dy, x, mean, rows, channels, sums, products }) => sumNormGradients(dy, x, mean, rows, channels, sums, products),
    gatherDepthwise: ({ dx, batch, height, width, channels, dy, outHeight, outWidth, filter, filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, top, left, taps }) => gatherDepthwise(dx, batch, height, width, channels, dy, outHeight, outWidth, filter, filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, top, left, taps),
    addDepthwiseFilterGradient: ({ x, batch, height, width, channels, dy, outHeight, outWidth, gradient, filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, top, left }) => addDepthwiseFilterGradient(x, batch, height, width, channels, dy, outHeight, outWidth, gradient, filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, top, left),
    addMaxPoolGradient: ({ dx, x, batch, height, width, channels, y, dy, outHeight, outWidth, windowHeight, windowWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, top, left }) => addMaxPoolGradient(dx, x, batch, height, width, channels, y, dy, outHeight, outWidth, windowHeight, windowWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, top, left),
    gateGradient: ({ dy, x, size, low, high, dx }) => gateGradient(dy, x, size, low, high, dx),
    spreadMiddle: ({ x, outer, repeat, inner, scale, out }) => spreadMiddle(x, outer, repeat, inner, scale, out),
    scaleMiddle: ({ x, outer, repeat, inner, shift, factor, offset, out }) => scaleMiddle(x, outer, repeat, inner, shift, factor, offset, out),
    sumSquaredDeviations: ({ x, mean, rows, channels, out }) => sumSquaredDeviations(x, mean, rows, channels, out),
    combineNormGradient: ({ dy, x, mean, rows, channels, factor, slope, offset, dx }) => combineNormGradient(dy, x, mean, rows, channels, factor, slope, offset, dx),
    normalizeRows: ({ x, rows, width, gamma, beta, epsilon, mean, inverse, out }) => normalizeRows(x, rows, width, gamma, beta, epsilon, mean, inverse, out),
    addNormalizeRowsGradient: ({ dy, x, gamma, mean, inverse, rows, width, part, dx, ofGamma, ofBeta }) => addNormalizeRowsGradient(dy, x, gamma, mean, inverse, rows, width, part, dx, ofGamma, ofBeta),
    updateAdam: ({ weight, gradient, mean, variance, size, beta1, beta2, rate, epsilon, coupled, decoupled, newWeight, newMean, newVariance }) => updateAdam(weight, gradient, mean, variance, size, beta1, beta2, rate, epsilon, coupled, decoupled, newWeight, newMean, newVariance),
  };
}
