/** Spreads the packed samples of one row, most significant bit first, over one number each. */
export function unpackRow(row: Uint8Array, depth: number, samples: Uint16Array): void {
  if (depth === 8) {
    samples.set(row);
  } else if (depth === 16) {
    for (let index = 0; index < samples.length; index++) samples[index] = (row[index * 2]! << 8) | row[index * 2 + 1]!;
  } else {
    const mask = (1 << depth) - 1;
    for (let index = 0, bit = 0; index < samples.length; index++, bit += depth) {
      samples[index] = (row[bit >> 3]! >> (8 - depth - (bit & 7))) & mask;
    }
  }
}
