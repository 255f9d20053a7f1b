import { chartMessages, type ChartMessages } from './chartMessages';
import { joinMessages } from './commonMessages';

/** Texts of `<ExpressionTimeline>`. */
export interface TimelineMessages extends ChartMessages {
  readonly expressionTimeline: string;
  readonly timelineSummary: (values: { faces: string; length: string }) => string;
  readonly noTimeline: string;
  /** Column of faces, and the name of a face without a number. */
  readonly faceColumn: string;
  readonly timelineScore: string;
  readonly timeFrom: string;
  readonly timeTo: string;
  /** A time in which a face has one label. */
  readonly timelineSpan: (values: { face: string; label: string; score: string; from: string; to: string }) => string;
  /** The label that lasts longest in a time that has several. */
  readonly mostlyLabel: (label: string) => string;
  readonly timelineDisplay: string;
  readonly timelineLines: string;
  readonly timelineAreas: string;
  readonly timelineHint: string;
  /** Under a chart that is zoomed: the keys that move the view. */
  readonly panHint: string;
  /** The times in view. */
  readonly timesShown: (from: string, to: string) => string;
  /** Accessible name of the bar that moves the view. */
  readonly timeView: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly allTimes: string;
  /** Under a table that leaves out rows. */
  readonly rowsShown: (shown: string, total: string) => string;
}

const own: Omit<TimelineMessages, keyof ChartMessages> = {
  expressionTimeline: 'Expressions over time',
  timelineSummary: ({ faces, length }) => `Faces: ${faces}. Length: ${length}.`,
  noTimeline: 'Nothing recorded yet.',
  faceColumn: 'Face',
  timelineScore: 'Score',
  timeFrom: 'From',
  timeTo: 'To',
  timelineSpan: ({ face, label, score, from, to }) => `${face}: ${label} ${score}, ${from} to ${to}`,
  mostlyLabel: (label) => `mostly ${label}`,
  timelineDisplay: 'Show as',
  timelineLines: 'Lines',
  timelineAreas: 'Areas',
  timelineHint: 'Drag across a lane to zoom in, or press + and −.',
  panHint: 'The arrow keys, Home and End move the view; 0 shows all.',
  timesShown: (from, to) => `${from} to ${to}`,
  timeView: 'Part in view',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  allTimes: 'Show all',
  rowsShown: (shown, total) => `The first ${shown} of ${total} rows. The CSV file has all of them.`,
};

/** English {@link TimelineMessages}. */
export const timelineMessages: TimelineMessages = /* @__PURE__ */ joinMessages(chartMessages, own);
