import { decodeEmbedded } from '../base64';
import { averageRowsBinary } from './averageRowsBinary.generated';

/**
 * Averages rows of R G B A bytes to one row of R G B numbers: `averageRows` in assembly/averageRows.as. All arguments are
 * addresses in its memory, numbers of bytes or pixels, and weights. It returns the bitwise and of all pixels.
 */
type AverageRows = (
  rows: number,
  rowBytes: number,
  count: number,
  head: number,
  middle: number,
  tail: number,
  wide: number,
  columns: number,
  outWidth: number,
  out: number,
) => number;

/** Memory, and the function that works in it. */
export interface RowAverager {
  readonly averageRows: AverageRows;
  /** Memory of at least this many bytes. A later call with more of them replaces it, and what was written is lost. */
  readonly reserve: (bytes: number) => ArrayBuffer;
}

let shared: RowAverager | undefined;

/** The averager of this thread: in WebAssembly, or in JavaScript where that is forbidden or has no SIMD. Both give the same bits. */
export function openRowAverager(): RowAverager {
  shared ??= openWasmAverager() ?? openPlainAverager();
  return shared;
}

const PAGE = 65_536;

/** @returns undefined without WebAssembly SIMD, and on a page whose security policy forbids WebAssembly */
export function openWasmAverager(): RowAverager | undefined {
  try {
    const module = new WebAssembly.Module(decodeEmbedded(averageRowsBinary));
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return {
      averageRows: exports.averageRows as AverageRows,
      reserve: (bytes) => {
        const missing = bytes - memory.buffer.byteLength;
        if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
        return memory.buffer;
      },
    };
  } catch {
    return undefined;
  }
}

/** The same in JavaScript, with every operation in the same order and rounded to 32 bits. */
export function openPlainAverager(): RowAverager {
  let buffer = new ArrayBuffer(PAGE);
  return {
    averageRows: (...values) => averagePlainRows(buffer, ...values),
    reserve: (bytes) => {
      if (bytes > buffer.byteLength) buffer = new ArrayBuffer(bytes);
      return buffer;
    },
  };
}

const { fround } = Math;

function averagePlainRows(
  buffer: ArrayBuffer,
  ...[rows, rowBytes, count, head, middle, tail, wide, columns, outWidth, out]: Parameters<AverageRows>
): number {
  const bytes = new Uint8Array(buffer, rows, count * rowBytes);
  const pixels = new Int32Array(buffer, rows, (count * rowBytes) / 4);
  const heights = new Float32Array(buffer, wide, rowBytes);
  const [first, between, last] = [fround(head), fround(middle), fround(tail)];
  for (let x = 0; x < rowBytes; x++) {
    let sum = fround(first * bytes[x]!);
    let at = x;
    if (count > 2) {
      let total = 0;
      for (let k = 2; k < count; k++) total += bytes[(at += rowBytes)]!;
      sum = fround(sum + fround(between * total));
    }
    heights[x] = count > 1 ? fround(sum + fround(last * bytes[at + rowBytes]!)) : sum;
  }
  averagePlainColumns(buffer, wide, columns, outWidth, out);
  let all = -1;
  for (const pixel of pixels) all &= pixel;
  return all;
}

function averagePlainColumns(buffer: ArrayBuffer, wide: number, columns: number, outWidth: number, out: number): void {
  const numbers = new Float32Array(buffer);
  const integers = new Int32Array(buffer);
  for (let column = 0, tap = columns / 4, to = out / 4; column < outWidth; column++, tap += 5, to += 3) {
    const start = (wide + integers[tap]!) / 4;
    const count = integers[tap + 1]!;
    const end = start + (count - 1) * 4;
    for (let channel = 0; channel < 3; channel++) {
      let sum = fround(numbers[start + channel]! * numbers[tap + 2]!);
      if (count > 2) {
        let total = numbers[start + 4 + channel]!;
        for (let at = start + 8; at < end; at += 4) total = fround(total + numbers[at + channel]!);
        sum = fround(sum + fround(total * numbers[tap + 3]!));
      }
      if (count > 1) sum = fround(sum + fround(numbers[end + channel]! * numbers[tap + 4]!));
      numbers[to + channel] = sum - 1;
    }
  }
}
