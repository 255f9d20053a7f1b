import type { PngColours } from './PngColours';
import type { PngLayout } from './PngLayout';

/** Where the pixels of a row go. */
export interface RowTarget {
  /** R G B A. */
  readonly pixels: Uint8Array;
  /** The first byte of the first pixel. */
  readonly start: number;
  /** Bytes from one pixel to the next. */
  readonly step: number;
}

function paintPalette(samples: Uint16Array, palette: Uint8Array, { pixels, start, step }: RowTarget): void {
  for (let index = 0, at = start; index < samples.length; index++, at += step) {
    const entry = samples[index]! * 4;
    if (entry >= palette.length) throw new Error(`colour ${entry / 4} of ${palette.length / 4} in the palette`);
    for (let channel = 0; channel < 4; channel++) pixels[at + channel] = palette[entry + channel]!;
  }
}

/** Paints grey and colour alike: red, green and blue of a grey pixel are the same sample. */
function paintSamples(samples: Uint16Array, { channels, depth }: PngLayout, { pixels, start, step }: RowTarget): void {
  // Whole for 1 to 8 bits, where white becomes 255; of 16 bits the upper 8 remain.
  const shift = depth === 16 ? 8 : 0;
  const scale = depth === 16 ? 1 : 255 / (2 ** depth - 1);
  const green = channels >= 3 ? 1 : 0;
  const blue = green * 2;
  const alpha = channels % 2 === 0 ? channels - 1 : -1;
  for (let first = 0, at = start; first < samples.length; first += channels, at += step) {
    pixels[at] = (samples[first]! >> shift) * scale;
    pixels[at + 1] = (samples[first + green]! >> shift) * scale;
    pixels[at + 2] = (samples[first + blue]! >> shift) * scale;
    pixels[at + 3] = alpha < 0 ? 255 : (samples[first + alpha]! >> shift) * scale;
  }
}

/** Makes the pixels of the one transparent colour transparent. */
function clearColour(samples: Uint16Array, colour: readonly number[], { pixels, start, step }: RowTarget): void {
  const channels = colour.length;
  for (let first = 0, at = start; first < samples.length; first += channels, at += step) {
    if (colour.every((sample, channel) => sample === samples[first + channel])) pixels[at + 3] = 0;
  }
}

/**
 * Writes the colours of one row of samples.
 * @throws a plain error for an entry that the palette does not have
 */
export function paintRow(
  samples: Uint16Array,
  layout: PngLayout,
  { palette, transparent }: PngColours,
  target: RowTarget,
): void {
  if (palette !== undefined) paintPalette(samples, palette, target);
  else paintSamples(samples, layout, target);
  if (transparent !== undefined) clearColour(samples, transparent, target);
}
