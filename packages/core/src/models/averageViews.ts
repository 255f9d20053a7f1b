/** Shift of a view as a fraction of the image: 3 of 48 pixels. */
const SHIFT = 1 / 16;

/** A view of an image. */
interface View {
  readonly mirrored: boolean;
  /** Pixels by which the image moves right and down; its border pixels fill the gap. */
  readonly right: number;
  readonly down: number;
}

/**
 * Scores several views of each image and averages the scores: 2 are the image and its mirror image, 10 are both, unshifted
 * and shifted towards each corner (A. Krizhevsky et al. 2012, "ImageNet Classification with Deep CNNs", section 4.1).
 * @param input - images x height x width x channels
 */
export async function averageViews(
  input: Float32Array,
  shape: { readonly width: number; readonly height: number; readonly channels: number },
  views: 2 | 10,
  score: (input: Float32Array) => Promise<Float32Array>,
): Promise<Float32Array> {
  let mean: Float32Array | undefined;
  for (const view of listViews(views, Math.round(shape.width * SHIFT), Math.round(shape.height * SHIFT))) {
    const scores = await score(applyView(input, shape, view));
    mean ??= new Float32Array(scores.length);
    for (let index = 0; index < scores.length; index++) mean[index]! += scores[index]! / views;
  }
  return mean!;
}

function listViews(views: 2 | 10, right: number, down: number): View[] {
  const corners = [-right, right].flatMap((x) => [-down, down].map((y) => ({ right: x, down: y })));
  const offsets = [{ right: 0, down: 0 }, ...(views === 2 ? [] : corners)];
  return offsets.flatMap((offset) => [false, true].map((mirrored) => ({ mirrored, ...offset })));
}

function applyView(
  input: Float32Array,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
  { mirrored, right, down }: View,
): Float32Array {
  const clamp = (value: number, length: number): number => Math.min(length - 1, Math.max(0, value));
  const columns = Array.from({ length: width }, (_, x) => {
    const column = clamp(x - right, width);
    return mirrored ? width - 1 - column : column;
  });
  const shown = new Float32Array(input.length);
  for (let row = 0; row < input.length / (width * channels); row++) {
    const y = row % height;
    const source = (row - y + clamp(y - down, height)) * width;
    columns.forEach((column, x) => {
      for (let channel = 0; channel < channels; channel++) {
        shown[(row * width + x) * channels + channel] = input[(source + column) * channels + channel]!;
      }
    });
  }
  return shown;
}
