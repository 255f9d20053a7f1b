/** What wasm runs on in this Node, whose engine has relaxed SIMD without a flag from Node 21 on. */
export const wasmDevice = `WebAssembly, ${Number(process.versions.node.split('.')[0]) > 20 ? 'relaxed ' : ''}SIMD, 1 thread`;
