import type { RgbaImage } from '@ferkit/core';
import { type ReactElement, useEffect, useRef } from 'react';
import type { LiveSource, Surface } from './liveFrames';

interface PictureCanvasProps {
  readonly picture: RgbaImage;
  readonly label: string;
  /** Told when the picture stands on the canvas. */
  readonly onDrawn: (surface: Surface) => void;
}

/** No screen shows more of a picture, and some browsers refuse larger canvases. */
const LARGEST = 2048;

/** A picture, drawn from the pixels that are classified. */
export function PictureCanvas({ picture, label, onDrawn }: PictureCanvasProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    let isOver = false;
    const data = new ImageData(new Uint8ClampedArray(picture.pixels), picture.width, picture.height);
    void createImageBitmap(data, { resizeWidth: width, resizeHeight: height, resizeQuality: 'medium' }).then(
      (bitmap) => {
        if (!isOver) {
          context.clearRect(0, 0, width, height);
          context.drawImage(bitmap, 0, 0);
          onDrawn({ element: canvas });
        }
        bitmap.close();
      },
    );
    return () => {
      isOver = true;
    };
  }, [picture, width, height, onDrawn]);
  return <canvas ref={ref} width={width} height={height} role="img" aria-label={label} />;
}

interface LiveCanvasProps {
  readonly source: LiveSource;
  readonly size: { readonly width: number; readonly height: number };
  /** Another one for each frame that was classified. */
  readonly frame: unknown;
  readonly label: string;
  readonly onDrawn: (surface: Surface) => void;
}

/** What a video or canvas of the caller's showed when it was classified last, so that the boxes fit. */
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
