// Separable convolutions of a large picture that follow each other, row by row: each computes a row as soon as the one before it has the rows
// that it needs. The rows in between stay in the second-level cache; one convolution after the other, they would all travel through memory.

import { RECORD } from './record';
import { convolveRow, Depthwise, endingOf, rowsIn, scratchEnd } from './separable';

/** Rows of a convolution that the next one needs at once, which a ring of scratch memory holds. */
const RING_ROWS: i32 = 3;

/** The convolutions are the records after that of the chain, as operations without units. All have 3x3 filters and results of the size of their inputs. */
@inline
function memberOf(chain: usize, index: i32): Depthwise {
  return changetype<Depthwise>(chain + <usize>(index + 1) * RECORD);
}

/** A unit is a row of the last convolution. Parts compute the rows at their bounds twice, of which both need them. */
export function chain(operation: usize, from: i32, to: i32, scratch: usize): void {
  const count = load<i32>(operation);
  const height = memberOf(operation, 0).height;
  let unit = from;
  while (unit < to) {
    const image = unit / height, first = unit - image * height;
    const end = min(height, first + to - unit);
    chainRows(operation, count, image, first, end, scratch);
    unit += end - first;
  }
}

/** Computes the rows of an image from `first` to `end`. */
function chainRows(operation: usize, count: i32, image: i32, first: i32, end: i32, scratch: usize): void {
  for (let step = max(0, first - count + 1); step < end + count - 1; step++) {
    for (let index = 0; index < count; index++) {
      const row = step - index, following = count - 1 - index;
      if (row >= first - following && row < end + following) chainRow(operation, index, count, image, row, scratch);
    }
  }
}

/** Computes a row of one of the convolutions, if the image has it. */
function chainRow(operation: usize, index: i32, count: i32, image: i32, row: i32, scratch: usize): void {
  const member = memberOf(operation, index), height = member.height;
  if (row < 0 || row >= height) return;
  const rowBytes = <usize>member.width * <usize>member.channels * 4;
  const imageBytes = <usize>image * <usize>height * rowBytes;
  const rings = scratchEnd(scratch, member), ringBytes = <usize>RING_ROWS * rowBytes;
  const source = index == 0 ? member.x + imageBytes : rings + <usize>(index - 1) * ringBytes;
  const sourceRows = index == 0 ? height : RING_ROWS;
  const rows = rowsIn(scratch);
  for (let y = -1; y <= 1; y++) {
    const inside = row + y >= 0 && row + y < height;
    const at = inside ? source + <usize>((row + y) % sourceRows) * rowBytes : member.zeros;
    store<usize>(rows + <usize>(y + 1) * sizeof<usize>(), at);
  }
  const residual = endingOf(member).residual == 0 ? 0 : load<usize>(rows, sizeof<usize>());
  const y = index == count - 1 ? member.y + imageBytes + <usize>row * rowBytes : rings + <usize>index * ringBytes + <usize>(row % RING_ROWS) * rowBytes;
  convolveRow(member, residual, y, scratch);
}
