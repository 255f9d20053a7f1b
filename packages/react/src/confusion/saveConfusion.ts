import type { ConfusionView } from './ConfusionView';
import type { Theme } from './palette';
import type { ConfusionMessages } from '../messages/confusionMessages';
import { confusionToCsv } from './confusionToCsv';
import { confusionToSvg } from './confusionToSvg';
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

/** Hands a file to the visitor as a download. Browser only. */
function saveFile(name: string, content: string | Blob, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers start the download after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
