import type { GrayImage, ModelImage, RgbImage } from '../images/GrayImage';
import { checkColorImage } from '../images/imageInvalid';
import { isRecord } from '../isRecord';
import { checkOption, describeValue, integer, number, oneOf, optionInvalid } from '../options';
import type { RgbaImage } from '../platform/Platform';
import type { FaceFrame } from './FaceFrame';
import { cropPixels, type CropSize } from './cropFaces';

/** Longest side of a frame and of a crop: a larger one would take gigabytes. */
const LONGEST_SIDE = 16_384;
/** Farthest centre from the image's corner, in pixels. */
const FARTHEST = 1e6;

const sideRule = integer({ from: 1, to: LONGEST_SIDE });
const placeRule = number({ from: -FARTHEST, to: FARTHEST });
const frameSideRule = number({ above: 0, to: LONGEST_SIDE });
const angleRule = number();

/**
 * Crops a face from an image to a network's input: grey (ITU-R BT.601), or R G B for
 * `channels: 3`, resized by area averaging, with the edge pixels
 * repeated beyond the image. Plain arithmetic, so every platform gives the same pixels.
 * @param frame - the square around the face: `side` in pixels, above 0 and at most 16,384; `angle` in radians
 * @param size - of the result in pixels, for example a model's `metadata.input`; width and height from 1 to 16,384,
 * channels 1 or 3, by default 1
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const image = await readColorImage('photo.jpg');
 * const [face] = await detector.detect(image);
 * const [scores] = await model.predict([cropFace(image, frameFace(face), model.metadata.input)]);
 * ```
 */
export function cropFace(
  image: RgbaImage,
  frame: FaceFrame,
  size: { readonly width: number; readonly height: number; readonly channels?: 1 },
): GrayImage;
export function cropFace(
  image: RgbaImage,
  frame: FaceFrame,
  size: { readonly width: number; readonly height: number; readonly channels: 3 },
): RgbImage;
export function cropFace(
  image: RgbaImage,
  frame: FaceFrame,
  size: { readonly width: number; readonly height: number; readonly channels?: 1 | 3 },
): ModelImage;
export function cropFace(image: RgbaImage, frame: FaceFrame, size: CropSize): ModelImage {
  checkColorImage('image', image);
  checkFrame(frame);
  if (!isRecord(size)) throw optionInvalid('size', '{ width, height } in pixels', describeValue(size));
  const { width, height, channels = 1 } = size;
  for (const [name, value] of Object.entries({ width, height })) checkOption(`size.${name}`, value, sideRule);
  checkOption('size.channels', channels, oneOf(1, 3));
  return cropPixels(image, frame, { width, height, channels });
}

/** @throws OPTION_INVALID */
function checkFrame(frame: unknown): void {
  if (!isRecord(frame) || !isRecord(frame.center)) {
    const expected = 'a frame { center: { x, y }, side, angle }';
    throw optionInvalid('frame', expected, describeValue(frame), 'frameFace gives the frame of a detected face.');
  }
  checkOption('frame.center.x', frame.center.x, placeRule);
  checkOption('frame.center.y', frame.center.y, placeRule);
  checkOption('frame.side', frame.side, frameSideRule);
  checkOption('frame.angle', frame.angle, angleRule);
}
