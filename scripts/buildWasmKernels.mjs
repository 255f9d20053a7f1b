// Compiles packages/core/src/kernels/wasm/assembly/*.as (AssemblyScript) into simdBinary.generated.ts and
// relaxedSimdBinary.generated.ts beside that folder, and writes SimdKernels.generated.ts, by which TypeScript calls them.
// Run it after any change to an .as file:
//   node scripts/buildWasmKernels.mjs
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';
import { writeSimdKernelCalls } from './simdKernelCalls.mjs';

const folder = new URL('../packages/core/src/kernels/wasm/', import.meta.url);
const names = (await readdir(new URL('assembly/', folder))).filter((name) => name.endsWith('.as')).sort();
const sources = new Map();
for (const name of names) sources.set(name, await readFile(new URL(`assembly/${name}`, folder), 'utf8'));

const digest = createHash('sha256')
  .update([...sources.values()].join(''))
  .digest('hex');

await writeFile(new URL('SimdKernels.generated.ts', folder), writeSimdKernelCalls(sources));
await build('simdBinary', ['simd'], 'every engine with SIMD');
await build(
  'relaxedSimdBinary',
  ['simd', 'relaxed-simd'],
  'engines with relaxed SIMD, whose sums of products are fused',
);

async function build(name, features, engines) {
  // The module has no memory, data or runtime of its own: it imports the heap of tfjs-backend-wasm.
  const options = `-O3 --noAssert --runtime stub --enable ${features.join()} --importMemory --use abort= --outFile simd.wasm`;
  let binary;
  const { error, stderr } = await asc.main(['index.ts', ...options.split(' ')], {
    // AssemblyScript asks for .ts files. Ours end in .as because tsc would check .ts files and knows no usize.
    readFile: (file) => sources.get(file.replace(/\.ts$/, '.as')) ?? null,
    writeFile: (file, contents) => {
      if (file === 'simd.wasm') binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null) throw new Error(stderr.toString(), { cause: error });
  await writeFile(
    new URL(`${name}.generated.ts`, folder),
    `/**
 * The kernels of assembly/*.as as a WebAssembly module for ${engines}, in base64.
 * Made by scripts/buildWasmKernels.mjs from sources of sha256 ${digest}.
 */
export const ${name} =
  '${Buffer.from(binary).toString('base64')}';
`,
  );
  console.log(`${name}.generated.ts: ${binary.length} bytes of WebAssembly`);
}
