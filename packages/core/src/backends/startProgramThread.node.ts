import { Worker } from 'node:worker_threads';
import type { ThreadProgram } from '../graphs/wasm/ProgramThreads';

/** The same as programThread.ts, as text: it also runs in bundles of one file. */
const PROGRAM = [
  "const { parentPort, workerData } = require('node:worker_threads');",
  'const { module, memory, state, thread } = workerData;',
  'const { serve } = new WebAssembly.Instance(module, { env: { memory } }).exports;',
  "parentPort.postMessage('started');",
  'serve(state, thread);',
].join('\n');

/** Starts a thread that runs a program together with this one. It keeps no process alive. */
export async function startProgramThread(program: ThreadProgram): Promise<() => void> {
  const worker = new Worker(PROGRAM, { eval: true, execArgv: [], workerData: program });
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`it ended with exit code ${code}`)));
  });
  worker.unref();
  return () => void worker.terminate();
}
