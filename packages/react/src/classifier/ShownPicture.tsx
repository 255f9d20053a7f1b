import type { Classification, RgbaImage } from '@ferkit/core';
import { type ReactElement, useEffect, useRef } from 'react';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { FaceBoxes } from '../parts/FaceBoxes';
import type { FaceSelection } from '../parts/useFaceSelection';
import type { LiveSource } from './liveSource';

/** A picture, or a video or canvas of the caller, and the element that it is drawn on. */
export interface DrawnPicture {
  readonly picture: RgbaImage | LiveSource;
  readonly element: HTMLCanvasElement;
}

interface ShownPictureProps {
  readonly picture: RgbaImage | LiveSource;
  readonly faces: readonly Classification[] | null;
  /** Size in pixels that the boxes refer to; null before the first result. */
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly selection: FaceSelection | undefined;
  /** Called once the picture, or a frame, is drawn. */
  readonly onDrawn: (drawn: DrawnPicture) => void;
  readonly messages: ClassifierMessages;
}

/** A picture, or the last classified frame of the caller's video or canvas, with boxes around its faces. */
export function ShownPicture({
  picture,
  faces,
  size,
  selection,
  onDrawn,
  messages,
}: ShownPictureProps): ReactElement | null {
  const label = messages.picture;
  if (!('pixels' in picture) && size === null) return null;
  return (
    <div className="ferkit-picture">
      {'pixels' in picture ? (
        <PictureCanvas picture={picture} label={label} onDrawn={onDrawn} />
      ) : (
        <LiveCanvas source={picture} size={size!} frame={faces} label={label} onDrawn={onDrawn} />
      )}
      {faces && size && <FaceBoxes faces={faces} size={size} selection={selection} messages={messages} />}
    </div>
  );
}

interface PictureCanvasProps {
  readonly picture: RgbaImage;
  readonly label: string;
  readonly onDrawn: (drawn: DrawnPicture) => void;
}

/** Maximum side of the canvas in pixels: screens show no more, and some browsers refuse larger canvases. */
const MAX_SIDE = 2048;

/** A picture, drawn from the same pixels that are classified. */
function PictureCanvas({ picture, label, onDrawn }: PictureCanvasProps): ReactElement {
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
          onDrawn({ picture, element: canvas });
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
  readonly onDrawn: (drawn: DrawnPicture) => void;
}

/** The last classified frame of the caller's video or canvas, so that the boxes match it. */
function LiveCanvas({ source, size: { width, height }, frame, label, onDrawn }: LiveCanvasProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!ref.current || !context) return;
    context.drawImage(source, 0, 0, width, height);
    onDrawn({ picture: source, element: ref.current });
  }, [source, width, height, frame, onDrawn]);
  return <canvas ref={ref} width={width} height={height} role="img" aria-label={label} />;
}
