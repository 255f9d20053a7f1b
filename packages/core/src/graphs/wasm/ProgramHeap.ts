import { programBinary } from '../../kernels/wasm/programBinary.generated';
import { relaxedProgramBinary } from '../../kernels/wasm/relaxedProgramBinary.generated';

const PAGE = 65_536;

/** Addresses are multiples of it: a cache line. */
const ALIGNMENT = 64;

/** The exports of kernels/wasm/assembly/program.as. Addresses and strides are bytes. */
interface ProgramExports {
  readonly run: (
    operations: number,
    count: number,
    batch: number,
    scratch: number,
    part: number,
    parts: number,
  ) => void;
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
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly code: ProgramExports;
  /** In order of their addresses, never adjacent. */
  readonly #free: Block[] = [];
  readonly #used = new Map<number, number>();

  private constructor(module: WebAssembly.Module) {
    // The first page belongs to the code.
    this.code = new WebAssembly.Instance(module, { env: { memory: this.#memory } })
      .exports as unknown as ProgramExports;
  }

  /** @returns undefined where WebAssembly lacks SIMD */
  static open(): ProgramHeap | undefined {
    if (ProgramHeap.#current === undefined) {
      const module = compileModule();
      if (module !== undefined) ProgramHeap.#current = new ProgramHeap(module);
    }
    return ProgramHeap.#current;
  }

  /** Allocates memory that is not cleared. @throws RangeError if there is none */
  allocate(bytes: number): number {
    const size = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
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
    if (this.#used.size === 0 && ProgramHeap.#current === this) ProgramHeap.#current = undefined;
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
    const binary = [relaxedProgramBinary, programBinary].map(decode).find((bytes) => WebAssembly.validate(bytes));
    compiled = binary === undefined ? null : new WebAssembly.Module(binary);
  }
  return compiled ?? undefined;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
