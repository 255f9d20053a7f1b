// Runs the operations of a forward pass, a list of records in memory; graphs/wasm/planProgram.ts writes them, word by word in the order
// in which they are read here. Each operation is divided into units (pixels, rows, tiles), of which a part of it computes a range.

import { chain } from './chain';
import { combine, applyFunction, pad, reduce, softmax } from './pixelwise';
import { BLOCK_ROWS, Ending, multiplyListed } from './product';
import { RECORD } from './record';
import { Depthwise, separable } from './separable';
import { pool } from './window';
import { convolveTileRange } from './winograd';

/** Products of fewer rows a part are divided by columns: each part reads its columns of the filter, instead of all parts the whole filter. */
const MIN_ROWS: i32 = 64;

/** The same for convolutions by tiles, of which each part transforms all inputs then. */
const MIN_TILES: i32 = 16;

/** Bounds between parts are multiples of it, since kernels multiply as many rows at once. */
const ROWS_AT_ONCE: i32 = 4;

@inline
function word(operation: usize, index: usize): i32 {
  return load<i32>(operation + index * 4);
}

@inline
function float(operation: usize, index: usize): f32 {
  return load<f32>(operation + index * 4);
}

/** Runs `count` operations for `batch` images. `scratch` is memory of this thread. */
export function run(operations: usize, count: i32, batch: i32, scratch: usize): void {
  for (let index = 0; index < count; index++) runPart(operations + <usize>index * RECORD, batch, scratch, 0, 1);
}

@inline
function bound(units: i32, part: i32, parts: i32, step: i32): i32 {
  return part == parts ? units : <i32>(<i64>units * part / parts) / step * step;
}

/** Runs a part of an operation. Every number is computed in the same way, whatever the number of parts. */
export function runPart(operation: usize, batch: i32, scratch: usize, part: i32, parts: i32): void {
  const kind = word(operation, 0), units = word(operation, 1) * batch;
  const step = kind <= 1 ? ROWS_AT_ONCE : 1;
  const from = bound(units, part, parts, step), to = bound(units, part + 1, parts, step);
  const words = operation + 8;
  if (kind <= 1) {
    const outputs = word(words, 10);
    if (parts > 1 && units < parts * (kind == 0 ? MIN_ROWS : MIN_TILES)) {
      const first = bound(outputs, part, parts, 8), end = bound(outputs, part + 1, parts, 8);
      if (first == end) return;
      if (kind == 0) convolve(words, 0, units, first, end, scratch);
      else tiles(words, 0, units, first, end, scratch);
    } else if (from != to) {
      if (kind == 0) convolve(words, from, to, 0, outputs, scratch);
      else tiles(words, from, to, 0, outputs, scratch);
    }
    return;
  }
  if (from == to) return;
  switch (kind) {
    case 2: return separable(changetype<Depthwise>(words), from, to, scratch);
    case 3: return pool(words, from, to);
    case 4: return reduce(words, from, to);
    case 5: return combine(words, from, to);
    case 6: return applyFunction(words, from, to);
    case 7: return softmax(words, from, to);
    case 8: return pad(words, from, to);
    case 9: return chain(words, from, to, scratch);
    default: unreachable();
  }
}

/** A convolution without padding, or a dense layer. A unit is an output pixel. */
function convolve(operation: usize, from: i32, to: i32, firstOutput: i32, endOutput: i32, scratch: usize): void {
  const x = <usize>word(operation, 0), imageBytes = <usize>word(operation, 1), rowBytes = <usize>word(operation, 2);
  const pixelBytes = <usize>word(operation, 3);
  const outHeight = word(operation, 4), outWidth = word(operation, 5);
  const segments = word(operation, 6), segmentBytes = <usize>word(operation, 7), length = word(operation, 8);
  const panels = <usize>word(operation, 9), outputs = word(operation, 10), y = <usize>word(operation, 11);
  const given = changetype<Ending>(operation + 48);
  const ending = changetype<Ending>(scratch);
  ending.bias = given.bias;
  ending.residualChannels = given.residualChannels;
  ending.low = given.low;
  ending.high = given.high;
  const rows = scratch + 32;

  const image = from / (outHeight * outWidth);
  let row = (from - image * outHeight * outWidth) / outWidth;
  let column = from - (image * outHeight + row) * outWidth;
  let atImage = x + <usize>image * imageBytes;
  let at = atImage + <usize>row * rowBytes + <usize>column * pixelBytes;
  for (let first = from; first < to; first += BLOCK_ROWS) {
    const count = min(BLOCK_ROWS, to - first);
    for (let index = 0; index < count; index++) {
      store<usize>(rows + <usize>index * sizeof<usize>(), at);
      at += pixelBytes;
      if (++column == outWidth) {
        column = 0;
        if (++row == outHeight) {
          row = 0;
          atImage += imageBytes;
        }
        at = atImage + <usize>row * rowBytes;
      }
    }
    ending.residual = given.residual == 0 ? <usize>0 : given.residual + <usize>first * <usize>given.residualChannels * 4;
    const target = y + <usize>first * <usize>outputs * 4;
    multiplyListed(rows, count, segments, segmentBytes, length, panels, outputs, firstOutput, endOutput, target, ending);
  }
}

/** A 3x3 convolution by Winograd's tiles. A unit is a tile. */
function tiles(operation: usize, from: i32, to: i32, firstOutput: i32, endOutput: i32, scratch: usize): void {
  convolveTileRange(
    word(operation, 0), from, to, firstOutput, endOutput, word(operation, 1), word(operation, 2), word(operation, 3), word(operation, 4), word(operation, 5),
    word(operation, 6), word(operation, 7), word(operation, 8), word(operation, 9), word(operation, 10), word(operation, 11),
    float(operation, 12), float(operation, 13), word(operation, 14), scratch,
  );
}

export { packPanels } from './matrix';
export { transformFilter } from './winograd';
