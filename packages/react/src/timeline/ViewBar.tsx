import type { KeyboardEvent, PointerEvent, ReactElement } from 'react';
import { placeOn } from '../elements/Plot';
import type { AxisRange, Zoom } from '../elements/useZoom';

interface ViewBarProps {
  readonly whole: AxisRange;
  readonly zoom: Zoom;
  /** Accessible name. */
  readonly label: string;
  /** The times in view. */
  readonly text: string;
}

/** Share of the view that an arrow key moves it by. */
const STRIDE = 0.25;

/** A bar of the whole time with the part in view, which the pointer and the arrow keys move. */
export function ViewBar({ whole, zoom, label, text }: ViewBarProps): ReactElement {
  const axis = { domain: [whole.from, whole.to] } as const;
  const [from, to] = [placeOn(axis, zoom.from), placeOn(axis, zoom.to)];
  const length = zoom.to - zoom.from;
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = {
      ArrowLeft: -STRIDE * length,
      ArrowRight: STRIDE * length,
      PageUp: -length,
      PageDown: length,
      Home: whole.from - zoom.from,
      End: whole.to - zoom.to,
    }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    zoom.pan(by);
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const middle = whole.from + ((event.clientX - left) / (width || 1)) * (whole.to - whole.from);
    zoom.pan(middle - (zoom.from + zoom.to) / 2);
  };
  return (
    <div
      className="ferkit-viewbar"
      {...(zoom.isZoomed && {
        role: 'slider',
        tabIndex: 0,
        'aria-label': label,
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        'aria-valuenow': Math.round((from + to) / 2),
        'aria-valuetext': text,
        onKeyDown,
        onPointerDown: (event: PointerEvent<HTMLElement>) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          move(event);
        },
        onPointerMove: (event: PointerEvent<HTMLElement>) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) move(event);
        },
      })}
    >
      <i style={{ left: `${from}%`, right: `${100 - to}%` }} />
    </div>
  );
}
