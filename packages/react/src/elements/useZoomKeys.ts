import { type KeyboardEvent, useEffect, useState } from 'react';
import type { Zoom } from './useZoom';

/** The mark of a chart that has the focus. */
interface FocusedMark {
  /** Number of its lane, or of its chart. */
  readonly lane: number;
  /** Its place on the axis. */
  readonly at: number;
  /** The place before it, and the place after it. */
  readonly before: number;
  readonly after: number;
  /** True for the first and the last mark in view. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Handles a key on a mark: true if it knows the key. */
export type ZoomKeys = (event: KeyboardEvent, mark: FocusedMark) => boolean;

/** A place to move the focus to. */
export type WantedMark = Pick<FocusedMark, 'lane' | 'at'>;

/**
 * Keys that zoom a chart and move its view, the same in all charts: + and − zoom around the focused mark, 0 shows all; in a chart that is
 * zoomed, PageUp and PageDown move by a view, Home and End to the ends of the axis, and the arrow keys by half a view at its edges. The
 * focus goes with the view.
 * @param focus - moves the focus to the mark at a place, once the view has changed
 */
export function useZoomKeys(zoom: Zoom, focus: (wanted: WantedMark) => void): ZoomKeys {
  const [wanted, setWanted] = useState<WantedMark | null>(null);
  useEffect(() => {
    if (wanted !== null) focus(wanted);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each wish, after the view has changed
  }, [wanted]);

  return (event, { lane, at, before, after, isFirst, isLast }) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const length = zoom.to - zoom.from;
    const move = (by: number, to: number) => () => {
      zoom.pan(by);
      setWanted({ lane, at: to });
    };
    const scale = (act: (around: number) => void) => () => {
      act(at);
      setWanted({ lane, at });
    };
    const act = {
      '+': scale(zoom.zoomIn),
      '=': scale(zoom.zoomIn),
      '-': scale(zoom.zoomOut),
      '−': scale(zoom.zoomOut),
      '0': scale(zoom.reset),
      ...(zoom.isZoomed && {
        PageUp: move(-length, at - length),
        PageDown: move(length, at + length),
        Home: move(-Infinity, -Infinity),
        End: move(Infinity, Infinity),
        ArrowLeft: isFirst && move(-length / 2, before),
        ArrowRight: isLast && move(length / 2, after),
      }),
    }[event.key];
    if (!act) return false;
    event.preventDefault();
    act();
    return true;
  };
}
