import type { RgbaImage } from '../Platform';
import { EntropyReader, readHuffmanTable, type HuffmanTable } from './EntropyReader';
import { toSamples } from './toSamples';

/** A colour of a JPEG file: one of four. */
interface Component {
  readonly id: number;
  /** Sampling factors (ITU-T T.81, A.1.1). */
  readonly h: number;
  readonly v: number;
  readonly quantization: number;
  /** Blocks in a row and rows of blocks, whole units of all components. */
  readonly columns: number;
  readonly rows: number;
  /** Blocks that the picture needs, which a scan of this component alone stores. */
  readonly usedColumns: number;
  readonly usedRows: number;
  /** Blocks of 64 coefficients in the order of the rows. */
  readonly coefficients: Int16Array;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  readonly unitColumns: number;
  readonly unitRows: number;
  readonly components: readonly Component[];
}

/** The tables that segments define, and that scans use. */
interface Tables {
  readonly quantization: Int32Array[];
  readonly dc: HuffmanTable[];
  readonly ac: HuffmanTable[];
  restartInterval: number;
}

const FRAMES = [0xc0, 0xc1, 0xc2];
const PROGRESSIVE = 0xc2;
const HUFFMAN_TABLES = 0xc4;
const QUANTIZATION_TABLES = 0xdb;
const RESTART_INTERVAL = 0xdd;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const ADOBE_SEGMENT = 0xee;

/**
 * Decodes a JPEG file of four colours, CMYK or YCCK, as print programs write it (ITU-T T.81, Huffman coding, sequential or progressive).
 * Ink is converted without a colour profile: `red = cyan x black / 255` of the inverted values that Adobe's programs store, as browsers do.
 * Needed because libjpeg converts neither to R G B.
 * @throws a plain error about the damage
 */
export function decodeCmykJpeg(bytes: Uint8Array): RgbaImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables: Tables = { quantization: [], dc: [], ac: [], restartInterval: 0 };
  let frame: Frame | undefined;
  // Without Adobe's marker values are amounts of ink, with it they are inverted.
  let adobe: number | undefined;
  let scanned = 0;
  let isWhole = false;
  let at = 2;
  while (at + 2 <= bytes.length) {
    if (bytes[at] !== 0xff || bytes[at + 1] === 0xff || bytes[at + 1] === 0) {
      at += 1;
      continue;
    }
    const marker = bytes[at + 1]!;
    if (marker === END_OF_IMAGE) {
      isWhole = true;
      break;
    }
    if (marker >= 0xd0 && marker <= 0xd8) {
      at += 2;
      continue;
    }
    const data = at + 4;
    const end = data <= bytes.length ? at + 2 + view.getUint16(at + 2) : Infinity;
    if (end > bytes.length) throw new Error('a truncated segment');
    at = end;
    if (marker === QUANTIZATION_TABLES) readQuantization(view, data, end, tables);
    else if (marker === HUFFMAN_TABLES) readHuffmanTables(bytes, data, end, tables);
    else if (marker === RESTART_INTERVAL) tables.restartInterval = view.getUint16(data);
    else if (marker === ADOBE_SEGMENT && end - data >= 12 && bytes[data] === 0x41) adobe = bytes[data + 11]!;
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8) {
      if (frame !== undefined) throw new Error('two frames');
      if (!FRAMES.includes(marker)) throw new Error('arithmetic coding or another rare variant');
      frame = readFrame(view, data, end, marker === PROGRESSIVE);
    } else if (marker === START_OF_SCAN) {
      if (frame === undefined) throw new Error('no frame');
      at = decodeScan(bytes, data, end, frame, tables);
      scanned += 1;
      // Far more scans than any encoder writes would keep the decoder busy for nothing.
      if (scanned > 500) throw new Error('too many scans');
    }
  }
  if (frame === undefined || scanned === 0 || !isWhole) throw new Error('a file without an end');
  return toPixels(frame, tables, adobe);
}

function readQuantization(view: DataView, start: number, end: number, { quantization }: Tables): void {
  for (let at = start; at < end;) {
    const bytesEach = view.getUint8(at) >> 4 === 0 ? 1 : 2;
    const id = view.getUint8(at) & 15;
    at += 1;
    if (at + 64 * bytesEach > end) throw new Error('a truncated table');
    quantization[id] = Int32Array.from({ length: 64 }, (_, index) =>
      bytesEach === 1 ? view.getUint8(at + index) : view.getUint16(at + 2 * index),
    );
    at += 64 * bytesEach;
  }
}

function readHuffmanTables(bytes: Uint8Array, start: number, end: number, { dc, ac }: Tables): void {
  for (let at = start; at < end;) {
    const id = bytes[at]!;
    const { table, length } = readHuffmanTable(bytes.subarray(at + 1, end));
    (id >> 4 === 0 ? dc : ac)[id & 15] = table;
    at += 1 + length;
  }
}

