import type { TimelineColumns } from '@ferkit/core/metrics';
import { type KeyboardEvent, type PointerEvent, useId, useMemo, useRef, useState } from 'react';
import { deferView } from '../elements/deferView';
import { Figure, type ViewProps } from '../elements/Figure';
import { guardLazily } from '../elements/guardLazily';
import { Legend, type SeriesStyle, useSeriesToggles } from '../elements/Legend';
import { placeOf, selectorOf, useMarks } from '../elements/useMarks';
import { CLICK_PIXELS, useZoom } from '../elements/useZoom';
import type { ZoomKeys } from '../elements/useZoomKeys';
import { joinList } from '../messages/joinTexts';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { writeTime } from '../messages/timeFormat';
import { timelineMessages } from '../messages/timelineMessages';
import type { TimelineDisplay } from './lanePaths';
import { type LaneSpan, lanesOf, laneSpans } from './laneSpans';
import { columnOf, CURSOR, styleOf, TimelineLane } from './TimelineLane';
import { timelineOf } from './timelineOf';
import { timeTicks } from './timeTicks';

/** Props of {@link ExpressionTimeline}. */
export interface ExpressionTimelineProps extends ViewProps {
  /** The columns of a timeline: `timeline.columns`. Pass them again after it has grown. */
  readonly data: TimelineColumns;
  /** Form in which the scores are drawn. @default 'lines' */
  readonly display?: TimelineDisplay | undefined;
  /**
   * The `<video>` that the timeline is of: a line shows its time, and a click on a lane, or Enter on a span, moves it there.
   * @default none
   */
  readonly video?: HTMLVideoElement | HTMLAudioElement | null | undefined;
  /** Time of the line in seconds, for players other than a `<video>`. @default that of `video` */
  readonly time?: number | null | undefined;
  /** Called with the time in seconds that a visitor chooses. @default none */
  readonly onSeek?: ((time: number) => void) | undefined;
  /** Shows controls to change the display and to save the timeline. The other props are their initial values. @default false */
  readonly toolbar?: boolean | undefined;
}

/** Faces that are shown at first, those that are seen longest. */
const LANES = 8;
/** Labels of a lane's heading. */
const HEADING = 3;

// Not seen first. The first three load together, so that the tip is there when the pointer comes.
const TimelineToolbar = /* @__PURE__ */ deferView(async () => (await import('./timelineControls')).TimelineToolbar);
const TimelineFoot = /* @__PURE__ */ deferView(async () => (await import('./timelineControls')).TimelineFoot);
const TimelineTip = /* @__PURE__ */ deferView(async () => (await import('./timelineControls')).TimelineTip);
const Playhead = /* @__PURE__ */ deferView(async () => (await import('./Playhead')).Playhead);

/**
 * The expressions of faces over time: a lane for each face, with its scores as lines or stacked areas, and above them its label, the paler
 * the less sure. Lanes are drawn by as many elements for ten hours as for ten minutes.
 *
 * A drag, the wheel with Ctrl, and the keys + and − zoom, 0 shows all again; the wheel with Shift, PageUp, PageDown, Home and End, and the
 * bar below the lanes move the view. The arrow keys walk the labels, and the view with them; Enter moves the film to one.
 *
 * @example
 * ```tsx
 * const [video, setVideo] = useState<HTMLVideoElement | null>(null);
 * return (
 *   <>
 *     <video ref={setVideo} src={film} controls />
 *     <ExpressionTimeline data={timeline.columns} video={video} toolbar />
 *   </>
 * );
 * ```
 */
