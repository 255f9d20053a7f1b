import type { Theme } from '../confusion/palette';
import type { ConfusionView } from '../confusion/ConfusionView';
import type { ConfusionMessages } from '../messages/confusionMessages';
import { confusionToCsv } from './confusionToCsv';
import { confusionToSvg } from './confusionToSvg';
import { saveFile } from './saveFile';
import { svgToPng } from './svgToPng';

const FILE = 'confusion-matrix';

/** Hands a confusion matrix to the visitor as a file. */
export async function saveConfusion(
  view: ConfusionView,
  format: string,
  theme: Theme,
  messages: ConfusionMessages,
): Promise<void> {
  if (format === 'CSV') {
    saveFile(`${FILE}.csv`, confusionToCsv(view), 'text/csv');
    return;
  }
  const svg = confusionToSvg(view, { theme, messages });
  if (format === 'SVG') saveFile(`${FILE}.svg`, svg, 'image/svg+xml');
  else saveFile(`${FILE}.png`, await svgToPng(svg), 'image/png');
}
