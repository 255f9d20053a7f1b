// Runs the operations of a forward pass, a list of records in memory; graphs/wasm/OperationList.ts writes them, word by word in the order
// in which they are read here. Each operation is divided into units (pixels, rows, tiles), of which a thread computes a range.

import { combine, applyFunction, pad, reduce, softmax } from './pixelwise';
import { BLOCK_ROWS, Ending, multiplyListed } from './product';
import { Depthwise, separable } from './separable';
import { pool } from './window';
import { convolveTileRange } from './winograd';

/** Bytes of a record. */
const RECORD: usize = 128;

@inline
function word(operation: usize, index: usize): i32 {
  return load<i32>(operation + index * 4);
}

@inline
function float(operation: usize, index: usize): f32 {
  return load<f32>(operation + index * 4);
}

/**
 * Runs `count` operations for `batch` images, as thread `part` of `parts`. `scratch` is memory of this thread.
 */
export function run(operations: usize, count: i32, batch: i32, scratch: usize, part: i32, parts: i32): void {
  for (let index = 0; index < count; index++) {
    runOperation(operations + <usize>index * RECORD, batch, scratch, part, parts);
  }
}

function runOperation(operation: usize, batch: i32, scratch: usize, part: i32, parts: i32): void {
  const units = word(operation, 1) * batch;
  const from = units * part / parts, to = units * (part + 1) / parts;
  if (from == to) return;
  switch (word(operation, 0)) {
    case 0: return convolve(operation + 8, from, to, batch, scratch);
    case 1: return tiles(operation + 8, from, to, scratch);
    case 2: return separable(changetype<Depthwise>(operation + 8), from, to, scratch);
    case 3: return pool(operation + 8, from, to);
    case 4: return reduce(operation + 8, from, to);
    case 5: return combine(operation + 8, from, to);
    case 6: return applyFunction(operation + 8, from, to);
    case 7: return softmax(operation + 8, from, to);
    case 8: return pad(operation + 8, from, to);
    default: unreachable();
  }
}

/** A convolution without padding, or a dense layer. A unit is an output pixel. */
function convolve(operation: usize, from: i32, to: i32, batch: i32, scratch: usize): void {
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
    multiplyListed(rows, count, segments, segmentBytes, length, panels, outputs, y + <usize>first * <usize>outputs * 4, ending);
  }
}

/** A 3x3 convolution by Winograd's tiles. A unit is a tile. */
function tiles(operation: usize, from: i32, to: i32, scratch: usize): void {
  convolveTileRange(
    word(operation, 0), from, to, word(operation, 1), word(operation, 2), word(operation, 3), word(operation, 4), word(operation, 5),
    word(operation, 6), word(operation, 7), word(operation, 8), word(operation, 9), word(operation, 10), word(operation, 11),
    float(operation, 12), float(operation, 13), word(operation, 14), scratch,
  );
}

export { packPanels } from './matrix';
export { transformFilter } from './winograd';
