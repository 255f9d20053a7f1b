import type { HTMLAttributes, ReactElement, ReactNode } from 'react';
import { placeOn, type Axis } from './axis';

interface PlotProps extends HTMLAttributes<HTMLDivElement> {
  /** The chart in words. */
  readonly label: string;
  readonly x: Axis;
  readonly y: Axis;
  /** SVG in a box of 100 x 100, y down. It is stretched to the size of the chart, its strokes are not. */
  readonly children: ReactNode;
  /** HTML over it, placed in percent. */
  readonly overlay?: ReactNode;
}

/** A chart with two axes. Its size is that of its box, so that it needs no measuring and is drawn on the server as well. */
export function Plot({ label, x, y, children, overlay, ...rest }: PlotProps): ReactElement {
  return (
    <div {...rest} className="ferkit-plot" role="img" aria-label={label}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        {y.ticks.map((tick) => (
          <path key={tick} className="ferkit-grid" d={`M0 ${100 - placeOn(y, tick)}H100`} />
        ))}
        {children}
      </svg>
      {y.ticks.map((tick) => (
        <span key={tick} className="ferkit-tick" data-axis="y" style={{ top: `${100 - placeOn(y, tick)}%` }}>
          {y.format(tick)}
        </span>
      ))}
      {x.ticks.map((tick) => (
        <span key={tick} className="ferkit-tick" data-axis="x" style={{ left: `${placeOn(x, tick)}%` }}>
          {x.format(tick)}
        </span>
      ))}
      <span className="ferkit-axis" data-axis="x">
        {x.title}
      </span>
      {overlay}
    </div>
  );
}
