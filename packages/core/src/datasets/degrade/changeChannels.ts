import type { Channels } from '../../images/GrayImage';

// Reused, because a changed image in each batch would leave garbage.
let plane = new Uint8Array(0);

/** Changes each channel of an image in place, as the pixels of a grey image. */
export function changeChannels(pixels: Uint8Array, channels: Channels, change: (plane: Uint8Array) => void): void {
  if (channels === 1) {
    change(pixels);
    return;
  }
  const count = pixels.length / channels;
  if (plane.length !== count) plane = new Uint8Array(count);
  const own = plane;
  for (let channel = 0; channel < channels; channel++) {
    for (let k = 0, at = channel; k < count; k++, at += channels) own[k] = pixels[at]!;
    change(own);
    for (let k = 0, at = channel; k < count; k++, at += channels) pixels[at] = own[k]!;
  }
}
