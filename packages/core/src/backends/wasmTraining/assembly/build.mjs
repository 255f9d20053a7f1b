// Compiles the .as files of this folder (AssemblyScript) into ../simdBinary.ts. Run it after any change to them:
//   node packages/core/src/backends/wasmTraining/assembly/build.mjs
import { readFile, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

const here = new URL('./', import.meta.url);
let binary;
const { error, stderr } = await asc.main(
  // The module has no memory, data or run time of its own: it works on the heap of tfjs-backend-wasm, which it imports.
  ['index.ts', '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory', '--use', 'abort=', '--outFile', 'simd.wasm'],
  {
    // The sources are named .as because tsc, which knows no usize, would take .ts for its own.
    readFile: async (name) => (name.endsWith('.ts') ? await readFile(new URL(name.replace(/\.ts$/, '.as'), here), 'utf8').catch(() => null) : null),
    writeFile: (name, contents) => {
      if (name === 'simd.wasm') binary = contents;
    },
    listFiles: () => [],
  },
);
if (error !== null) throw new Error(stderr.toString(), { cause: error });
await writeFile(
  new URL('../simdBinary.ts', here),
  `/** The kernels of assembly/*.as as a WebAssembly module, in base64. Made by assembly/build.mjs. */
export const simdBinary =
  '${Buffer.from(binary).toString('base64')}';
`,
);
console.log(`simdBinary.ts: ${binary.length} bytes of WebAssembly`);
