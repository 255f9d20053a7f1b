import { decodeEmbedded } from '../../base64';
import { importChunk } from '../../importChunk';
import { hasRelaxedSimd } from '../../kernels/wasm/openSimdKernels';
import { withinLimit } from '../../timeLimit';
import { type ProgramExports, ProgramHeap, type ProgramRun, type SharedHeap } from './ProgramHeap';

/** The most pages of the memory, as in scripts/buildWasmKernels.mjs. */
const MOST_PAGES = 16_384;

/** Address of the state that the threads share: the second page. */
const STATE = 65_536;

/** The most operations of a run for which that page has room. */
const MOST_OPERATIONS = 4000;

/** Least work of a part of an operation, which takes ten times as long as the meeting of the threads after it. */
const MIN_WORK = 100_000;

/** Seconds in which the script of a thread loads over a slow connection. */
const START_LIMIT = 10;

/** Waits, each of some tenths of a millisecond, after which a thread that does not finish its part counts as lost. */
const LOST_AFTER = 20_000;

/** The exports of kernels/wasm/assembly/threads.as. */
interface ThreadsExports extends ProgramExports {
  readonly publish: (
    state: number,
    operations: number,
    count: number,
    batch: number,
    scratch: number,
    scratchBytes: number,
    minWork: number,
    mostParts: number,
  ) => void;
  readonly work: (state: number, thread: number, naps: number) => number;
  readonly finish: (state: number, naps: number) => number;
  readonly end: (state: number) => void;
}

/** A part of a program for another thread: the call `serve(state, thread)` of its module. */
export interface ThreadProgram {
  readonly module: WebAssembly.Module;
  /** Shared. */
  readonly memory: WebAssembly.Memory;
  /** Address of the state that the threads share. */
  readonly state: number;
  /** Index of the thread; the one that starts the others has 0. */
  readonly thread: number;
}

/**
 * Starts a thread, which keeps no process alive.
 * @returns terminates the thread at once; it ends by itself when the program lets it
 * @throws Error if this environment does not start threads
 */
export type ThreadStarter = (program: ThreadProgram) => Promise<() => void>;

/** Threads that run programs together with the one that calls. They sleep between runs, and end with the last program. */
export class ProgramThreads implements SharedHeap {
  readonly memory: WebAssembly.Memory;
  readonly code: ThreadsExports;
  readonly count: number;
  #terminate: readonly (() => void)[] = [];

  private constructor(memory: WebAssembly.Memory, code: ThreadsExports, count: number) {
    this.memory = memory;
    this.code = code;
    this.count = count;
  }

  /**
   * Starts threads for the programs to come, if none run yet.
   * @param count - of threads, with the one that calls
   * @throws Error if they cannot start; programs run in one thread then
   */
  static async open(count: number, startThread: ThreadStarter): Promise<void> {
    if (ProgramHeap.threads !== undefined) return;
    opening ??= ProgramThreads.#start(count, startThread).finally(() => {
      opening = undefined;
    });
    await opening;
  }

  static async #start(count: number, startThread: ThreadStarter): Promise<void> {
    const binary = await importChunk('code of threads', async () =>
      hasRelaxedSimd()
        ? (await import('../../kernels/wasm/relaxedThreadsBinary.generated')).relaxedThreadsBinary
        : (await import('../../kernels/wasm/threadsBinary.generated')).threadsBinary,
    );
    const module = await WebAssembly.compile(decodeEmbedded(binary));
    const memory = new WebAssembly.Memory({ initial: 2, maximum: MOST_PAGES, shared: true });
    const instance = await WebAssembly.instantiate(module, { env: { memory } });
    const threads = new ProgramThreads(memory, instance.exports as unknown as ThreadsExports, count);
    const starts = Array.from({ length: count - 1 }, (_, index) =>
      startThread({ module, memory, state: STATE, thread: index + 1 }),
    );
    try {
      threads.#terminate = await withinLimit(
        Promise.all(starts),
        START_LIMIT,
        (limit) => new Error(`they did not start within ${limit}`),
      );
    } catch (error) {
      // The others may still start, and nobody needs them; the first failure is the one that is thrown.
      for (const start of starts) void start.then((terminate) => terminate()).catch(() => undefined);
      throw error;
    }
    ProgramHeap.useThreads(threads);
  }

  run({ operations, count, scratch, scratchBytes }: ProgramRun, batch: number): boolean {
    if (count > MOST_OPERATIONS) {
      this.code.run(operations, count, batch, scratch);
      return true;
    }
    const { code } = this;
    code.publish(STATE, operations, count, batch, scratch, scratchBytes, MIN_WORK, this.count);
    return this.#untilDone(() => code.work(STATE, 0, 0)) && this.#untilDone(() => code.finish(STATE, 0));
  }

  end(): void {
    this.code.end(STATE);
    // Nothing is left to do for a thread that has left its loop; one that is lost may still write.
    for (const terminate of this.#terminate) terminate();
  }

  #untilDone(work: () => number): boolean {
    for (let wait = 0; wait < LOST_AFTER; wait++) if (work() === 1) return true;
    return false;
  }
}

let opening: Promise<void> | undefined;
