import type { RgbaImage } from '@ferkit/core';
import { type ReactElement, useEffect, useRef } from 'react';
import type { LiveSource } from './liveFrames';

/** The element that shows a picture, to draw parts of it from. A new object for each picture, also on the same element. */
export interface Surface {
  readonly element: HTMLCanvasElement | HTMLVideoElement;
}

interface PictureCanvasProps {
  readonly picture: RgbaImage;
  readonly label: string;
  /** Called when the picture is drawn. */
  readonly onDrawn: (surface: Surface) => void;
}

/** Maximum side of the canvas in pixels: screens show no more, and some browsers refuse larger canvases. */
const MAX_SIDE = 2048;

/** A picture, drawn from the same pixels that are classified. */
export function PictureCanvas({ picture, label, onDrawn }: PictureCanvasProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  // At least one pixel, because no bitmap can have a side of 0, as of a picture of 5000 x 1.
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale))) as [
    number,
    number,
  ];
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    let isCancelled = false;
    const data = new ImageData(new Uint8ClampedArray(picture.pixels), picture.width, picture.height);
    void createImageBitmap(data, { resizeWidth: width, resizeHeight: height, resizeQuality: 'medium' }).then(
      (bitmap) => {
        if (!isCancelled) {
          context.clearRect(0, 0, width, height);
          context.drawImage(bitmap, 0, 0);
          onDrawn({ element: canvas });
        }
        bitmap.close();
      },
    );
    return () => {
      isCancelled = true;
    };
  }, [picture, width, height, onDrawn]);
  return <canvas ref={ref} width={width} height={height} role="img" aria-label={label} />;
}

interface LiveCanvasProps {
  readonly source: LiveSource;
  readonly size: { readonly width: number; readonly height: number };
  /** A new value for each classified frame. */
  readonly frame: unknown;
  readonly label: string;
  readonly onDrawn: (surface: Surface) => void;
}

/** The last classified frame of the caller's video or canvas, so that the boxes match it. */
export function LiveCanvas({ source, size: { width, height }, frame, label, onDrawn }: LiveCanvasProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!ref.current || !context) return;
    context.drawImage(source, 0, 0, width, height);
    onDrawn({ element: ref.current });
  }, [source, width, height, frame, onDrawn]);
  return <canvas ref={ref} width={width} height={height} role="img" aria-label={label} />;
}
