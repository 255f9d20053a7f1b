import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

/** A part of the axis of a chart. */
export interface AxisRange {
  readonly from: number;
  readonly to: number;
}

interface ZoomOptions {
  /** The whole axis. */
  readonly whole: AxisRange;
  /** The smallest range to show. */
  readonly least: number;
  /** Rounds the ends of a range. @default not at all */
  readonly round?: ((value: number) => number) | undefined;
}

/** Result of {@link useZoom}: the range in view, and ways to change it. */
export interface Zoom extends AxisRange {
  readonly isZoomed: boolean;
  /** The range that the pointer drags; null for none. */
  readonly brush: AxisRange | null;
  readonly zoomIn: (around: number) => void;
  readonly zoomOut: (around: number) => void;
  /** Moves the view by a distance on the axis, as far as the axis goes. */
  readonly pan: (by: number) => void;
  readonly reset: () => void;
  /** The value of a chart's axis at a place in the window. */
  readonly valueAt: (plot: Element, clientX: number) => number;
  /** The element around the charts, each of which is as wide as the range in view. */
  readonly root: RefObject<HTMLDivElement | null>;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
}

interface Drag {
  readonly plot: Element;
  /** Where the pointer went down in the window, in pixels. */
  readonly startX: number;
  readonly start: number;
  readonly now: number;
}

/** Pixels below which a pointer that goes up again was a click. */
export const CLICK_PIXELS = 4;

/**
 * Zooms charts along their axis: a drag selects a range, the wheel with Ctrl (or Cmd) scales around the pointer, and the wheel sideways, or
 * with Shift, pans a chart that is zoomed.
 */
export function useZoom({ whole, least, round = (value) => value }: ZoomOptions): Zoom {
  const [range, setRange] = useState<AxisRange | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const root = useRef<HTMLDivElement>(null);
  // Of a shorter axis, less is left of the range.
  const isZoomed = range !== null && range.from < whole.to && range.to > whole.from;
  const from = isZoomed ? Math.max(range.from, whole.from) : whole.from;
  const to = isZoomed ? Math.min(range.to, whole.to) : whole.to;
  const brush = drag && { from: Math.min(drag.start, drag.now), to: Math.max(drag.start, drag.now) };

  const show = (low: number, high: number): void => {
    const next = { from: Math.max(whole.from, round(low)), to: Math.min(whole.to, round(high)) };
    if (next.to - next.from < least) return;
    setRange(next.from === whole.from && next.to === whole.to ? null : next);
  };
  const scale = (factor: number, around: number): void =>
    show(around - (around - from) * factor, around + (to - around) * factor);
  const pan = (by: number): void => {
    const possible = Math.max(whole.from - from, Math.min(by, whole.to - to));
    if (isZoomed && possible !== 0) show(from + possible, to + possible);
  };
  const valueAt = (plot: Element, clientX: number): number => {
    const { left, width } = plot.getBoundingClientRect();
    return Math.max(from, Math.min(to, from + ((clientX - left) / (width || 1)) * (to - from)));
  };

  useEffect(() => {
    const { current } = root;
    const onWheel = (event: WheelEvent): void => {
      const plot = plotOf(event.target);
      if (!plot) return;
      const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        scale(event.deltaY < 0 ? 0.8 : 1.25, valueAt(plot, event.clientX));
      } else if (isZoomed && Math.abs(sideways) >= Math.abs(event.shiftKey ? 0 : event.deltaY) && sideways !== 0) {
        pan((sideways / (plot.clientWidth || 1)) * (to - from));
      } else return;
      event.preventDefault();
    };
    // React's own listener is passive: it could not keep the browser from zooming the page.
    current?.addEventListener('wheel', onWheel, { passive: false });
    return () => current?.removeEventListener('wheel', onWheel);
  });
  useEffect(() => {
    if (!drag) return;
    const onMove = ({ clientX }: globalThis.PointerEvent): void =>
      setDrag({ ...drag, now: valueAt(drag.plot, clientX) });
    const onEnd = ({ type, clientX }: globalThis.PointerEvent): void => {
      const isClick = Math.abs(clientX - drag.startX) < CLICK_PIXELS;
      if (brush && type === 'pointerup' && !isClick) show(brush.from, brush.to);
      setDrag(null);
    };
    document.addEventListener('pointermove', onMove);
    document.addEventListener('pointerup', onEnd);
    document.addEventListener('pointercancel', onEnd);
    return () => {
      document.removeEventListener('pointermove', onMove);
      document.removeEventListener('pointerup', onEnd);
      document.removeEventListener('pointercancel', onEnd);
    };
  });

  return {
    from,
    to,
    isZoomed,
    brush,
    zoomIn: (around) => scale(0.5, around),
    zoomOut: (around) => scale(2, around),
    pan,
    reset: () => setRange(null),
    valueAt,
    root,
    onPointerDown: (event) => {
      const plot = plotOf(event.target);
      // A finger slides over the values instead.
      if (!plot || event.pointerType === 'touch' || event.button !== 0) return;
      const start = valueAt(plot, event.clientX);
      setDrag({ plot, startX: event.clientX, start, now: start });
    },
  };
}

const plotOf = (target: EventTarget | null): Element | null =>
  target instanceof Element ? target.closest('.ferkit-plot') : null;
