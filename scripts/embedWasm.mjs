// Writes WebAssembly files as TypeScript modules, so that bundlers, workers, servers and offline pages include them like any other code: no
// asset path to configure, no request, no file beside the program.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pack } from './sharedFiles.mjs';

const packages = new URL('../node_modules/', import.meta.url);
const sources = new URL('../packages/core/src/', import.meta.url);

/** The files, by the module that embeds each. */
const files = {
  'backends/embeddedWasm/simd': '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  'platform/node/embeddedCodecs/jpeg': '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
  'platform/node/embeddedCodecs/webp': '@jsquash/webp/codec/dec/webp_dec.wasm',
};

for (const [module, file] of Object.entries(files)) {
  const target = new URL(`${module}.generated.ts`, sources);
  mkdirSync(fileURLToPath(new URL('.', target)), { recursive: true });
  const text = pack(readFileSync(new URL(file, packages)));
  writeFileSync(target, `// Made by scripts/embedWasm.mjs from ${file}.\nexport const binary: string = '${text}';\n`);
}
