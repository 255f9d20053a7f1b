import { Timeline, type TimelineColumns } from '@ferkit/core/metrics';

const timelines = /* @__PURE__ */ new WeakMap<TimelineColumns, Timeline>();

/**
 * The timeline of columns, made and checked once for each object.
 * @throws TIMELINE_MALFORMED
 */
export function timelineOf(columns: TimelineColumns): Timeline {
  const known = timelines.get(columns);
  if (known !== undefined) return known;
  const timeline = Timeline.fromColumns(columns);
  timelines.set(columns, timeline);
  return timeline;
}