export const ExpressionTimeline = /* @__PURE__ */ guardLazily<ExpressionTimelineProps>(
  'ExpressionTimeline',
  'timeline',
  () => import('./timelineProps'),
  function ExpressionTimeline(
    { data, display: initial = 'lines', video, time, onSeek, toolbar, messages: overrides, ...attributes },
    ref,
  ) {
    const messages = useTexts(timelineMessages, overrides);
    const formats = numberFormats(messages.locale);
    const timeline = timelineOf(data);
    const lanes = useMemo(() => lanesOf(timeline), [timeline]);
    const { labels } = data;
    const { start, end, step } = timeline;
    const whole = { from: start, to: end > start ? end : start + step };
    const zoom = useZoom({ whole, least: 2 * step });
    const { from, to } = zoom;
    const [display, setDisplay] = useState(initial);
    const [most, setMost] = useState(LANES);
    const toggles = useSeriesToggles();
    const inView = useMemo(
      () =>
        lanes.map((lane) => ({ lane, spans: laneSpans(lane.spans, { from, to }) })).filter(({ spans }) => spans.length),
      [lanes, from, to],
    );
    const longest = inView.toSorted((one, other) => other.lane.seconds - one.lane.seconds).slice(0, most);
    const shown = inView.filter((one) => longest.includes(one));
    const marks = useMarks(shown.flatMap(({ spans }, row) => spans.map((span) => ({ row, column: columnOf(span) }))));
    const spanAt = (place: { row: number; column: number } | null): LaneSpan | undefined =>
      shown[place?.row ?? 0]?.spans.find((span) => columnOf(span) === place?.column);
    const active = spanAt(marks.active);
    const [pointed, setPointed] = useState<number | null>(null);
    const cursor =
      active && (pointed !== null && pointed >= active.start && pointed < active.end ? pointed : clampTo(active.start));
    const pressedAt = useRef(0);
    const hint = useId();

    function clampTo(value: number): number {
      return Math.max(from, Math.min(value, to));
    }
    const seek = (to: number): void => {
      if (video) video.currentTime = to;
      onSeek?.(to);
    };
    const focus = (row: number, at: number): void => {
      const spans = shown[row]?.spans ?? [];
      const span = spans.find((one) => one.end > at) ?? spans.at(-1);
      if (span) zoom.root.current?.querySelector<HTMLElement>(selectorOf({ row, column: columnOf(span) }))?.focus();
    };
    // The foot, which loads later, has the keys that zoom.
    const zoomKeys = useRef<ZoomKeys>(null);

    const onKeyDown = (event: KeyboardEvent): void => {
      const place = placeOf(event.target);
      const span = spanAt(place);
      if (!place || !span) return;
      const { spans } = shown[place.row]!;
      const at = clampTo(span.start);
      const isZoomKey = zoomKeys.current?.(event, {
        lane: span.track,
        at,
        before: span.start - step,
        after: span.end,
        isFirst: span === spans[0],
        isLast: span === spans.at(-1),
      });
      if (isZoomKey) {
        setPointed(null);
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const actions: Readonly<Record<string, (() => void) | undefined>> = {
        ArrowUp: () => focus(place.row - 1, at),
        ArrowDown: () => focus(place.row + 1, at),
        Enter: () => seek(at),
        ' ': () => seek(at),
      };
      const act = actions[event.key];
      if (!act) return;
      event.preventDefault();
      setPointed(null);
      act();
    };
    const follow = (event: PointerEvent<HTMLElement>): void => {
      const plot = (event.target as Element).closest('.ferkit-plot');
      if (plot) setPointed(zoom.valueAt(plot, event.clientX));
    };

    const { ticks, decimals } = timeTicks(zoom, 5);
    const precision = to - from < 60 ? 1 : decimals;
    const tell = (seconds: number): string => writeTime(seconds, messages.locale, precision);
    const styles = labels.map((_, label): SeriesStyle => styleOf(label));
    const nameOf = (track: number): string => (track === 0 ? messages.faceColumn : messages.face(formats.count(track)));
    const labelOf = (label: string | null): string =>
      label === null ? messages.uncertain.toLocaleLowerCase(messages.locale) : messages.label(label);
    const nameLabel = ({ label, isMixed }: LaneSpan): string =>
      isMixed ? messages.mostlyLabel(labelOf(label)) : labelOf(label);
    const describe = (span: LaneSpan): string =>
      messages.timelineSpan({
        face: nameOf(span.track),
        label: nameLabel(span),
        score: formats.share(span.score),
        from: tell(span.start),
        to: tell(span.end),
      });
    const hidden = labels.map((_, label) => label).filter((label) => !toggles.isShown(label));
    return (
      <Figure
        messages={messages}
        kind="timeline"
        name={messages.expressionTimeline}
        summary={
          timeline.rows === 0
            ? messages.noTimeline
            : messages.timelineSummary({
                faces: formats.count(lanes.length),
                length: writeTime(end - start, messages.locale),
              })
        }
        {...attributes}
        ref={ref}
      >
        {toolbar && (
          <div className="ferkit-tools">
            <TimelineToolbar
              data={data}
              display={display}
              onDisplay={setDisplay}
              hidden={hidden}
              zoom={zoom}
              messages={messages}
            />
          </div>
        )}
        <Legend names={labels.map(labelOf)} styles={styles} mark="bar" toggles={toggles} label={messages.seriesShown} />
        <div
          ref={zoom.root}
          onKeyDown={onKeyDown}
          onPointerOver={follow}
          onPointerMove={follow}
          onPointerDown={(event) => {
            pressedAt.current = event.clientX;
            zoom.onPointerDown(event);
          }}
        >
          <div
            {...marks.getRootProps()}
            className="ferkit-marks ferkit-lanes"
            data-seekable={video || onSeek ? '' : undefined}
            onClick={({ target, clientX }) => {
              const plot = (target as Element).closest('.ferkit-plot');
              if (plot && Math.abs(clientX - pressedAt.current) < CLICK_PIXELS) seek(zoom.valueAt(plot, clientX));
            }}
          >
            {shown.map(({ lane, spans }, row) => (
              <TimelineLane
                key={lane.track}
                lane={lane}
                spans={spans}
                row={row}
                name={nameOf(lane.track)}
                heading={joinList(
                  lane.shares.slice(0, HEADING).map(([label, share]) => `${labelOf(label)} ${formats.share(share)}`),
                  messages.locale,
                )}
                x={{
                  title: '',
                  domain: [from, to],
                  ticks: row === shown.length - 1 ? ticks : [],
                  format: (tick) => writeTime(tick, messages.locale, decimals),
                }}
                data={data}
                step={step}
                display={display}
                hidden={hidden.join()}
                cursor={active && marks.active?.row === row ? cursor : undefined}
                brush={zoom.brush}
                describe={describe}
                hint={hint}
                labelOf={labelOf}
                marks={marks}
                messages={messages}
              />
            ))}
            {(video ?? time ?? null) !== null && <Playhead video={video} time={time} zoom={zoom} />}
            {active && cursor !== undefined && (
              <TimelineTip
                at={{ row: marks.active!.row, column: CURSOR }}
                text={describe(active)}
                lane={shown[marks.active!.row]!.lane}
                data={data}
                time={cursor}
                toggles={toggles}
                styles={styles}
                tell={tell}
                labelOf={labelOf}
                messages={messages}
              />
            )}
          </div>
          <TimelineFoot
            hint={hint}
            zoomKeys={zoomKeys}
            onWanted={({ lane: track, at }) =>
              focus(
                Math.max(
                  0,
                  shown.findIndex(({ lane }) => lane.track === track),
                ),
                at,
              )
            }
            isEmpty={timeline.rows === 0}
            whole={whole}
            zoom={zoom}
            spans={shown.flatMap(({ spans }) => spans)}
            left={inView.length - shown.length}
            onMore={() => setMost(most + LANES)}
            tell={tell}
            nameOf={nameOf}
            nameLabel={nameLabel}
            messages={messages}
          />
        </div>
      </Figure>
    );
  },
);
