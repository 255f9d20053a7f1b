import { type Abortable, untilAborted } from '../../abortable';
import { FerError } from '../../errors';
import type { Drawable, RgbaImage } from '../Platform';
import { imageUnreadable } from '../readErrors';
import { nextPicture } from './nextPicture';

let scratch: OffscreenCanvasRenderingContext2D | undefined;

/** `Platform.drawPixels` for the browser. */
export async function drawPixels(drawable: Drawable, { signal }: Abortable = {}): Promise<RgbaImage> {
  signal?.throwIfAborted();
  const { width, height } = await untilAborted(sizeOf(drawable), signal);
  signal?.throwIfAborted();
  return drawReady(drawable, width, height, signal);
}

/**
 * Waits until an element has content, and checks that its pixels may be read.
 * @throws IMAGE_UNREADABLE if not
 */
export async function assertReadable(drawable: Drawable, { signal }: Abortable = {}): Promise<void> {
  await untilAborted(sizeOf(drawable), signal);
  await drawReady(drawable, 1, 1, signal);
}

/** Draws, once a video element has a picture. Before, drawing it draws nothing, without an error. */
async function drawReady(drawable: Drawable, width: number, height: number, signal?: AbortSignal): Promise<RgbaImage> {
  const drawn = drawPart(drawable, width, height);
  if (!('videoWidth' in drawable) || drawn.pixels[3] !== 0 || (await hasPicture(drawable))) return drawn;
  await untilAborted(nextPicture(drawable), signal);
  if (!(await hasPicture(drawable))) throw unreadable('a video element that shows no picture yet');
  return drawPart(drawable, width, height);
}

/** A video may be transparent, so its pixels do not tell. */
const hasPicture = (video: HTMLVideoElement): Promise<boolean> =>
  createImageBitmap(video, 0, 0, 1, 1).then(
    (bitmap) => (bitmap.close(), true),
    () => false,
  );

/** Draws on one canvas for all calls, because a canvas per video frame would be expensive. */
function drawPart(drawable: Drawable, width: number, height: number): RgbaImage {
  scratch ??= new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
  const { canvas } = scratch;
  // Setting the size also clears the canvas.
  canvas.width = width;
  canvas.height = height;
  try {
    scratch.drawImage(drawable, 0, 0);
    return { pixels: scratch.getImageData(0, 0, width, height).data, width, height };
  } catch (error) {
    // A canvas stays unreadable once it has drawn pixels of another site, so the next call needs a new one.
    scratch = undefined;
    if (!(error instanceof DOMException && error.name === 'SecurityError')) throw unreadable(String(error), error);
    throw new FerError(
      'IMAGE_UNREADABLE',
      {
        failed: 'Cannot read the pixels of the element',
        expected: 'content of this site, or of one that permits it by CORS',
        received: 'content of another site',
        next: 'Set crossorigin="anonymous" on the element, and let the other site send CORS headers.',
      },
      { cause: error },
    );
  }
}

async function sizeOf(drawable: Drawable): Promise<{ readonly width: number; readonly height: number }> {
  const size = await naturalSize(drawable);
  if (size.width > 0 && size.height > 0) return size;
  throw unreadable('an element without content yet, or a closed bitmap or frame');
}

async function naturalSize(drawable: Drawable): Promise<{ readonly width: number; readonly height: number }> {
  if ('naturalWidth' in drawable) {
    try {
      await drawable.decode();
    } catch (error) {
      throw unreadable(`a broken image element: ${drawable.currentSrc || 'it has no source'}`, error);
    }
    return { width: drawable.naturalWidth, height: drawable.naturalHeight };
  }
  if ('videoWidth' in drawable) {
    const hasFrame = drawable.readyState >= drawable.HAVE_CURRENT_DATA;
    return hasFrame ? { width: drawable.videoWidth, height: drawable.videoHeight } : { width: 0, height: 0 };
  }
  if ('preserveAspectRatio' in drawable) {
    // An image element within a drawing has the size in the drawing.
    const [width, height] = [drawable.width.baseVal.value, drawable.height.baseVal.value].map(Math.round);
    return { width: width!, height: height! };
  }
  if ('codedWidth' in drawable) return { width: drawable.displayWidth, height: drawable.displayHeight };
  return drawable;
}

function unreadable(received: string, cause?: unknown): FerError<'IMAGE_UNREADABLE'> {
  return imageUnreadable({ received, cause, expected: 'an element with content' });
}
