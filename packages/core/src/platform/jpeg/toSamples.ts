import { ZIGZAG } from './EntropyReader';

/** `cosines[x * 8 + u]`: weight of frequency `u` at position `x` (ITU-T T.81, A.3.3). */
const cosines = /* @__PURE__ */ Float64Array.from({ length: 64 }, (_, index) => {
  const [x, u] = [index >> 3, index & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/**
 * Converts blocks of coefficients to samples of 0 to 255: dequantization and the inverse cosine transform in doubles.
 * @param table - in zigzag order
 * @param columns - blocks in a row
 * @returns rows of 8 x columns samples
 */
export function toSamples(coefficients: Int16Array, table: Int32Array, columns: number): Uint8ClampedArray {
  const samples = new Uint8ClampedArray(coefficients.length);
  const factors = new Float64Array(64);
  ZIGZAG.forEach((place, index) => (factors[place] = table[index]!));
  const block = new Float64Array(64);
  const rows = new Float64Array(64);
  for (let index = 0; index * 64 < coefficients.length; index++) {
    const from = index * 64;
    let isFlat = true;
    for (let place = 0; place < 64; place++) {
      const value = coefficients[from + place]!;
      block[place] = value * factors[place]!;
      if (place > 0 && value !== 0) isFlat = false;
    }
    const top = Math.floor(index / columns) * 8 * columns * 8 + (index % columns) * 8;
    if (isFlat) {
      for (let y = 0; y < 8; y++) samples.fill(128 + block[0]! / 8, top + y * columns * 8, top + y * columns * 8 + 8);
      continue;
    }
    for (let v = 0; v < 8; v++) {
      for (let x = 0; x < 8; x++) {
        let sum = 0;
        for (let u = 0; u < 8; u++) sum += block[v * 8 + u]! * cosines[x * 8 + u]!;
        rows[v * 8 + x] = sum;
      }
    }
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 8; x++) {
        let sum = 128;
        for (let v = 0; v < 8; v++) sum += rows[v * 8 + x]! * cosines[y * 8 + v]!;
        samples[top + y * columns * 8 + x] = sum;
      }
    }
  }
  return samples;
}
