import { createRandom, Dataset } from '@ferkit/core/datasets';

/** A dataset that a tiny network learns in a few steps: noise, in which every (k + 2)th row is brighter for label k. */
export function createStripes({ size = 96, labels = ['a', 'b', 'c'], side = 16, seed = 1 } = {}): Dataset {
  const random = createRandom(seed);
  const labelIndices = Uint8Array.from({ length: size }, (_, sample) => sample % labels.length);
  const pixels = new Uint8Array(size * side * side);
  for (let index = 0; index < pixels.length; index++) {
    const label = labelIndices[Math.floor(index / (side * side))]!;
    const row = Math.floor((index % (side * side)) / side);
    pixels[index] = (row % (label + 2) === 0 ? 150 : 40) + random.integer(80);
  }
  return new Dataset({
    name: 'stripes',
    labels,
    width: side,
    height: side,
    pixels,
    rows: Uint32Array.from({ length: size }, (_, sample) => sample),
    labelIndices,
    splitIndices: Uint8Array.from({ length: size }, (_, sample) => (sample % 4 === 3 ? 1 : 0)),
  });
}
