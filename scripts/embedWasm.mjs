// Writes tfjs' WebAssembly file as a TypeScript module, so that bundlers, workers and offline pages include it like any other code: no asset
// path to configure, no request.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const source = new URL('../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url);
const target = new URL('../packages/core/src/backends/embeddedWasm/', import.meta.url);
const files = { simd: 'tfjs-backend-wasm-simd.wasm' };

mkdirSync(target, { recursive: true });
for (const [name, file] of Object.entries(files)) {
  const text = readFileSync(new URL(file, source)).toString('base64');
  writeFileSync(
    new URL(`${name}.generated.ts`, target),
    `// Made by scripts/embedWasm.mjs from @tensorflow/tfjs-backend-wasm.\nexport const binary: string = '${text}';\n`,
  );
}
