/** Expected device of wasm in this Node. V8 has relaxed SIMD without a flag since Node 21. */
export const wasmDevice = `WebAssembly, ${Number(process.versions.node.split('.')[0]) > 20 ? 'relaxed ' : ''}SIMD, 1 thread`;
