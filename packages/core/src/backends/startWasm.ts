import { programCompilers } from '../graphs/ForwardProgram';
import { importChunk } from '../importChunk';
import { hasRelaxedSimd, openSimdKernels } from '../kernels/wasm/openSimdKernels';
import { registerWasmKernels } from '../kernels/wasm/register';
import { currentWasmBackend, threadsOf } from '../tfjs/WasmBackend';
import { activateEngine, keepRegistered, restoringEngine, startEngine } from '../tfjs/engineRegistry';
import { forbidThreads, hasSimd, neededWasmFile, WASM_FILES } from '../tfjs/wasmFiles';
import { withinLimit } from '../timeLimit';
import type { BackendDevice, WasmPaths } from './BackendProvider';
import { unavailable } from './refusals';

/** Finds the address of each WebAssembly file of tfjs, and of the file that tfjs will load here. */
export async function locateWasm(
  paths: WasmPaths,
): Promise<{ readonly addresses: Record<string, string>; readonly needed: string }> {
  const addresses = Object.fromEntries(WASM_FILES.map((name) => [name, addressOf(paths, name)]));
  return { addresses, needed: addresses[await neededWasmFile()]! };
}

function addressOf(paths: WasmPaths, name: string): string {
  // tfjs requires an entry for each file, also for files that it will not load.
  if (typeof paths !== 'string') return paths[name] ?? name;
  return paths === '' || paths.endsWith('/') ? paths + name : `${paths}/${name}`;
}

/** Seconds in which the slowest phones compile the engine. tfjs waits forever for WebAssembly that cannot be instantiated. */
const START_LIMIT = 60;

/**
 * Starts tfjs' WebAssembly engine, with ferkit's kernels for training. tfjs must be able to find its files already.
 * @param failed - rejects if the start has failed, which tfjs itself does not tell
 * @throws BACKEND_UNAVAILABLE if it does not start in time
 */
export async function startWasm(failed?: Promise<never>): Promise<BackendDevice> {
  forbidThreads();
  const start = failed === undefined ? startEngine('wasm') : Promise.race([startEngine('wasm'), failed]);
  await withinLimit(start, START_LIMIT, (limit) => unavailable('wasm', `WebAssembly did not start within ${limit}`));
  const isSimd = await hasSimd();
  // The set-up of the kernels requires wasm as the current engine.
  const { isRelaxed, threads } = restoringEngine(() => {
    activateEngine('wasm');
    keepRegistered('wasm', registerWasmKernels);
    const backend = currentWasmBackend();
    // tfjs' own kernels use no relaxed SIMD. Only they run if the user's program has started tfjs' threads.
    return { isRelaxed: openSimdKernels(backend) !== null && hasRelaxedSimd(), threads: threadsOf(backend) };
  });
  programCompilers.set('wasm', async () => {
    const { compileProgram } = await importChunk(
      'compiler for WebAssembly',
      () => import('../graphs/wasm/compileProgram'),
    );
    return compileProgram;
  });
  const simd = isRelaxed ? ['relaxed SIMD'] : ['SIMD'];
  // Not by `countOf`: the first formatted number takes browsers 15 ms.
  const device = ['WebAssembly', ...(isSimd ? simd : []), threads === 1 ? '1 thread' : `${threads} threads`].join(', ');
  return { device, accelerated: false };
}
