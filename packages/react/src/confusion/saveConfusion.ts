import { saveFile, type Theme } from '../elements/saveFile';
import { svgToPng } from '../elements/svgToPng';
import type { ConfusionView } from './ConfusionView';
import type { ConfusionMessages } from '../messages/confusionMessages';
import { confusionToCsv } from './confusionToCsv';
import { confusionToSvg } from './confusionToSvg';

const FILE_NAME = 'confusion-matrix';

/** Downloads a confusion matrix as a CSV, SVG or PNG file. Browser only. */
export async function saveConfusion(
  view: ConfusionView,
  format: string,
  theme: Theme,
  messages: ConfusionMessages,
): Promise<void> {
  if (format === 'CSV') {
    saveFile(`${FILE_NAME}.csv`, confusionToCsv(view), 'text/csv');
    return;
  }
  const svg = confusionToSvg(view, { theme, messages });
  if (format === 'SVG') saveFile(`${FILE_NAME}.svg`, svg, 'image/svg+xml');
  else saveFile(`${FILE_NAME}.png`, await svgToPng(svg), 'image/png');
}
