import type { TimelineColumns } from '@ferkit/core/metrics';
import { saveFile } from '../elements/saveFile';
import { svgToPng } from '../elements/svgToPng';
import { timelineOf } from './timelineOf';
import { timelineToSvg, type TimelineSvgOptions } from './timelineToSvg';

const FILE_NAME = 'expression-timeline';

/** Downloads a timeline: all of it as CSV or WebVTT, the part in view as SVG or PNG. Browser only. */
export async function saveTimeline(data: TimelineColumns, format: string, options: TimelineSvgOptions): Promise<void> {
  if (format === 'CSV') saveFile(`${FILE_NAME}.csv`, timelineOf(data).toCsv(), 'text/csv');
  else if (format === 'VTT') saveFile(`${FILE_NAME}.vtt`, timelineOf(data).toWebVtt(), 'text/vtt');
  else {
    const svg = timelineToSvg(data, options);
    if (format === 'SVG') saveFile(`${FILE_NAME}.svg`, svg, 'image/svg+xml');
    else saveFile(`${FILE_NAME}.png`, await svgToPng(svg), 'image/png');
  }
}
