import { mapChannels, toChannels } from '../images/channels';
import type { GrayImage, ModelImage } from '../images/GrayImage';
import { checkModelImage } from '../images/imageInvalid';
import { resizeImage } from '../images/resizeGray';
import { FerModel } from '../models/FerModel';
import { checkOption, custom, integer, oneOf, resolveOptions } from '../options';
import { type ExplainOptions, explainTable, type Explanation } from './Explanation';

const modelRule = custom('a FerModel of this copy of ferkit', (value) => value instanceof FerModel);

/** Explains a score by occlusion; see `explain`, which loads this file on demand. */
export async function explainByOcclusion(
  model: FerModel,
  face: ModelImage,
  options: ExplainOptions,
): Promise<Explanation> {
  const resolved = resolveOptions(options, explainTable);
  const { label: wanted, patch, stride, batchSize, temperature, signal } = resolved;
  checkOption('model', model, modelRule);
  model.assertUsable();
  checkModelImage('face', face);
  const { width, height, channels } = model.metadata.input;
  checkOption('patch', patch, integer({ from: 1, to: Math.min(width, height) }));
  checkOption('stride', stride, integer({ from: 1, to: patch }));
  if (wanted !== undefined) checkOption('label', wanted, oneOf(...model.labels));

  const whole = resizeImage(toChannels(face, channels), width, height);
  const squares = placeSquares(width, height, patch, stride);
  const covered = squares.map((square) => mapChannels(whole, (plane) => cover(plane, square)));
  const predictOptions = { batchSize, signal, ...(temperature === undefined ? {} : { temperature }) };
  const [scores, ...coveredScores] = await model.predict([whole, ...covered], predictOptions);
  const index = wanted === undefined ? scores!.indexOf(Math.max(...scores!)) : model.labels.indexOf(wanted);
  const drops = coveredScores.map((changed) => scores![index]! - changed[index]!);
  return {
    label: model.labels[index]!,
    score: scores![index]!,
    width,
    height,
    influence: averageDrops(drops, squares, width, height),
  };
}

/** A covered square; `right` and `bottom` are exclusive. */
interface Square {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The squares start outside of the image, so that a pixel at the border is covered as often as one in the middle. */
function placeSquares(width: number, height: number, patch: number, stride: number): readonly Square[] {
  const squares: Square[] = [];
  for (let top = stride - patch; top < height; top += stride) {
    for (let left = stride - patch; left < width; left += stride) {
      squares.push({
        left: Math.max(0, left),
        top: Math.max(0, top),
        right: Math.min(width, left + patch),
        bottom: Math.min(height, top + patch),
      });
    }
  }
  return squares;
}

/** Covers a square with the mean of the image, because a black or white square would be a feature of its own. */
function cover({ pixels, width, height }: GrayImage, { left, top, right, bottom }: Square): GrayImage {
  const gray = Math.round(Array.from(pixels).reduce((sum, value) => sum + value) / pixels.length);
  const covered = Uint8Array.from(pixels);
  for (let y = top; y < bottom; y++) covered.fill(gray, y * width + left, y * width + right);
  return { pixels: covered, width, height };
}

/** For each pixel the mean drop of the score over the squares that cover it. */
function averageDrops(
  drops: readonly number[],
  squares: readonly Square[],
  width: number,
  height: number,
): Float32Array {
  const sums = new Float32Array(width * height);
  const counts = new Float32Array(width * height);
  squares.forEach(({ left, top, right, bottom }, square) => {
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        sums[y * width + x]! += drops[square]!;
        counts[y * width + x]! += 1;
      }
    }
  });
  return sums.map((sum, pixel) => sum / counts[pixel]!);
}