function readFrame(view: DataView, at: number, end: number, progressive: boolean): Frame {
  const [height, width] = [view.getUint16(at + 1), view.getUint16(at + 3)];
  if (view.getUint8(at) !== 8) throw new Error(`${view.getUint8(at)} bits a sample`);
  const facts = Array.from({ length: 4 }, (_, index) => {
    const from = at + 6 + 3 * index;
    if (from + 3 > end) throw new Error('a truncated frame');
    const sampling = view.getUint8(from + 1);
    const [h, v] = [sampling >> 4, sampling & 15];
    if (h < 1 || h > 4 || v < 1 || v > 4) throw new Error('an unknown sampling');
    return { id: view.getUint8(from), h, v, quantization: view.getUint8(from + 2) };
  });
  const mostH = Math.max(...facts.map(({ h }) => h));
  const mostV = Math.max(...facts.map(({ v }) => v));
  const unitColumns = Math.ceil(width / (8 * mostH));
  const unitRows = Math.ceil(height / (8 * mostV));
  const components = facts.map((fact) => {
    const [columns, rows] = [unitColumns * fact.h, unitRows * fact.v];
    const usedColumns = Math.ceil(Math.ceil((width * fact.h) / mostH) / 8);
    const usedRows = Math.ceil(Math.ceil((height * fact.v) / mostV) / 8);
    return { ...fact, columns, rows, usedColumns, usedRows, coefficients: new Int16Array(columns * rows * 64) };
  });
  return { width, height, progressive, unitColumns, unitRows, components };
}

/** Decodes the coefficients of a scan into those of its components. @returns the position after it */
function decodeScan(bytes: Uint8Array, data: number, end: number, frame: Frame, tables: Tables): number {
  const count = bytes[data]!;
  if (count < 1 || count > 4 || data + 4 + 2 * count > end) throw new Error('an unknown scan');
  const parts = Array.from({ length: count }, (_, index) => {
    const [id, table] = [bytes[data + 1 + 2 * index], bytes[data + 2 + 2 * index]!];
    const component = frame.components.find((one) => one.id === id);
    if (component === undefined) throw new Error('a scan of an unknown colour');
    return { component, dc: tables.dc[table >> 4], ac: tables.ac[table & 15] };
  });
  const [first, last, bits] = [0, 1, 2].map((index) => bytes[data + 1 + 2 * count + index]!);
  const scan = frame.progressive
    ? { first: first!, last: last!, low: bits! & 15, isRefinement: bits! >> 4 > 0 }
    : { first: 0, last: 63, low: 0, isRefinement: false };
  if (scan.last > 63 || scan.first > scan.last) throw new Error('an unknown scan');
  const reader = new EntropyReader(bytes, end, frame.progressive);
  const restart = tables.restartInterval;
  const predictions = new Int32Array(count);
  let done = 0;
  const decodeUnit = (decode: () => void): void => {
    if (restart > 0 && done > 0 && done % restart === 0) {
      reader.restart();
      predictions.fill(0);
    }
    decode();
    done += 1;
  };
  const decodeBlock = (part: number, row: number, column: number): void => {
    const { component, dc, ac } = parts[part]!;
    const block = (row * component.columns + column) * 64;
    const target = component.coefficients.subarray(block, block + 64);
    predictions[part] = reader.readBlock(target, scan, predictions[part]!, dc, ac);
  };
  if (count === 1) {
    const { usedColumns, usedRows } = parts[0]!.component;
    for (let row = 0; row < usedRows; row++) {
      for (let column = 0; column < usedColumns; column++) decodeUnit(() => decodeBlock(0, row, column));
    }
    return reader.end();
  }
  for (let row = 0; row < frame.unitRows; row++) {
    for (let column = 0; column < frame.unitColumns; column++) {
      decodeUnit(() => {
        parts.forEach(({ component: { h, v } }, part) => {
          for (let y = 0; y < v; y++) {
            for (let x = 0; x < h; x++) decodeBlock(part, row * v + y, column * h + x);
          }
        });
      });
    }
  }
  return reader.end();
}

/** Converts coefficients to R G B A. */
function toPixels({ width, height, components }: Frame, tables: Tables, adobe: number | undefined): RgbaImage {
  const mostH = Math.max(...components.map(({ h }) => h));
  const mostV = Math.max(...components.map(({ v }) => v));
  const planes = components.map(({ coefficients, quantization, columns }) => {
    const table = tables.quantization[quantization];
    if (table === undefined) throw new Error('a missing table');
    return { samples: toSamples(coefficients, table, columns), stride: columns * 8 };
  });
  const pixels = new Uint8Array(width * height * 4);
  const values = [0, 0, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      for (let index = 0; index < 4; index++) {
        const { h, v } = components[index]!;
        const { samples, stride } = planes[index]!;
        const row = v === mostV ? y : Math.floor((y * v) / mostV);
        values[index] = samples[row * stride + (h === mostH ? x : Math.floor((x * h) / mostH))]!;
      }
      const [first, second, third, black] = values as [number, number, number, number];
      const light = adobe === undefined ? 255 - black : black;
      if (adobe === YCCK) {
        const [blue, red] = [second - 128, third - 128];
        // The three are inks that Y Cb Cr describe as their complement.
        pixels[at] = multiply(255 - clamp(first + 1.402 * red), light);
        pixels[at + 1] = multiply(255 - clamp(first - 0.344136 * blue - 0.714136 * red), light);
        pixels[at + 2] = multiply(255 - clamp(first + 1.772 * blue), light);
      } else {
        for (let index = 0; index < 3; index++) {
          pixels[at + index] = multiply(adobe === undefined ? 255 - values[index]! : values[index]!, light);
        }
      }
      pixels[at + 3] = 255;
    }
  }
  return { pixels, width, height };
}

/** Adobe's number for Y Cb Cr and black. */
const YCCK = 2;

const clamp = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));

const multiply = (color: number, light: number): number => Math.round((color * light) / 255);
