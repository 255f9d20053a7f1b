import type { WasmBackend } from '../../tfjs/WasmBackend';
import { relaxedSimdBinary } from './relaxedSimdBinary';
import { simdBinary } from './simdBinary';

/**
 * The exports of assembly/*.as, which say what each does. Addresses and strides are bytes in the heap of
 * tfjs-backend-wasm, sizes are elements.
 */
export interface SimdKernels {
  packPanels(b: number, rowStride: number, columnStride: number, inner: number, columns: number, panels: number): void;
  multiplyRows(
    a: number,
    aStride: number,
    rows: number,
    inner: number,
    panels: number,
    columns: number,
    c: number,
    cStride: number,
    accumulate: boolean,
  ): void;
  addOuterProducts(
    a: number,
    aStride: number,
    b: number,
    bStride: number,
    inner: number,
    rows: number,
    columns: number,
    c: number,
    cStride: number,
  ): void;
  transformFilter(
    filter: number,
    rowStride: number,
    columnStride: number,
    inputStride: number,
    outputStride: number,
    inputs: number,
    outputs: number,
    planes: number,
    scratch: number,
  ): void;
  convolveTiles(
    x: number,
    batch: number,
    height: number,
    width: number,
    inputs: number,
    top: number,
    left: number,
    filter: number,
    y: number,
    outHeight: number,
    outWidth: number,
    outputs: number,
    bias: number,
    floor: number,
    block: number,
    work: number,
  ): void;
  convolveTilesBackward(
    x: number,
    batch: number,
    height: number,
    width: number,
    inputs: number,
    top: number,
    left: number,
    dy: number,
    outHeight: number,
    outWidth: number,
    outputs: number,
    gradient: number,
    sums: number,
    block: number,
    work: number,
  ): void;
  addFilterGradient(
    x: number,
    batch: number,
    height: number,
    width: number,
    inputs: number,
    dy: number,
    outHeight: number,
    outWidth: number,
    outputs: number,
    filterHeight: number,
    filterWidth: number,
    strideHeight: number,
    strideWidth: number,
    top: number,
    left: number,
    gradient: number,
  ): void;
  addInputGradient(
    dx: number,
    batch: number,
    height: number,
    width: number,
    inputs: number,
    dy: number,
    outHeight: number,
    outWidth: number,
    outputs: number,
    filterHeight: number,
    filterWidth: number,
    strideHeight: number,
    strideWidth: number,
    top: number,
    left: number,
    panels: number,
  ): void;
  sumMiddle(x: number, outer: number, reduce: number, inner: number, scale: number, out: number): void;
  sumNormGradients(
    dy: number,
    x: number,
    mean: number,
    rows: number,
    channels: number,
    sums: number,
    products: number,
  ): void;
  sumSquaredDeviations(x: number, mean: number, rows: number, channels: number, out: number): void;
  updateAdam(
    weight: number,
    gradient: number,
    mean: number,
    variance: number,
    size: number,
    beta1: number,
    beta2: number,
    rate: number,
    epsilon: number,
    coupled: number,
    decoupled: number,
    newWeight: number,
    newMean: number,
    newVariance: number,
  ): void;
  combineNormGradient(
    dy: number,
    x: number,
    mean: number,
    rows: number,
    channels: number,
    factor: number,
    slope: number,
    offset: number,
    dx: number,
  ): void;
  gatherDepthwise(
    dx: number,
    batch: number,
    height: number,
    width: number,
    channels: number,
    dy: number,
    outHeight: number,
    outWidth: number,
    filter: number,
    filterHeight: number,
    filterWidth: number,
    strideHeight: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    top: number,
    left: number,
    taps: number,
  ): void;
  addDepthwiseFilterGradient(
    x: number,
    batch: number,
    height: number,
    width: number,
    channels: number,
    dy: number,
    outHeight: number,
    outWidth: number,
    gradient: number,
    filterHeight: number,
    filterWidth: number,
    strideHeight: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    top: number,
    left: number,
  ): void;
  addMaxPoolGradient(
    dx: number,
    x: number,
    batch: number,
    height: number,
    width: number,
    channels: number,
    y: number,
    dy: number,
    outHeight: number,
    outWidth: number,
    windowHeight: number,
    windowWidth: number,
    strideHeight: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    top: number,
    left: number,
  ): void;
  gateGradient(dy: number, x: number, size: number, low: number, high: number, dx: number): void;
  spreadMiddle(x: number, outer: number, repeat: number, inner: number, scale: number, out: number): void;
  scaleMiddle(
    x: number,
    outer: number,
    repeat: number,
    inner: number,
    shift: number,
    factor: number,
    offset: number,
    out: number,
  ): void;
}

const opened = new WeakMap<WasmBackend['wasm'], SimdKernels | null>();

/**
 * Our own SIMD kernels over the heap of the backend, or null where they cannot run or would not pay: no SIMD, or a
 * backend with threads, whose shared heap they cannot import and whose XNNPACK uses every core while they use one.
 */
export function openSimdKernels(backend: WasmBackend): SimdKernels | null {
  let kernels = opened.get(backend.wasm);
  if (kernels === undefined) {
    kernels = instantiate(backend);
    opened.set(backend.wasm, kernels);
  }
  return kernels;
}

function instantiate(backend: WasmBackend): SimdKernels | null {
  const memory = backend.wasm.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory)) return null;
  try {
    const module = new WebAssembly.Module(decode(hasRelaxedSimd() ? relaxedSimdBinary : simdBinary));
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return exports as unknown as SimdKernels;
  } catch {
    return null;
  }
}

let relaxed: boolean | undefined;

/**
 * Whether this engine has relaxed SIMD (https://github.com/WebAssembly/relaxed-simd), which multiplies and adds in one
 * instruction where the processor can: Chromium 114, Firefox 146 and Node 22 have it.
 */
export function hasRelaxedSimd(): boolean {
  relaxed ??= WebAssembly.validate(decode(relaxedSimdBinary));
  return relaxed;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
