import type { WebgpuProgram } from './WebgpuBackend';

/** Threads that keep a GPU busy while each of them waits for memory. */
export const BUSY_THREADS = 65_536;

/** Threads of a workgroup in programs that number their threads along one axis. */
const THREADS = 64;

/** How such a program is laid out. @param threads - how many of them have work */
export function layThreads(threads: number): Pick<WebgpuProgram, 'workgroupSize' | 'dispatchLayout' | 'dispatch'> {
  // A new object each time: the backend replaces the numbers where they are more than a GPU takes along one axis.
  return { workgroupSize: [THREADS, 1, 1], dispatchLayout: { x: [0] }, dispatch: [Math.ceil(threads / THREADS), 1, 1] };
}
