import { decodeEmbedded } from '../../base64';
import { programBinary } from '../../kernels/wasm/programBinary.generated';
import { relaxedProgramBinary } from '../../kernels/wasm/relaxedProgramBinary.generated';

const PAGE = 65_536;

/** Addresses are multiples of it: a cache line. */
const ALIGNMENT = 64;

/** The next address that is aligned. */
export const align = (address: number): number => Math.ceil(address / ALIGNMENT) * ALIGNMENT;

/** Operations in memory, as kernels/wasm/assembly/program.as runs them. */
export interface ProgramRun {
  /** Address of the first record. */
  readonly operations: number;
  readonly count: number;
  /** Address of memory for each thread in turn, and its bytes. */
  readonly scratch: number;
  readonly scratchBytes: number;
}

/** A memory that threads share, and the threads. */
export interface SharedHeap {
  readonly memory: WebAssembly.Memory;
  readonly code: ProgramExports;
  /** Number of threads, with the one that calls. */
  readonly count: number;
  /** @returns false if a thread was lost */
  run(run: ProgramRun, batch: number): boolean;
  end(): void;
}

/** The exports of kernels/wasm/assembly/program.as. Addresses and strides are bytes. */
export interface ProgramExports {
  readonly run: (operations: number, count: number, batch: number, scratch: number) => void;
  readonly packPanels: (
    b: number,
    rowStride: number,
    columnStride: number,
    inner: number,
    columns: number,
    panels: number,
  ) => void;
  readonly transformFilter: (
    filter: number,
    rowStride: number,
    columnStride: number,
    inputStride: number,
    outputStride: number,
    inputs: number,
    outputs: number,
    planes: number,
    scratch: number,
  ) => void;
}

interface Block {
  address: number;
  bytes: number;
}

/**
 * The memory of all programs, apart from the heap of tfjs, and the code that runs them. Memory that a program frees serves the next one;
 * when the last one is gone, the whole memory goes.
 */
export class ProgramHeap {
  static #current: ProgramHeap | undefined;
  readonly #memory: WebAssembly.Memory;
  readonly code: ProgramExports;
  /** The number of threads for which a run needs scratch memory. */
  readonly threadCount: number;
  #threads: SharedHeap | undefined;
  /** In order of their addresses, never adjacent. */
  readonly #free: Block[] = [];
  readonly #used = new Map<number, number>();

  private constructor(memory: WebAssembly.Memory, code: ProgramExports, threads?: SharedHeap) {
    this.#memory = memory;
    this.code = code;
    this.#threads = threads;
    this.threadCount = threads?.count ?? 1;
  }

  /** @returns undefined where WebAssembly lacks SIMD */
  static open(): ProgramHeap | undefined {
    if (ProgramHeap.#current === undefined) {
      const module = compileModule();
      if (module === undefined) return undefined;
      // The first page belongs to the code.
      const memory = new WebAssembly.Memory({ initial: 1 });
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      ProgramHeap.#current = new ProgramHeap(memory, exports as unknown as ProgramExports);
    }
    return ProgramHeap.#current;
  }

  /** The threads of the programs to come, if there are any. */
  static get threads(): SharedHeap | undefined {
    const current = ProgramHeap.#current;
    return current === undefined ? undefined : current.#threads;
  }

  /** Runs the programs to come in threads, which end with the last of these programs. Older programs keep their memory. */
  static useThreads(threads: SharedHeap): void {
    ProgramHeap.#current = new ProgramHeap(threads.memory, threads.code, threads);
  }

  /**
   * Runs operations for a batch.
   * @returns false if the run failed because a thread was lost, so that the inputs are no longer there; later runs have one thread
   */
  run(run: ProgramRun, batch: number): boolean {
    if (this.#threads === undefined) this.code.run(run.operations, run.count, batch, run.scratch);
    else if (!this.#threads.run(run, batch)) {
      this.#threads.end();
      this.#threads = undefined;
      return false;
    }
    return true;
  }

  /** Allocates memory that is not cleared. @throws RangeError if there is none */
  allocate(bytes: number): number {
    const size = Math.max(ALIGNMENT, align(bytes));
    let index = this.#free.findIndex((block) => block.bytes >= size);
    if (index < 0) {
      this.#grow(size);
      index = this.#free.length - 1;
    }
    const block = this.#free[index]!;
    const { address } = block;
    if (block.bytes === size) this.#free.splice(index, 1);
    else {
      block.address += size;
      block.bytes -= size;
    }
    this.#used.set(address, size);
    return address;
  }

  release(address: number): void {
    const bytes = this.#used.get(address)!;
    this.#used.delete(address);
    this.#addFree({ address, bytes });
    if (this.#used.size > 0) return;
    if (ProgramHeap.#current === this) ProgramHeap.#current = undefined;
    this.#threads?.end();
    this.#threads = undefined;
  }

  /** Numbers in place; stale after the next allocation. */
  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  /** Words in place; stale after the next allocation. */
  words(address: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, length);
  }

  #grow(bytes: number): void {
    const end = this.#memory.buffer.byteLength;
    const last = this.#free.at(-1);
    const spare = last !== undefined && last.address + last.bytes === end ? last.bytes : 0;
    const pages = Math.ceil((bytes - spare) / PAGE);
    try {
      this.#memory.grow(pages);
    } catch {
      throw new RangeError(`WebAssembly is out of memory: ${bytes} bytes cannot be allocated`);
    }
    this.#addFree({ address: end, bytes: pages * PAGE });
  }

  #addFree({ address, bytes }: Block): void {
    const next = this.#free.findIndex((block) => block.address > address);
    const at = next < 0 ? this.#free.length : next;
    this.#free.splice(at, 0, { address, bytes });
    for (const index of [at, at - 1]) {
      const [block, following] = [this.#free[index], this.#free[index + 1]];
      if (block === undefined || block.address + block.bytes !== following?.address) continue;
      block.bytes += following.bytes;
      this.#free.splice(index + 1, 1);
    }
  }
}

let compiled: WebAssembly.Module | null | undefined;

function compileModule(): WebAssembly.Module | undefined {
  if (compiled === undefined) {
    const binary = [relaxedProgramBinary, programBinary]
      .map(decodeEmbedded)
      .find((bytes) => WebAssembly.validate(bytes));
    compiled = binary === undefined ? null : new WebAssembly.Module(binary);
  }
  return compiled ?? undefined;
}
