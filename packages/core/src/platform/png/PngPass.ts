import type { PngLayout } from './PngLayout';

/** A sub-image of an interlaced file: its pixel (x, y) is the image's pixel (left + x * stepX, top + y * stepY). */
export interface PngPass {
  readonly left: number;
  readonly top: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
  /** Bytes of one row, without the byte in front that names its filter. */
  readonly rowBytes: number;
}

/** The seven passes of Adam7 (ISO/IEC 15948, 8.2): left, top, step in x, step in y. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes that a file consists of, in order; those that a small image leaves empty are not stored at all. */
export function listPngPasses({ width, height, depth, channels, interlaced }: PngLayout): readonly PngPass[] {
  const passes = interlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  return passes
    .map(([left, top, stepX, stepY]) => {
      const passWidth = Math.ceil((width - left) / stepX);
      const rowBytes = Math.ceil((passWidth * channels * depth) / 8);
      return { left, top, stepX, stepY, width: passWidth, height: Math.ceil((height - top) / stepY), rowBytes };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}
