import { useEffect, useRef, type ReactElement } from 'react';

/** A grey image with values from 0 (black) to 255 (white): a `GrayImage`, or the same as plain JSON. */
export interface FacePixels {
  /** Grey values, row by row. */
  readonly pixels: ArrayLike<number>;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
}

interface FaceCanvasProps {
  readonly image: FacePixels;
  /** Text alternative; null for an image whose parent names it. */
  readonly label: string | null;
}

/** A grey image, drawn pixel for pixel; the style sheet scales it. */
export function FaceCanvas({ image: { pixels, width, height }, label }: FaceCanvasProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context) return;
    const picture = context.createImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      picture.data.fill(pixels[pixel] ?? 0, 4 * pixel, 4 * pixel + 3);
      picture.data[4 * pixel + 3] = 255;
    }
    context.putImageData(picture, 0, 0);
  }, [pixels, width, height]);
  const named = label === null ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return <canvas ref={ref} width={width} height={height} {...named} />;
}
