import { BLUE, type Channels, type GrayImage, GREEN, type ModelImage, ONE, RED } from './GrayImage';

/** Converts an image to the channels of a network: colour to grey as {@link toGray} does, grey to three equal channels. */
export function toChannels(image: ModelImage, channels: Channels): ModelImage {
  if ((image.channels ?? 1) === channels) return image;
  const { pixels, width, height } = image;
  const size = width * height;
  const target = new Uint8Array(size * channels);
  for (let index = 0, at = 0; index < size; index++, at += 3) {
    if (channels === 3) target[at] = target[at + 1] = target[at + 2] = pixels[index]!;
    else target[index] = (RED * pixels[at]! + GREEN * pixels[at + 1]! + BLUE * pixels[at + 2]! + ONE / 2) >> 16;
  }
  return channels === 3 ? { pixels: target, width, height, channels } : { pixels: target, width, height };
}

/** Computes each channel of an image as a grey image of its own. */
export function mapChannels<Image extends ModelImage>(image: Image, change: (plane: GrayImage) => GrayImage): Image;
export function mapChannels(image: ModelImage, change: (plane: GrayImage) => GrayImage): ModelImage {
  if (image.channels !== 3) return change(image);
  const planes = [0, 1, 2].map((channel) =>
    change({ width: image.width, height: image.height, pixels: image.pixels.filter((_, at) => at % 3 === channel) }),
  );
  const { width, height, pixels } = planes[0]!;
  const joined = Uint8Array.from({ length: 3 * pixels.length }, (_, at) => planes[at % 3]!.pixels[Math.floor(at / 3)]!);
  return { pixels: joined, width, height, channels: 3 };
}
