import { useEffect, useRef, type ReactElement } from 'react';
import type { LiveSource } from './LiveSource';
import type { Surface } from './Surface';

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
