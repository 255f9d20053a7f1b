import type { TimelineColumns } from '@ferkit/core/metrics';
import { type ReactElement, type RefObject, useImperativeHandle } from 'react';
import { Choice } from '../elements/Choice';
import { DataTable } from '../elements/DataTable';
import { Legend, type SeriesStyle, type SeriesToggles } from '../elements/Legend';
import { ResetZoom } from '../elements/ResetZoom';
import { SaveButtons } from '../elements/SaveButtons';
import type { Theme } from '../elements/saveFile';
import { Tip } from '../elements/Tip';
import type { MarkPlace } from '../elements/useMarks';
import type { AxisRange, Zoom } from '../elements/useZoom';
import { useZoomKeys, type WantedMark, type ZoomKeys } from '../elements/useZoomKeys';
import { numberFormats } from '../messages/numberFormats';
import type { TimelineMessages } from '../messages/timelineMessages';
import { firstFrom, type TimelineDisplay } from './lanePaths';
import type { Lane, LaneSpan } from './laneSpans';
import { ViewBar } from './ViewBar';

interface TimelineToolbarProps {
  readonly data: TimelineColumns;
  readonly display: TimelineDisplay;
  readonly onDisplay: (display: TimelineDisplay) => void;
  readonly hidden: readonly number[];
  readonly zoom: Zoom;
  readonly messages: TimelineMessages;
}

/** Controls that change and save a timeline. */
export function TimelineToolbar(props: TimelineToolbarProps): ReactElement {
  const { data, display, onDisplay, hidden, zoom, messages } = props;
  const save = async (format: string, theme: Theme): Promise<void> => {
    // Imported on demand: most visitors never save.
    const { saveTimeline } = await import('./saveTimeline');
    await saveTimeline(data, format, { theme, display, hidden, from: zoom.from, to: zoom.to, messages });
  };
  return (
    <>
      <Choice<TimelineDisplay>
        name={messages.timelineDisplay}
        choices={[
          ['lines', messages.timelineLines],
          ['areas', messages.timelineAreas],
        ]}
        value={display}
        onChoose={onDisplay}
      />
      <SaveButtons formats={['CSV', 'VTT', 'SVG', 'PNG']} onSave={save} messages={messages} />
    </>
  );
}

interface TimelineFootProps {
  /** Id of the element that tells the keys. */
  readonly hint: string;
  /** Filled in with the handler of the keys that zoom. */
  readonly zoomKeys: RefObject<ZoomKeys | null>;
  /** Moves the focus after the view has changed. */
  readonly onWanted: (wanted: WantedMark) => void;
  /** True for a timeline without faces. */
  readonly isEmpty: boolean;
  readonly whole: AxisRange;
  readonly zoom: Zoom;
  /** Of the faces that are shown, in the range in view. */
  readonly spans: readonly LaneSpan[];
  /** Number of faces that are not shown yet. */
  readonly left: number;
  readonly onMore: () => void;
  readonly tell: (seconds: number) => string;
  readonly nameOf: (track: number) => string;
  readonly nameLabel: (span: LaneSpan) => string;
  readonly messages: TimelineMessages;
}

/** Rows of the table. */
const ROWS = 200;

/** The foot under the lanes: controls that change the view, and the spans in view as a table. */
export function TimelineFoot(props: TimelineFootProps): ReactElement {
  const { hint, zoomKeys, onWanted, isEmpty, whole, zoom, spans, left, onMore, tell, nameOf, nameLabel, messages } =
    props;
  const { count, share } = numberFormats(messages.locale);
  const handleZoomKey = useZoomKeys(zoom, onWanted);
  useImperativeHandle(zoomKeys, () => handleZoomKey);
  const { from, to } = zoom;
  const text = messages.timesShown(tell(from), tell(to));
  const rows = spans.toSorted((one, other) => one.start - other.start);
  return (
    <>
      {!isEmpty && (
        <>
          <ViewBar whole={whole} zoom={zoom} label={messages.timeView} text={text} />
          <div className="ferkit-foot">
            <p id={hint}>
              <span role="status">{zoom.isZoomed ? text : messages.timelineHint}</span>{' '}
              {zoom.isZoomed && <span>{messages.panHint}</span>}
            </p>
            {left > 0 && (
              <button type="button" onClick={onMore}>
                {messages.showMore(count(left))}
              </button>
            )}
            <span className="ferkit-group">
              <button type="button" aria-label={messages.zoomOut} onClick={() => zoom.zoomOut((from + to) / 2)}>
                −
              </button>
              <button type="button" aria-label={messages.zoomIn} onClick={() => zoom.zoomIn((from + to) / 2)}>
                +
              </button>
              <ResetZoom zoom={zoom}>{messages.allTimes}</ResetZoom>
            </span>
          </div>
        </>
      )}
      <DataTable
        messages={messages}
        columns={[
          messages.timeFrom,
          messages.timeTo,
          messages.faceColumn,
          messages.labelColumn,
          messages.timelineScore,
        ]}
        rows={rows
          .slice(0, ROWS)
          .map((span) => [tell(span.start), tell(span.end), nameOf(span.track), nameLabel(span), share(span.score)])}
        note={rows.length > ROWS && messages.rowsShown(count(ROWS), count(rows.length))}
      />
    </>
  );
}

interface TimelineTipProps {
  /** The mark that the tip stands at. */
  readonly at: MarkPlace;
  /** The span there, in words. */
  readonly text: string;
  readonly lane: Lane;
  readonly data: TimelineColumns;
  /** Seconds. */
  readonly time: number;
  readonly toggles: SeriesToggles;
  readonly styles: readonly SeriesStyle[];
  readonly tell: (seconds: number) => string;
  readonly labelOf: (label: string) => string;
  readonly messages: TimelineMessages;
}

/** Scores of a tip. */
const SCORES = 8;

/** Tells about a face at a time: its span, and its scores, the highest first. */
export function TimelineTip(props: TimelineTipProps): ReactElement {
  const { at, text, lane, data, time, toggles, styles, tell, labelOf, messages } = props;
  const { rows } = lane;
  const { labels, times, frame, scores } = data;
  const { share } = numberFormats(messages.locale);
  const index = Math.max(0, firstFrom(rows.length, (one) => times[frame[rows[one]!]!]! > time) - 1);
  const first = rows[index]! * labels.length;
  const sorted = labels
    .map((label, series) => ({ label, series, score: scores[first + series]! }))
    .filter(({ series }) => toggles.isShown(series))
    .sort((one, other) => other.score - one.score)
    .slice(0, SCORES);
  return (
    <Tip at={at}>
      <strong>{tell(time)}</strong>
      <p>{text}</p>
      <Legend
        names={sorted.map(({ label, score }) => `${labelOf(label)} ${share(score)}`)}
        styles={sorted.map(({ series }) => styles[series]!)}
        mark="bar"
      />
    </Tip>
  );
}
