import { sizeOf } from './ForwardNode';
import { align } from './ProgramHeap';

/** Words of a record, as in kernels/wasm/assembly/record.as. */
const RECORD_WORDS = 32;

/** Kinds of operations, as in kernels/wasm/assembly/program.as. */
const kinds = {
  convolve: 0,
  tiles: 1,
  separable: 2,
  pool: 3,
  reduce: 4,
  combine: 5,
  function: 6,
  softmax: 7,
  pad: 8,
  chain: 9,
};

/** The most work that a record can tell. */
const MOST_WORK = 2 ** 31 - 1;

/** A part of the plan's memory. */
interface Storage {
  readonly bytes: number;
  /** Index of the last operation that reads it. */
  lastRead: number;
  /** Offset in the memory of the plan, known when all operations are. */
  offset: number;
}

/** The numbers of a node. */
export interface Buffer {
  readonly shape: readonly number[];
  readonly storage: Storage;
}

/** A word of an operation: a number, a float, or the address of a buffer. */
export type Word = number | { readonly float: number } | Buffer;

interface Operation {
  readonly kind: keyof typeof kinds;
  /** Units of one image. */
  readonly units: number;
  readonly words: readonly Word[];
  /** Multiply-adds of one image, and as many for other work of their duration. Work of short duration is not divided among threads. */
  readonly work: number;
  /** Bytes of scratch memory. */
  readonly scratch: number;
  readonly output: Buffer;
}

/** The operations of a forward pass for one size of input, and the layout of its memory. */
export interface ProgramPlan {
  readonly count: number;
  /** Bytes of all buffers and the records. */
  readonly bytes: number;
  readonly scratchBytes: number;
  readonly input: { readonly offset: number; readonly length: number };
  readonly outputs: readonly { readonly offset: number; readonly length: number }[];
  /** Offset of the records. */
  readonly records: number;
  /** Writes records and zeros. @param base - address of the memory of the plan */
  write(base: number, words: Int32Array): void;
}

/** The operations of a plan in their order, and the memory of the buffers that they read and write. */
export class ProgramLayout {
  readonly #capacity: number;
  readonly #operations: Operation[] = [];
  readonly input: Buffer;
  readonly #zeros: Buffer = { shape: [], storage: { bytes: 0, lastRead: Infinity, offset: 0 } };
  #zeroLength = 0;

  /**
   * @param shape - of one input, without the batch
   * @param capacity - most images of a batch
   */
  constructor(shape: readonly number[], capacity: number) {
    this.#capacity = capacity;
    this.input = this.createBuffer(shape);
  }

  /** A row of zeros of at least this length, which all operations share. */
  zeros(length: number): Buffer {
    this.#zeroLength = Math.max(this.#zeroLength, length);
    return this.#zeros;
  }

  createBuffer(shape: readonly number[]): Buffer {
    // Operations may read up to seven numbers past the end.
    return { shape, storage: { bytes: align(this.#capacity * sizeOf(shape) * 4 + 32), lastRead: -1, offset: 0 } };
  }

  emit(operation: Omit<Operation, 'scratch'> & { readonly scratch?: number }): Buffer {
    const index = this.#operations.push({ scratch: 0, ...operation }) - 1;
    for (const word of operation.words) {
      if (typeof word === 'object' && 'storage' in word) word.storage.lastRead = Math.max(word.storage.lastRead, index);
    }
    return operation.output;
  }

  /** Lays out the memory. @param results - the outputs of the program, which stay until its end */
  finish(results: readonly Buffer[]): ProgramPlan {
    for (const { storage } of results) storage.lastRead = Infinity;
    const zeroBytes = align(this.#zeroLength * 4);
    const bytes = this.#place(zeroBytes);
    const operations = this.#operations;
    return {
      count: operations.length,
      bytes: bytes + operations.length * RECORD_WORDS * 4,
      scratchBytes: Math.max(0, ...operations.map(({ scratch }) => scratch)),
      input: { offset: this.input.storage.offset, length: sizeOf(this.input.shape) },
      outputs: results.map(({ storage, shape }) => ({ offset: storage.offset, length: sizeOf(shape) })),
      records: bytes,
      write: (base, words) => {
        words.fill(0, 0, zeroBytes / 4);
        const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
        operations.forEach(({ kind, units, words: list, work }, index) => {
          let at = bytes / 4 + index * RECORD_WORDS;
          for (const word of [kinds[kind], units, ...list]) {
            if (typeof word === 'number') words[at] = word;
            else if ('float' in word) floats[at] = word.float;
            else words[at] = base + word.storage.offset;
            at++;
          }
          words[bytes / 4 + (index + 1) * RECORD_WORDS - 1] = Math.min(MOST_WORK, work);
        });
      },
    };
  }

  /** Gives each buffer a place that no other uses while it is needed. @returns the end of the last one */
  #place(start: number): number {
    const live: Storage[] = [];
    let end = start;
    const put = (storage: Storage): void => {
      live.sort((a, b) => a.offset - b.offset);
      let offset = start;
      for (const other of live) {
        if (other.offset - offset >= storage.bytes) break;
        offset = Math.max(offset, other.offset + other.bytes);
      }
      storage.offset = offset;
      live.push(storage);
      end = Math.max(end, offset + storage.bytes);
    };
    put(this.input.storage);
    this.#operations.forEach(({ output: { storage } }, index) => {
      // Buffers that this operation reads are still needed.
      for (let at = live.length - 1; at >= 0; at--) if (live[at]!.lastRead < index) live.splice(at, 1);
      // Several operations may write parts of one buffer.
      if (!live.includes(storage)) put(storage);
    });
    return end;
  }
}

/** The same numbers under another shape. */
export const viewAs = ({ storage }: Buffer, shape: readonly number[]): Buffer => ({ shape, storage });
