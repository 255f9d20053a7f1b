import { imageUnreadable } from '../imageUnreadable';

/** `Platform.drawPixels` for Node, which draws nothing. */
export function drawPixels(): Promise<never> {
  return Promise.reject(imageUnreadable('an element of a page, or a canvas (pass what its getImageData() gives)'));
}
