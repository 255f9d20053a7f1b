import type { ReactElement, ReactNode } from 'react';
import { type MarkPlace, selectorOf } from './useMarks';

interface TipProps {
  /** The mark that the tip tells about. Both lie in the same `.ferkit-marks`. */
  readonly at: MarkPlace;
  readonly children: ReactNode;
}

/** Tells about the active mark of a chart, beside it. It is hidden from screen readers, which announce the mark itself. */
export function Tip({ at, children }: TipProps): ReactElement {
  return (
    <div className="ferkit-tip" aria-hidden="true" ref={(tip) => place(tip, at)}>
      {children}
    </div>
  );
}

const GAP = 8;

/** Moves a tip above its mark, or beside a mark that is taller than wide, within the chart and the window. */
function place(tip: HTMLElement | null, at: MarkPlace): void {
  const chart = tip?.closest('.ferkit-marks');
  const mark = chart?.querySelector(selectorOf(at))?.getBoundingClientRect();
  if (!tip || !chart || !mark) return;
  const frame = chart.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = tip;
  const isTall = mark.height > mark.width;
  const isRoomAfter = mark.right + GAP + width <= frame.right;
  const left = isTall
    ? isRoomAfter
      ? mark.right + GAP
      : mark.left - GAP - width
    : mark.left + (mark.width - width) / 2;
  const above = mark.top - GAP - height;
  const top = isTall ? mark.top + GAP : above < 0 ? mark.bottom + GAP : above;
  tip.style.left = `${Math.max(0, Math.min(left - frame.left, frame.width - width))}px`;
  tip.style.top = `${top - frame.top}px`;
}
