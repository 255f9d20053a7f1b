import { permutation, type Random } from '../../random';
import { drawBeta, type Mixup } from './mixup';

/** Width and height in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle of pixels within an image; it may be empty. */
export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

/** How CutMix joins the samples of a batch: each gets the same box of its partner. `lambda` is the share of pixels outside the box. */
export interface CutMix extends Mixup {
  readonly box: Box;
}

/**
 * Draws the box and the partners of a batch (Yun et al. 2019, arXiv:1905.04899): its area is 1 - lambda of the image, with lambda from
 * Beta(alpha, alpha), its centre is anywhere. Where the image cuts the box off, lambda is that of the pixels that are left.
 */
export function drawCutMix(batchSize: number, alpha: number, { width, height }: Size, random: Random): CutMix {
  const side = Math.sqrt(1 - drawBeta(alpha, random));
  const [left, right] = cut(width, Math.round(width * side), random);
  const [top, bottom] = cut(height, Math.round(height * side), random);
  const box = { left, top, width: right - left, height: bottom - top };
  const lambda = 1 - (box.width * box.height) / (width * height);
  return { box, lambda, partners: permutation(batchSize, random) };
}

/** The part within the image of a line of some length about a random pixel. */
function cut(size: number, length: number, random: Random): readonly [from: number, to: number] {
  const from = random.integer(size) - Math.floor(length / 2);
  return [Math.max(0, from), Math.min(size, from + length)];
}

/**
 * Copies images, with a box of their partners.
 * @param images - height x width x channels numbers each
 * @param rows - the images of the result, as indices of `images`
 * @param partners - for each of them the image that its box comes from
 */
export function pasteBoxes(
  images: Float32Array,
  { width, height, channels = 1 }: Size & { readonly channels?: number },
  box: Box,
  rows: readonly number[],
  partners: readonly number[],
): Float32Array {
  const size = width * height * channels;
  const pasted = new Float32Array(rows.length * size);
  rows.forEach((own, row) => {
    pasted.set(images.subarray(own * size, (own + 1) * size), row * size);
    for (let y = box.top; y < box.top + box.height; y++) {
      const at = (y * width + box.left) * channels;
      const from = partners[row]! * size + at;
      pasted.set(images.subarray(from, from + box.width * channels), row * size + at);
    }
  });
  return pasted;
}
