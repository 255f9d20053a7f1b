/** What a page can draw: an image, canvas or video element, or one of the pictures that scripts pass around. */
export type Drawable =
  HTMLImageElement | HTMLCanvasElement | HTMLVideoElement | OffscreenCanvas | ImageBitmap | VideoFrame;

/** What only a drawable has; their classes differ between windows, and are missing in Node. */
const MARKS = ['naturalWidth', 'videoWidth', 'getContext', 'codedWidth'];

/** Whether something can be drawn by a page. */
export function isDrawable(input: unknown): input is Drawable {
  if (typeof input !== 'object' || input === null) return false;
  return MARKS.some((mark) => mark in input) || (typeof ImageBitmap !== 'undefined' && input instanceof ImageBitmap);
}
