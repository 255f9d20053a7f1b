import type { ReactElement } from 'react';
import type { Zoom } from './useZoom';

interface ResetZoomProps {
  readonly zoom: Zoom;
  readonly children: string;
}

/** A button that shows the whole axis again, while a part of it is in view. */
export function ResetZoom({ zoom, children }: ResetZoomProps): ReactElement | null {
  if (!zoom.isZoomed) return null;
  return (
    <button
      type="button"
      onClick={() => {
        // The button goes away, and the focus would be lost with it.
        zoom.root.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus();
        zoom.reset();
      }}
    >
      {children}
    </button>
  );
}
