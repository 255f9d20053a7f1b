/**
 * Renders an SVG file to a PNG file. Browser only.
 * @param scale - pixels of the PNG per pixel of the SVG
 * @throws Error if the browser cannot render it
 *
 * @example
 * ```ts
 * const png = await svgToPng(confusionToSvg(view));
 * ```
 */
export async function svgToPng(svg: string, scale = 2): Promise<Blob> {
  const image = new Image();
  // A data: URL, because content security policies refuse blob: URLs more often.
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * scale;
  canvas.height = image.naturalHeight * scale;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('Cannot write the picture as PNG.'))));
  });
}
