/** A GIF file to write. */
export interface Gif {
  readonly width: number;
  readonly height: number;
  readonly colors: readonly (readonly [number, number, number])[];
  readonly frames: readonly GifFrame[];
  /** Index of the transparent colour of the first frame. */
  readonly transparent?: number;
  /** Size of the screen, if it is another than that of the picture. */
  readonly screen?: readonly [number, number];
}

interface GifFrame {
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  /** Row by row. */
  readonly indices: readonly number[];
  readonly interlaced?: boolean;
}

const word = (value: number): readonly number[] => [value & 255, (value >> 8) & 255];
const number = (value: number): readonly number[] => [...word(value), ...word(value >>> 16)];

/** First row and distance of the rows of each pass of an interlaced file. */
const PASSES = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const;

/** Writes a GIF file (GIF89a). */
export function encodeGif({ width, height, colors, frames, transparent, screen = [width, height] }: Gif): Uint8Array {
  const bits = Math.max(1, Math.ceil(Math.log2(colors.length)));
  const table = Array.from({ length: 1 << bits }, (_, index) => colors[index] ?? [0, 0, 0]).flat();
  const bytes = [...Buffer.from('GIF89a'), ...word(screen[0]), ...word(screen[1]), 0x80 | (bits - 1), 0, 0, ...table];
  // A comment, which readers skip.
  bytes.push(0x21, 0xfe, 2, 104, 105, 0);
  if (transparent !== undefined) bytes.push(0x21, 0xf9, 4, 1, 0, 0, transparent, 0);
  for (const { left = 0, top = 0, width: across = width, indices, interlaced = false } of frames) {
    const rows = indices.length / across;
    bytes.push(0x2c, ...[left, top, across, rows].flatMap(word), interlaced ? 0x40 : 0);
    const passes = interlaced ? PASSES : [[0, 1] as const];
    const order = passes.flatMap(([first, step]) =>
      Array.from({ length: rows }, (_, y) => y).filter((y) => y >= first && (y - first) % step === 0),
    );
    const stored = order.flatMap((y) => indices.slice(y * across, (y + 1) * across));
    const root = Math.max(2, bits);
    const packed = compress(stored, root);
    bytes.push(root);
    for (let at = 0; at < packed.length; at += 255) {
      const block = packed.slice(at, at + 255);
      bytes.push(block.length, ...block);
    }
    bytes.push(0);
  }
  return Uint8Array.from([...bytes, 0x3b]);
}

/** Compresses by LZW with codes of growing length. */
function compress(indices: readonly number[], root: number): readonly number[] {
  const clear = 1 << root;
  const bytes: number[] = [];
  let [buffer, buffered, bits, next] = [0, 0, root + 1, clear + 2];
  let codes = new Map<string, number>();
  const write = (code: number): void => {
    buffer |= code << buffered;
    buffered += bits;
    for (; buffered >= 8; buffered -= 8, buffer >>>= 8) bytes.push(buffer & 255);
  };
  const codeOf = (text: string): number => (text.includes(',') ? codes.get(text)! : Number(text));
  write(clear);
  let text = '';
  for (const index of indices) {
    const longer = text === '' ? String(index) : `${text},${index}`;
    if (text === '' || codes.has(longer)) {
      text = longer;
      continue;
    }
    write(codeOf(text));
    text = String(index);
    if (next === 4096) {
      write(clear);
      [bits, next] = [root + 1, clear + 2];
      codes = new Map();
      continue;
    }
    codes.set(longer, next);
    // The decoder knows a code one step later.
    if (next === 1 << bits && bits < 12) bits += 1;
    next += 1;
  }
  write(codeOf(text));
  write(clear + 1);
  if (buffered > 0) bytes.push(buffer & 255);
  return bytes;
}

/** A BMP file to write. */
export interface Bmp {
  readonly width: number;
  readonly height: number;
  readonly depth: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  readonly colors: readonly (readonly [number, number, number])[];
  /** Numbers of the pixels of each row, the upper row first. */
  readonly rows?: readonly (readonly number[])[];
  /** Run lengths in place of rows. */
  readonly runs?: readonly number[];
  readonly masks?: readonly number[];
  /** @default 40 */
  readonly headerBytes?: number;
  readonly topDown?: boolean;
  /** True for the header of OS/2. */
  readonly isCore?: boolean;
  /** True leaves out the padding of the last stored row. */
  readonly cutPadding?: boolean;
}

/** Writes a BMP file. */
export function encodeBmp(bmp: Bmp): Uint8Array {
  const { width, height, depth, colors, rows = [], runs, masks = [], topDown = false, isCore = false } = bmp;
  const headerBytes = isCore ? 12 : (bmp.headerBytes ?? 40);
  const compression = runs !== undefined ? (depth === 8 ? 1 : 2) : masks.length > 0 ? 3 : 0;
  const header = isCore
    ? [...number(12), ...word(width), ...word(height), ...word(1), ...word(depth)]
    : [
        ...number(headerBytes), ...number(width), ...number(topDown ? -height : height), ...word(1), ...word(depth),
        ...number(compression), ...number(0), ...number(0), ...number(0), ...number(colors.length), ...number(0),
        ...masks.flatMap(number),
      ]; // prettier-ignore
  while (header.length < headerBytes) header.push(0);
  const count = isCore && depth <= 8 ? 1 << depth : colors.length;
  const table = Array.from({ length: count }, (_, index) => {
    const [red, green, blue] = colors[index] ?? [0, 0, 0];
    return isCore ? [blue, green, red] : [blue, green, red, 0];
  }).flat();
  const stored = (topDown ? rows : [...rows].reverse()).map((row) => packRow(row, depth));
  if (bmp.cutPadding === true) stored[stored.length - 1]!.length = Math.ceil((width * depth) / 8);
  const body = runs ?? stored.flat();
  const start = 14 + header.length + table.length;
  const file = [...Buffer.from('BM'), ...number(start + body.length), ...number(0), ...number(start)];
  return Uint8Array.from([...file, ...header, ...table, ...body]);
}

function packRow(row: readonly number[], depth: number): number[] {
  const bytes: number[] = [];
  if (depth >= 8) {
    for (const value of row) bytes.push(...number(value).slice(0, depth / 8));
  } else {
    const bits = row.map((value) => value.toString(2).padStart(depth, '0')).join('');
    for (let at = 0; at < bits.length; at += 8) bytes.push(parseInt(bits.slice(at, at + 8).padEnd(8, '0'), 2));
  }
  while (bytes.length % 4 > 0) bytes.push(0);
  return bytes;
}
