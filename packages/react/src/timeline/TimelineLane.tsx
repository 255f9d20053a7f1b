import type { TimelineColumns } from '@ferkit/core/metrics';
import { type ReactElement, useMemo } from 'react';
import type { SeriesStyle } from '../elements/Legend';
import { type Axis, placeOn, Plot } from '../elements/Plot';
import type { MarksState } from '../elements/useMarks';
import type { Zoom } from '../elements/useZoom';
import { numberFormats } from '../messages/numberFormats';
import type { TimelineMessages } from '../messages/timelineMessages';
import { lanePaths, type TimelineDisplay } from './lanePaths';
import type { Lane, LaneSpan } from './laneSpans';

/** Colours of labels. Further ones begin again, dashed. */
const COLORS = 8;
/** Column of the mark at which the tip stands: no span begins there. */
export const CURSOR = -Infinity;

/** A number that tells a span from the others of its lane, at each zoom: its start in milliseconds. */
export const columnOf = ({ start }: LaneSpan): number => Math.round(1000 * start);

/** The look of a label's series. */
export const styleOf = (label: number): SeriesStyle => ({
  'data-series': label % COLORS,
  'data-dashed': label >= COLORS ? '' : undefined,
});

interface TimelineLaneProps {
  readonly lane: Lane;
  readonly spans: readonly LaneSpan[];
  readonly row: number;
  readonly name: string;
  readonly heading: string;
  readonly x: Axis;
  readonly data: TimelineColumns;
  readonly step: number;
  readonly display: TimelineDisplay;
  /** Numbers of the labels that are hidden, with commas. */
  readonly hidden: string;
  /** The time that the tip tells about. */
  readonly cursor: number | undefined;
  readonly brush: Zoom['brush'];
  readonly describe: (span: LaneSpan) => string;
  /** Element that tells the keys. */
  readonly hint: string;
  readonly labelOf: (label: string | null) => string;
  readonly marks: MarksState;
  readonly messages: TimelineMessages;
}

/** One face over time. */
export function TimelineLane(props: TimelineLaneProps): ReactElement {
  const { lane, spans, row, name, heading, x, data, step, display, hidden, cursor, brush, messages } = props;
  const [from, to] = x.domain;
  const { share } = numberFormats(messages.locale);
  const paths = useMemo(
    () =>
      lanePaths(data, lane.rows, step, { from, to }, display, (label) => !hidden.split(',').includes(String(label))),
    [data, lane, step, from, to, display, hidden],
  );
  const edge = (time: number): number => Math.max(0, Math.min(placeOn(x, time), 100));
  return (
    <div className="ferkit-lane">
      <div className="ferkit-over">
        <strong>{name}</strong>
        <span>{heading}</span>
      </div>
      <Plot
        label={`${name}: ${heading}`}
        aria-describedby={props.hint}
        x={x}
        y={{ title: '', domain: [0, 1], ticks: [0, 0.5, 1], format: share }}
        overlay={
          cursor !== undefined && (
            <i className="ferkit-at" style={{ left: `${edge(cursor)}%` }} data-row={row} data-column={CURSOR} />
          )
        }
        marks={spans.map((span) => (
          <div
            key={columnOf(span)}
            {...props.marks.getMarkProps(row, columnOf(span))}
            className="ferkit-hit"
            role="img"
            aria-label={props.describe(span)}
            style={{ left: `${edge(span.start)}%`, right: `${100 - edge(span.end)}%` }}
          >
            <SpanLabel span={span} labels={data.labels} text={props.labelOf(span.label)} />
          </div>
        ))}
      >
        {paths.map((path, label) => (
          <g key={label} {...styleOf(label)}>
            {path !== '' && <path className={display === 'lines' ? 'ferkit-line' : 'ferkit-area'} d={path} />}
          </g>
        ))}
        {cursor !== undefined && <path className="ferkit-cursor" d={`M${edge(cursor)} 0V100`} />}
        {brush && (
          <path className="ferkit-brush" d={`M${edge(brush.from)} 0H${edge(brush.to)}V100H${edge(brush.from)}Z`} />
        )}
      </Plot>
    </div>
  );
}

interface SpanLabelProps {
  readonly span: LaneSpan;
  readonly labels: readonly string[];
  readonly text: string;
}

/** The colour of a span's label, paler where it is less sure, and its name where there is room for it. */
function SpanLabel({ span, labels, text }: SpanLabelProps): ReactElement {
  if (span.label === null) return <span className="ferkit-span" data-uncertain="" />;
  const sure = Math.round(25 + 75 * span.score);
  return (
    <span
      className="ferkit-span"
      {...styleOf(labels.indexOf(span.label))}
      data-fill=""
      style={{ '--_fill': `color-mix(in srgb, var(--_series) ${sure}%, var(--_surface))` } as object}
    >
      <span>{text}</span>
    </span>
  );
}
