import type { ImageInput } from '../images/readImage';
import { assertReadable } from '../platform/browser/drawPixels';
import { collectBytes } from '../platform/collectBytes';
import { isDrawable, type Drawable } from '../platform/Drawable';
import { readStream } from '../platform/readStream';
import type { SentImage } from './WorkerMessage';
import { toAbsolute } from './toAbsolute';

/**
 * Makes an image ready for its way to a worker. Pixels are copied once, and the copy is handed over: a view of a large
 * array, as those of a dataset are, would otherwise take all of it along. What an element shows goes as a bitmap, whose
 * pixels the worker reads.
 * @param transfer - collects what is handed over rather than copied on the way
 */
export async function sendImage(image: ImageInput, transfer: Transferable[]): Promise<SentImage> {
  if (typeof image === 'string' || image instanceof URL) return toAbsolute(image);
  if (isDrawable(image)) return sendDrawable(image, transfer);
  if (image instanceof Blob) return image;
  if (image instanceof Uint8Array) return handOver(image.slice(), transfer);
  if ('pixels' in image) return { ...image, pixels: handOver(image.pixels.slice(), transfer) };
  if ('data' in image) {
    const { data, width, height } = image;
    // A worker refuses wide-gamut half floats with the words that ferkit has for them everywhere.
    if (!(data instanceof Uint8ClampedArray)) return { pixels: new Uint8Array(), width, height };
    return { pixels: handOver(data.slice(), transfer), width, height };
  }
  const chunks = image instanceof ReadableStream ? readStream(image) : image;
  return handOver(await collectBytes({ name: 'stream', chunks }), transfer);
}

async function sendDrawable(drawable: Drawable, transfer: Transferable[]): Promise<ImageBitmap> {
  // A bitmap that may not be read cannot be handed over either, which the browser would tell in words of its own.
  await assertReadable(drawable);
  const bitmap = await createImageBitmap(drawable);
  transfer.push(bitmap);
  return bitmap;
}

function handOver<Pixels extends Uint8Array | Uint8ClampedArray>(pixels: Pixels, transfer: Transferable[]): Pixels {
  // An array over shared memory, or a part of one, is copied on the way instead.
  if (pixels.buffer instanceof ArrayBuffer && pixels.byteLength === pixels.buffer.byteLength) {
    transfer.push(pixels.buffer);
  }
  return pixels;
}
