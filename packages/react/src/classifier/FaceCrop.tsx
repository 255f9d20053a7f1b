import type { Classification } from '@ferkit/core';
import { useEffect, useRef, type ReactElement } from 'react';
import type { Surface } from './Surface';

interface FaceCropProps {
  readonly face: Classification;
  readonly surface: Surface;
  readonly size: { readonly width: number; readonly height: number };
  readonly isMirrored: boolean;
}

/** Side of the preview in pixels; the style sheet makes it smaller. */
const SIDE = 96;

/** What of the picture the network was given, as it is seen in it; the style sheet makes it grey. */
export function FaceCrop({ face: { box, frame }, surface, size, isMirrored }: FaceCropProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context) return;
    const { centre, side, angle } = frame ?? {
      centre: { x: box.x + box.width / 2, y: box.y + box.height / 2 },
      side: Math.max(box.width, box.height),
      angle: 0,
    };
    const scale = SIDE / side;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, SIDE, SIDE);
    context.translate(SIDE / 2, SIDE / 2);
    context.scale(isMirrored ? -scale : scale, scale);
    context.rotate(-angle);
    context.translate(-centre.x, -centre.y);
    context.drawImage(surface.element, 0, 0, size.width, size.height);
  }, [box, frame, surface, size, isMirrored]);
  return <canvas ref={ref} className="ferkit-crop" width={SIDE} height={SIDE} aria-hidden="true" />;
}
