// tfjs has no types for it.
declare module '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js' {
  const factory: { toString: () => string };
  export default factory;
}
