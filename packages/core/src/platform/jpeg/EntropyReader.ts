/** A Huffman table: codes of each length and their values (ITU-T T.81, annex C). */
export interface HuffmanTable {
  /** The highest code of each length; -1 without one. */
  readonly most: Int32Array;
  /** Position of a code's value, less the code, for each length. */
  readonly offset: Int32Array;
  readonly values: Uint8Array;
}

/** Reads a table from its numbers of codes by length, and its values. */
export function readHuffmanTable(bytes: Uint8Array): { readonly table: HuffmanTable; readonly length: number } {
  const counts = bytes.subarray(0, 16);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (bytes.length < 16 + total || total > 256) throw new Error('a truncated table');
  const most = new Int32Array(17).fill(-1);
  const offset = new Int32Array(17);
  for (let length = 1, code = 0, position = 0; length <= 16; length++, code <<= 1) {
    const count = counts[length - 1]!;
    offset[length] = position - code;
    if (count > 0) most[length] = code + count - 1;
    code += count;
    position += count;
  }
  return { table: { most, offset, values: bytes.slice(16, 16 + total) }, length: 16 + total };
}

/** The part of the coefficients that a scan has. */
export interface Scan {
  /** First and last coefficient. */
  readonly first: number;
  readonly last: number;
  /** Number of low bits that later scans add. */
  readonly low: number;
  /** True if it adds a bit to coefficients that earlier scans gave. */
  readonly isRefinement: boolean;
}

/** Position in a block of each coefficient, which files store in zigzag order. */
export const ZIGZAG: readonly number[] = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
];

/** Reads the Huffman-coded coefficients of a JPEG scan, sequential or progressive (ITU-T T.81, annexes F and G). */
export class EntropyReader {
  readonly #bytes: Uint8Array;
  readonly #progressive: boolean;
  #at: number;
  #buffer = 0;
  #buffered = 0;
  /** Number of following blocks without a coefficient in this scan. */
  #emptyBlocks = 0;

  constructor(bytes: Uint8Array, start: number, progressive: boolean) {
    this.#bytes = bytes;
    this.#at = start;
    this.#progressive = progressive;
  }

  /** @returns the new prediction of the first coefficient */
  readBlock(
    block: Int16Array,
    scan: Scan,
    prediction: number,
    dc: HuffmanTable | undefined,
    ac: HuffmanTable | undefined,
  ): number {
    let predicted = prediction;
    if (scan.first === 0) {
      if (scan.isRefinement) block[0]! |= this.#bit() << scan.low;
      else {
        predicted += this.#signed(this.#symbol(dc));
        block[0] = predicted << scan.low;
      }
    }
    if (scan.last === 0) return predicted;
    if (!scan.isRefinement) this.#readCoefficients(block, scan, ac);
    else if (scan.first > 0) this.#refine(block, scan, ac);
    return predicted;
  }

  #readCoefficients(block: Int16Array, { first, last, low }: Scan, table: HuffmanTable | undefined): void {
    if (this.#emptyBlocks > 0) {
      this.#emptyBlocks -= 1;
      return;
    }
    for (let index = Math.max(1, first); index <= last; index++) {
      const symbol = this.#symbol(table);
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size > 0) {
        index += run;
        if (index > last) throw new Error('too many coefficients');
        block[ZIGZAG[index]!] = this.#signed(size) << low;
      } else if (run === 15) {
        index += 15;
      } else {
        this.#emptyBlocks = this.#progressive ? (1 << run) - 1 + this.#read(run) : 0;
        return;
      }
    }
  }

  /** Adds a bit to the coefficients that are not 0, and new ones between them. */
  #refine(block: Int16Array, { first, last, low }: Scan, table: HuffmanTable | undefined): void {
    const step = 1 << low;
    let index = first;
    const correct = (place: number): void => {
      const value = block[place]!;
      if (this.#bit() === 1 && (value & step) === 0) block[place] = value + (value > 0 ? step : -step);
    };
    if (this.#emptyBlocks === 0) {
      while (index <= last) {
        const symbol = this.#symbol(table);
        let run = symbol >> 4;
        let value = 0;
        if ((symbol & 15) !== 0) value = this.#bit() === 1 ? step : -step;
        else if (run < 15) {
          this.#emptyBlocks = (1 << run) + this.#read(run);
          break;
        }
        for (; index <= last; index++) {
          const place = ZIGZAG[index]!;
          if (block[place] !== 0) correct(place);
          else if (run === 0) {
            if (value !== 0) block[place] = value;
            index += 1;
            break;
          } else run -= 1;
        }
      }
    }
    if (this.#emptyBlocks === 0) return;
    for (; index <= last; index++) {
      const place = ZIGZAG[index]!;
      if (block[place] !== 0) correct(place);
    }
    this.#emptyBlocks -= 1;
  }

  /** Skips to the pixels after a restart marker. @throws a plain error without one */
  restart(): void {
    const at = this.end();
    const marker = this.#bytes[at + 1];
    if (marker === undefined || marker < 0xd0 || marker > 0xd7) throw new Error('a missing restart marker');
    this.#at = at + 2;
  }

  /** Drops the bits that are left. @returns the position of the next marker */
  end(): number {
    this.#buffered = 0;
    this.#emptyBlocks = 0;
    const bytes = this.#bytes;
    while (
      this.#at < bytes.length &&
      (bytes[this.#at] !== 0xff || bytes[this.#at + 1] === 0 || bytes[this.#at + 1] === 0xff)
    ) {
      this.#at += 1;
    }
    return this.#at;
  }

  #bit(): number {
    return this.#read(1);
  }

  #read(count: number): number {
    while (this.#buffered < count) {
      const byte = this.#bytes[this.#at];
      // A zero follows a byte of 255 that is no marker.
      if (byte === undefined || (byte === 0xff && this.#bytes[this.#at + 1] !== 0)) throw new Error('a truncated scan');
      this.#at += byte === 0xff ? 2 : 1;
      this.#buffer = ((this.#buffer << 8) | byte) & 0xffffff;
      this.#buffered += 8;
    }
    this.#buffered -= count;
    return (this.#buffer >>> this.#buffered) & ((1 << count) - 1);
  }

  #symbol(table: HuffmanTable | undefined): number {
    if (table === undefined) throw new Error('a missing table');
    let code = 0;
    for (let length = 1; length <= 16; length++) {
      code = (code << 1) | this.#bit();
      if (code <= table.most[length]!) return table.values[code + table.offset[length]!]!;
    }
    throw new Error('an unknown code');
  }

  /** A number with a sign from its number of bits. */
  #signed(size: number): number {
    if (size === 0) return 0;
    if (size > 15) throw new Error('an unknown size');
    const value = this.#read(size);
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }
}
