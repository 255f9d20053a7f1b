import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

/** A range of epochs, both included. */
interface EpochRange {
  readonly from: number;
  readonly to: number;
}

/** Result of {@link useEpochZoom}: the epochs in view, and ways to change them. */
export interface EpochZoom extends EpochRange {
  readonly isZoomed: boolean;
  /** The range that the pointer drags; null for none. */
  readonly brush: EpochRange | null;
  readonly zoomIn: (around: number) => void;
  readonly zoomOut: (around: number) => void;
  readonly reset: () => void;
  /** The element around the charts, each of which is as wide as the epochs in view. */
  readonly root: RefObject<HTMLDivElement | null>;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
}

interface Drag {
  readonly plot: Element;
  readonly start: number;
  readonly now: number;
}

/** Fewest epochs from one end of the view to the other. */
const LEAST = 2;

/**
 * Zooms charts over epochs: a drag selects a range, the wheel with Ctrl (or Cmd) scales around the pointer.
 * @param end - the last epoch of the whole range, which begins at 1
 */
export function useEpochZoom(end: number): EpochZoom {
  const [range, setRange] = useState<EpochRange | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const root = useRef<HTMLDivElement>(null);
  // Of a shorter history, less is left of the range.
  const isZoomed = range !== null && range.from < end;
  const from = isZoomed ? range.from : 1;
  const to = isZoomed ? Math.min(range.to, end) : end;
  const brush = drag && { from: Math.min(drag.start, drag.now), to: Math.max(drag.start, drag.now) };

  const show = (low: number, high: number): void => {
    const next = { from: Math.max(1, Math.round(low)), to: Math.min(end, Math.round(high)) };
    if (next.to - next.from < LEAST) return;
    setRange(next.from === 1 && next.to === end ? null : next);
  };
  const scale = (factor: number, around: number): void =>
    show(around - (around - from) * factor, around + (to - around) * factor);
  const epochAt = (plot: Element, clientX: number): number => {
    const { left, width } = plot.getBoundingClientRect();
    return Math.max(from, Math.min(to, from + ((clientX - left) / (width || 1)) * (to - from)));
  };

  useEffect(() => {
    const { current } = root;
    const onWheel = (event: WheelEvent): void => {
      const plot = plotOf(event.target);
      if (!plot || (!event.ctrlKey && !event.metaKey)) return;
      event.preventDefault();
      scale(event.deltaY < 0 ? 0.8 : 1.25, epochAt(plot, event.clientX));
    };
    // React's own listener is passive: it could not keep the browser from zooming the page.
    current?.addEventListener('wheel', onWheel, { passive: false });
    return () => current?.removeEventListener('wheel', onWheel);
  });
  useEffect(() => {
    if (!drag) return;
    const onMove = ({ clientX }: globalThis.PointerEvent): void =>
      setDrag({ ...drag, now: epochAt(drag.plot, clientX) });
    const onEnd = ({ type }: globalThis.PointerEvent): void => {
      if (brush && type === 'pointerup') show(brush.from, brush.to);
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
    reset: () => setRange(null),
    root,
    onPointerDown: (event) => {
      const plot = plotOf(event.target);
      // A finger slides over the values instead.
      if (!plot || event.pointerType === 'touch' || event.button !== 0) return;
      const start = epochAt(plot, event.clientX);
      setDrag({ plot, start, now: start });
    },
  };
}

const plotOf = (target: EventTarget | null): Element | null =>
  target instanceof Element ? target.closest('.ferkit-plot') : null;
