import { Timeline, type TimelineColumns } from '@ferkit/core/metrics';
import type { Theme } from '../elements/saveFile';
import { numberFormats } from '../messages/numberFormats';
import { writeTime } from '../messages/timeFormat';
import { timelineMessages, type TimelineMessages } from '../messages/timelineMessages';
import { lanePaths, type TimelineDisplay } from './lanePaths';
import { lanesOf, laneSpans } from './laneSpans';
import { labelColors, timelinePalettes } from './timelinePalette';
import { timeTicks } from './timeTicks';

/** Options of {@link timelineToSvg}. */
export interface TimelineSvgOptions {
  /** Colour theme. @default 'light' */
  readonly theme?: Theme;
  /** Form in which the scores are drawn. @default 'lines' */
  readonly display?: TimelineDisplay;
  /** Numbers of the labels whose scores are left out. @default none */
  readonly hidden?: readonly number[];
  /** First time in seconds. @default the start of the timeline */
  readonly from?: number;
  /** Last time in seconds. @default the end of the timeline */
  readonly to?: number;
  /** Title above the lanes. @default the message `expressionTimeline` */
  readonly title?: string;
  /** Texts to replace. @default English */
  readonly messages?: Partial<TimelineMessages>;
}

const WIDTH = 960;
const MARGIN = 24;
const LEFT = 72;
const SPAN = 16;
const PLOT = 72;
const LANE = 132;

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&quot;');

/**
 * Draws a timeline as a standalone SVG file in the colours of the component, with a lane for each face.
 *
 * @example
 * ```ts
 * await writeFile('timeline.svg', timelineToSvg(timeline.columns, { display: 'areas' }));
 * ```
 */
export function timelineToSvg(data: TimelineColumns, options: TimelineSvgOptions = {}): string {
  const messages = { ...timelineMessages, ...options.messages };
  const { theme = 'light', display = 'lines', hidden = [], title = messages.expressionTimeline } = options;
  const timeline = Timeline.fromColumns(data);
  const { from = timeline.start, to = timeline.end } = options;
  const { step } = timeline;
  const formats = numberFormats(messages.locale);
  const { surface, text, muted, line } = timelinePalettes[theme];
  const colorOf = (label: number): string => labelColors[theme][label % labelColors[theme].length]!;
  const range = { from, to: to > from ? to : from + step };
  const width = WIDTH - LEFT - MARGIN;
  const place = (time: number): number =>
    Math.round(
      (100 * width * (Math.max(range.from, Math.min(time, range.to)) - range.from)) / (range.to - range.from),
    ) / 100;
  const write = (x: number, y: number, content: string, more = ''): string =>
    `<text x="${x}" y="${y}"${more}>${escape(content)}</text>`;
  const { ticks, decimals } = timeTicks(range, 10);

  const lanes = lanesOf(timeline)
    .map((lane) => ({ lane, spans: laneSpans(lane.spans, range) }))
    .filter(({ spans }) => spans.length > 0);
  const legendTop = MARGIN + 24;
  const perRow = 7;
  const top = legendTop + 20 * Math.ceil(data.labels.length / perRow);
  const height = top + LANE * lanes.length + MARGIN + 8;
  const legend = data.labels.map((label, index) => {
    const x = LEFT + (index % perRow) * 124;
    const y = legendTop + 20 * Math.floor(index / perRow);
    return (
      `<rect x="${x}" y="${y}" width="10" height="10" rx="2" fill="${colorOf(index)}"/>` +
      write(x + 16, y + 9, messages.label(label), ` fill="${muted}"`)
    );
  });
  const drawn = lanes.map(({ lane, spans }, index) => {
    const name = lane.track === 0 ? messages.faceColumn : messages.face(formats.count(lane.track));
    const y = top + index * LANE + 20;
    const plot = y + 8 + SPAN + 4;
    const bars = spans.map((span) => {
      const fill = span.label === null ? muted : colorOf(data.labels.indexOf(span.label));
      const opacity = span.label === null ? 0.15 : 0.25 + 0.75 * span.score;
      const label = span.label === null ? messages.uncertain : messages.label(span.label);
      const told = `${label} ${formats.share(span.score)}`;
      return (
        `<rect x="${LEFT + place(span.start)}" y="${y + 8}" width="${round(place(span.end) - place(span.start))}" ` +
        `height="${SPAN}" fill="${fill}" fill-opacity="${opacity.toFixed(2)}"><title>${escape(told)}</title></rect>`
      );
    });
    const paths = lanePaths(data, lane.rows, step, range, display, (label) => !hidden.includes(label)).map(
      (path, label) => {
        if (path === '') return '';
        const dash = label >= labelColors[theme].length ? ' stroke-dasharray="5 4"' : '';
        const style =
          display === 'lines'
            ? `fill="none" stroke="${colorOf(label)}" stroke-width="1.5" stroke-linecap="round"${dash}`
            : `fill="${colorOf(label)}" fill-opacity="0.8" stroke="${surface}" stroke-width="0.5"`;
        return `<path d="${path}" ${style} vector-effect="non-scaling-stroke"/>`;
      },
    );
    const levels = [0, 0.5, 1].map((share) => {
      const at = plot + PLOT * (1 - share);
      return (
        `<path d="M${LEFT} ${at}h${width}" stroke="${line}"/>` +
        write(LEFT - 8, at + 4, formats.share(share), ` text-anchor="end" fill="${muted}"`)
      );
    });
    return [
      write(LEFT, y, name, ' font-weight="600"'),
      ...bars,
      ...levels,
      `<svg x="${LEFT}" y="${plot}" width="${width}" height="${PLOT}" viewBox="0 0 100 100" preserveAspectRatio="none">`,
      ...paths,
      '</svg>',
    ].join('\n');
  });
  const axis = ticks.map((tick) =>
    write(
      LEFT + place(tick),
      height - MARGIN,
      writeTime(tick, messages.locale, decimals),
      ` text-anchor="middle" fill="${muted}"`,
    ),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" ` +
      `role="img" font-family="system-ui, sans-serif" font-size="12" fill="${text}">`,
    `<title>${escape(title)}</title>`,
    `<rect width="100%" height="100%" fill="${surface}"/>`,
    write(LEFT, MARGIN + 8, title, ' font-size="15" font-weight="600"'),
    ...legend,
    ...drawn,
    ...axis,
    '</svg>',
  ].join('\n');
}

const round = (value: number): number => Math.round(100 * value) / 100;
