import type { Classification } from '@ferkit/core';
import { type RefObject, useEffect, useRef } from 'react';

/** An element that shows a picture. */
export type PictureElement = HTMLCanvasElement | HTMLImageElement | HTMLVideoElement;

/** Options of {@link useFaceCrop}. */
export interface UseFaceCropOptions {
  /** A classified face. */
  readonly face: Pick<Classification, 'frame' | 'turned'>;
  /** Element that shows the picture of the face. */
  readonly source: PictureElement;
  /** Width and height in pixels that the coordinates of the face refer to. @default those of the source */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** Draws the face mirrored. @default false */
  readonly mirror?: boolean | undefined;
}

/** Side of the drawing in pixels; style sheets show it smaller, for sharp screens. */
const SIDE = 96;

/**
 * Draws the part of a picture that the network was given onto a canvas, and again when the face changes.
 * @returns the ref and the size of a `<canvas>`
 *
 * @example
 * ```tsx
 * const crop = useFaceCrop({ face, source: video });
 * return <canvas {...crop} />;
 * ```
 */
export function useFaceCrop({ face: { frame, turned }, source, size, mirror = false }: UseFaceCropOptions): {
  readonly ref: RefObject<HTMLCanvasElement | null>;
  readonly width: number;
  readonly height: number;
} {
  const ref = useRef<HTMLCanvasElement>(null);
  const given = size?.width;
  const tall = size?.height;
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    const [width, height] = [given ?? own(source).width, tall ?? own(source).height];
    if (!context || width === 0) return;
    const { center, side, angle } = frame ?? {
      center: { x: width / 2, y: height / 2 },
      side: Math.max(width, height),
      angle: (-turned * Math.PI) / 180,
    };
    const scale = SIDE / side;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, SIDE, SIDE);
    context.translate(SIDE / 2, SIDE / 2);
    context.scale(mirror ? -scale : scale, scale);
    context.rotate(-angle);
    context.translate(-center.x, -center.y);
    context.drawImage(source, 0, 0, width, height);
  }, [frame, turned, source, given, tall, mirror]);
  return { ref, width: SIDE, height: SIDE };
}

/** Size of the picture that an element shows, in its own pixels. */
function own(source: PictureElement): { readonly width: number; readonly height: number } {
  if ('videoWidth' in source) return { width: source.videoWidth, height: source.videoHeight };
  if ('naturalWidth' in source) return { width: source.naturalWidth, height: source.naturalHeight };
  return source;
}
