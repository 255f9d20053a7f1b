import type { TimelineSpan } from './TimelineColumns';

/** Writes spans as subtitles, as `Timeline.toWebVtt` describes them. */
export function writeWebVtt(spans: readonly TimelineSpan[]): string {
  const cues = spans
    .filter(({ label }) => label !== null)
    .map(({ track, label, start, end, score }) => {
      const face = track === 0 ? '' : `Face ${track}: `;
      return `${stamp(start)} --> ${stamp(end)}\n${face}${escapeText(label!)} ${Math.round(100 * score)} %\n`;
    });
  return ['WEBVTT\n', ...cues].join('\n');
}

/** Seconds as "01:02:03.456". A film has no negative times. */
function stamp(seconds: number): string {
  const total = Math.max(0, Math.round(1000 * seconds));
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const milliseconds = String(total % 1000).padStart(3, '0');
  return `${two(total / 3_600_000)}:${two((total / 60_000) % 60)}:${two((total / 1000) % 60)}.${milliseconds}`;
}

/** A label is one line of text without markup. */
const escapeText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\r\n]+/g, ' ');
