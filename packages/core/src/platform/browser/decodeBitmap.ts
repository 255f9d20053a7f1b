import type { RgbaImage } from '../Platform';

function makeContext(width: number, height: number): OffscreenCanvasRenderingContext2D {
  // Without the hint the pixels may live on a GPU, which need not give back what it was given.
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no 2d canvas');
  return context;
}

/**
 * Decodes a file with the browser's own decoder. Opaque pixels come exactly; those of translucent ones lose precision in
 * the canvas, by one grey at most once they are laid over white.
 */
export async function decodeBitmap(bytes: Uint8Array): Promise<RgbaImage> {
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  try {
    const { width, height } = bitmap;
    const context = makeContext(width, height);
    context.drawImage(bitmap, 0, 0);
    return { pixels: context.getImageData(0, 0, width, height).data, width, height };
  } finally {
    bitmap.close();
  }
}
