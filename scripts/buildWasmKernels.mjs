// Compiles packages/core/src/kernels/wasm/assembly/*.as (AssemblyScript) into *Binary.generated.ts beside that folder, and writes
// SimdKernels.generated.ts, by which TypeScript calls the kernels. index.as exports the kernels for the heap of tfjs, program.as runs whole
// forward passes in a memory of its own, and threads.as does so in several threads, which share the memory.
// Run it after any change to an .as file:
//   node scripts/buildWasmKernels.mjs
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';
import { writeSimdKernelCalls } from './simdKernelCalls.mjs';

/** The most pages that the memory of threads may have, a gigabyte, as in graphs/wasm/ProgramHeap.ts. */
const SHARED_PAGES = 16_384;

const folder = new URL('../packages/core/src/kernels/wasm/', import.meta.url);
const names = (await readdir(new URL('assembly/', folder))).filter((name) => name.endsWith('.as')).sort();
const sources = new Map();
for (const name of names) sources.set(name, await readFile(new URL(`assembly/${name}`, folder), 'utf8'));

const digest = createHash('sha256')
  .update([...sources.values()].join(''))
  .digest('hex');

await writeFile(new URL('SimdKernels.generated.ts', folder), writeSimdKernelCalls(sources));
const relaxed = ['simd', 'relaxed-simd'];
const relaxedEngines = 'engines with relaxed SIMD, whose sums of products are fused';
await build('simdBinary', 'index', ['simd'], 'every engine with SIMD');
await build('relaxedSimdBinary', 'index', relaxed, relaxedEngines);
await build('programBinary', 'program', ['simd'], 'every engine with SIMD');
await build('relaxedProgramBinary', 'program', relaxed, relaxedEngines);
await build('threadsBinary', 'threads', ['simd', 'threads'], 'every engine with SIMD and shared memory');
await build('relaxedThreadsBinary', 'threads', [...relaxed, 'threads'], `${relaxedEngines}, and shared memory`);

async function build(name, entry, features, engines) {
  // The module has no memory or runtime of its own: it imports the heap of tfjs-backend-wasm, or the memory of programs, whose first page
  // is left to the tables of its exponential function.
  const memory = features.includes('threads') ? `--sharedMemory --initialMemory 1 --maximumMemory ${SHARED_PAGES}` : '';
  const options = `-O3 --noAssert --runtime stub --enable ${features.join()} --importMemory ${memory} --use abort= --outFile simd.wasm`;
  let binary;
  const { error, stderr } = await asc.main([`${entry}.ts`, ...options.split(/ +/)], {
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
 * The code of assembly/${entry}.as as a WebAssembly module for ${engines}, in base64.
 * Made by scripts/buildWasmKernels.mjs from sources of sha256 ${digest}.
 */
export const ${name} =
  '${Buffer.from(binary).toString('base64')}';
`,
  );
  console.log(`${name}.generated.ts: ${binary.length} bytes of WebAssembly`);
}
