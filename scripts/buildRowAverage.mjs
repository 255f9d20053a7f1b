// Compiles packages/core/src/faces/assembly/averageRows.as (AssemblyScript) into averageRowsBinary.generated.ts beside that folder.
// Run it after any change to the .as file:
//   node scripts/buildRowAverage.mjs
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

const folder = new URL('../packages/core/src/faces/', import.meta.url);
const source = await readFile(new URL('assembly/averageRows.as', folder), 'utf8');
const digest = createHash('sha256').update(source).digest('hex');

// The module has no memory, data or runtime of its own. Without relaxed SIMD, whose sums differ between processors.
const options = '-O3 --noAssert --runtime stub --enable simd --importMemory --use abort= --outFile simd.wasm';
let binary;
const { error, stderr } = await asc.main(['averageRows.ts', ...options.split(' ')], {
  // AssemblyScript asks for .ts files. Ours end in .as because tsc would check .ts files and knows no usize.
  readFile: (file) => (file === 'averageRows.ts' ? source : null),
  writeFile: (file, contents) => {
    if (file === 'simd.wasm') binary = contents;
  },
  listFiles: () => [],
});
if (error !== null) throw new Error(stderr.toString(), { cause: error });
await writeFile(
  new URL('averageRowsBinary.generated.ts', folder),
  `/**
 * assembly/averageRows.as as a WebAssembly module with SIMD, in base64.
 * Made by scripts/buildRowAverage.mjs from a source of sha256 ${digest}.
 */
export const averageRowsBinary =
  '${Buffer.from(binary).toString('base64')}';
`,
);
console.log(`averageRowsBinary.generated.ts: ${binary.length} bytes of WebAssembly`);
