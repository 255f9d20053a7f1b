import type { RgbaImage } from '../platform/Platform';
import { toChannels } from './channels';
import { type Channels, type GrayImage, type ModelImage, type RgbImage, toGray } from './GrayImage';

// Beside readers and classifiers, which load on demand, and apart from the parts that each program loads at once.

/** Converts decoded pixels to the channels of a network. */
export function toModelImage(
  { isColor, image }: { readonly isColor: boolean; readonly image: GrayImage | RgbaImage },
  channels: Channels,
): ModelImage {
  if (!isColor) return toChannels(image, channels);
  return channels === 3 ? toRgb(image) : toGray(image);
}

/** Converts colour to R G B, with transparency composited over white. */
function toRgb({ pixels, width, height }: RgbaImage): RgbImage {
  const rgb = new Uint8Array(width * height * 3);
  for (let to = 0, from = 0; to < rgb.length; to += 3, from += 4) {
    const alpha = pixels[from + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      const value = pixels[from + channel]!;
      rgb[to + channel] = alpha === 255 ? value : Math.floor((value * alpha) / 255 + (255 - alpha) + 0.5);
    }
  }
  return { pixels: rgb, width, height, channels: 3 };
}
