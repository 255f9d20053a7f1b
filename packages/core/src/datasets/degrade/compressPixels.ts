/** Luminance table of the JPEG standard (ITU-T T.81, Annex K.1), row by row. */
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
] as const;

// cos(k pi / 16) / 2, as numbers, because engines differ in the last bits of Math.cos.
const C1 = 0.4903926402016152;
const C2 = 0.46193976625564337;
const C3 = 0.4157348061512726;
const C4 = 0.3535533905932738;
const C5 = 0.2777851165098011;
const C6 = 0.1913417161825449;
const C7 = 0.09754516100806414;

// Reused, because a compressed image in each batch would leave garbage.
const block = new Float64Array(64);
const steps = new Int32Array(64);

/**
 * Gives an image the losses of a JPEG file: the discrete cosine transform of each block of 8 x 8 pixels, rounded to multiples of
 * the standard's luminance table. Blocks at the edge are filled up with the nearest pixels. Pixels differ from those of libjpeg by
 * at most one grey level, but for about one in fifty, where rounding puts a coefficient of their block one step apart.
 * @param pixels - width x height, changed in place
 * @param quality - 1 to 100, as for libjpeg
 */
export function compressPixels(pixels: Uint8Array, width: number, height: number, quality: number): void {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  for (let k = 0; k < 64; k++) {
    steps[k] = Math.min(255, Math.max(1, Math.floor((LUMINANCE[k]! * Math.floor(scale) + 50) / 100)));
  }
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) compressBlock(pixels, width, height, left, top);
  }
}

function compressBlock(pixels: Uint8Array, width: number, height: number, left: number, top: number): void {
  for (let y = 0; y < 8; y++) {
    const row = Math.min(top + y, height - 1) * width;
    for (let x = 0; x < 8; x++) block[8 * y + x] = pixels[row + Math.min(left + x, width - 1)]! - 128;
  }
  for (let y = 0; y < 8; y++) toFrequencies(block, 8 * y, 1);
  for (let x = 0; x < 8; x++) toFrequencies(block, x, 8);
  for (let k = 0; k < 64; k++) block[k] = roundToStep(block[k]!, steps[k]!);
  for (let x = 0; x < 8; x++) fromFrequencies(block, x, 8);
  for (let y = 0; y < 8; y++) fromFrequencies(block, 8 * y, 1);
  const bottom = Math.min(8, height - top);
  const right = Math.min(8, width - left);
  for (let y = 0; y < bottom; y++) {
    const row = (top + y) * width + left;
    for (let x = 0; x < right; x++) {
      const value = Math.floor(block[8 * y + x]! + 128.5);
      pixels[row + x] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/**
 * Encoders know a coefficient to an eighth, and halves go away from zero. Without both, coefficients near a half would often come out
 * one step apart.
 */
function roundToStep(value: number, step: number): number {
  const eighths = (Math.abs(value) * 8 + 0.5) | 0;
  const size = Math.imul(((eighths + 4 * step) / (8 * step)) | 0, step);
  return value < 0 ? -size : size;
}

/** Transforms eight numbers of the block (DCT-II, orthonormal), by sums and differences of opposite ones. */
function toFrequencies(block: Float64Array, at: number, stride: number): void {
  const a = block[at]!;
  const b = block[at + stride]!;
  const c = block[at + 2 * stride]!;
  const d = block[at + 3 * stride]!;
  const e = block[at + 4 * stride]!;
  const f = block[at + 5 * stride]!;
  const g = block[at + 6 * stride]!;
  const h = block[at + 7 * stride]!;
  const outer = a + h + d + e;
  const inner = b + g + c + f;
  const outerDifference = a + h - d - e;
  const innerDifference = b + g - c - f;
  block[at] = (outer + inner) * C4;
  block[at + 4 * stride] = (outer - inner) * C4;
  block[at + 2 * stride] = outerDifference * C2 + innerDifference * C6;
  block[at + 6 * stride] = outerDifference * C6 - innerDifference * C2;
  const ah = a - h;
  const bg = b - g;
  const cf = c - f;
  const de = d - e;
  block[at + stride] = ah * C1 + bg * C3 + cf * C5 + de * C7;
  block[at + 3 * stride] = ah * C3 - bg * C7 - cf * C1 - de * C5;
  block[at + 5 * stride] = ah * C5 - bg * C1 + cf * C7 + de * C3;
  block[at + 7 * stride] = ah * C7 - bg * C5 + cf * C3 - de * C1;
}

/** The inverse of {@link toFrequencies}. */
function fromFrequencies(block: Float64Array, at: number, stride: number): void {
  const even = block[at]! * C4;
  const middle = block[at + 4 * stride]! * C4;
  const second = block[at + 2 * stride]!;
  const sixth = block[at + 6 * stride]!;
  const first = block[at + stride]!;
  const third = block[at + 3 * stride]!;
  const fifth = block[at + 5 * stride]!;
  const seventh = block[at + 7 * stride]!;
  const ah = even + middle + (second * C2 + sixth * C6);
  const de = even + middle - (second * C2 + sixth * C6);
  const bg = even - middle + (second * C6 - sixth * C2);
  const cf = even - middle - (second * C6 - sixth * C2);
  const ahDifference = first * C1 + third * C3 + fifth * C5 + seventh * C7;
  const bgDifference = first * C3 - third * C7 - fifth * C1 - seventh * C5;
  const cfDifference = first * C5 - third * C1 + fifth * C7 + seventh * C3;
  const deDifference = first * C7 - third * C5 + fifth * C3 - seventh * C1;
  block[at] = ah + ahDifference;
  block[at + 7 * stride] = ah - ahDifference;
  block[at + stride] = bg + bgDifference;
  block[at + 6 * stride] = bg - bgDifference;
  block[at + 2 * stride] = cf + cfDifference;
  block[at + 5 * stride] = cf - cfDifference;
  block[at + 3 * stride] = de + deDifference;
  block[at + 4 * stride] = de - deDifference;
}
