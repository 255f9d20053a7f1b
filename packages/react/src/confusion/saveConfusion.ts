import type { ConfusionView } from './ConfusionView';
import type { Theme } from './palette';
import type { ConfusionMessages } from '../messages/confusionMessages';
import { confusionToCsv } from './confusionToCsv';
import { confusionToSvg } from './confusionToSvg';
import { svgToPng } from './svgToPng';

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

/** Downloads a file. */
function saveFile(name: string, content: string | Blob, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers start the download after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
