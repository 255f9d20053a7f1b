/**
 * Paints an SVG file as a PNG file. Browser only.
 * @param scale - pixels of the picture to one of the SVG
 * @throws Error where the browser cannot draw it
 *
 * @example
 * ```ts
 * const png = await svgToPng(confusionToSvg(view));
 * ```
 */
export async function svgToPng(svg: string, scale = 2): Promise<Blob> {
  const image = new Image();
  // A data address rather than a blob's, which content security policies refuse more often.
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * scale;
  canvas.height = image.naturalHeight * scale;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be written as PNG.'))));
  });
}
