import { relative, resolve, sep } from 'node:path';
import { nameSample } from '../../imagePaths';
import type { Dataset, EvaluationReport, SamplePrediction } from '../../index';
import { encodePng } from '../../images/encodePng';
import { isUrl } from '../parseValue';
import { formatCount, formatPercent } from './formatNumber';
import { showText } from './showText';

/** The folders that the links of a contact sheet join. */
interface SheetPlaces {
  /** The folder of the page. */
  readonly folder: string;
  /** The folder of the pictures; undefined where the data are no local folder. */
  readonly pictures: string | undefined;
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 0 auto; padding: 1rem; max-width: 80rem; }
ol { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 0.75rem; padding: 0; list-style: none; }
li { border: 1px solid light-dark(#d4d4d8, #3f3f46); border-radius: 0.5rem; padding: 0.6rem; min-width: 0; }
img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: #000; border-radius: 0.25rem; }
p { margin: 0.4rem 0 0; overflow-wrap: anywhere; }
.file { font-size: 0.8rem; color: light-dark(#52525b, #a1a1aa); }
.doubt { color: light-dark(#9a3412, #fdba74); }
`;

/**
 * A page of the pictures that a model got wrong, the worst first, and of those whose label is likely wrong. It holds its pictures and
 * loads nothing; names of files are shown as text, whatever they contain.
 * @param dataset - the samples of the report
 */
export async function renderContactSheet(
  { mistakes = [], labelErrors = { count: 0, samples: [] }, confusion, samples, ...report }: EvaluationReport,
  dataset: Dataset,
  places: SheetPlaces,
): Promise<string> {
  const right = confusion.counts.reduce((sum, row, label) => sum + row[label]!, 0);
  const doubtful = new Set(labelErrors.samples.map(({ sample }) => sample));
  const figures = async (listed: readonly SamplePrediction[], isMarked: boolean): Promise<string> => {
    const each = listed.map((one) => figure(one, dataset, places, isMarked && doubtful.has(one.sample)));
    return `<ol>\n${(await Promise.all(each)).join('\n')}\n</ol>`;
  };
  const parts = [
    `<h1>Mistakes of ${escapeHtml(report.model.architecture.id)} on ${escapeHtml(report.dataset)}</h1>`,
    `<p>${formatCount(samples - right)} of ${formatCount(samples)} pictures are wrong. Pictures are shown as the network gets them.</p>`,
    '<h2>Likely label errors</h2>',
    `<p>${tellPart(labelErrors.samples.length, labelErrors.count)}. Found by confident learning: the model is surer of another label than it usually is of that one. This means something only for pictures that it was not trained on.</p>`,
    await figures(labelErrors.samples, false),
    '<h2>Mistakes, the most confident first</h2>',
    `<p>${tellPart(mistakes.length, samples - right)}.</p>`,
    await figures(mistakes, true),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Mistakes on ${escapeHtml(report.dataset)}</title>
<style>${STYLE}</style>
</head>
<body>
${parts.join('\n')}
</body>
</html>
`;
}

const tellPart = (shown: number, all: number): string =>
  all === 0
    ? 'None'
    : shown === all
      ? `All ${formatCount(all)}`
      : `The first ${formatCount(shown)} of ${formatCount(all)}`;

async function figure(
  prediction: SamplePrediction,
  dataset: Dataset,
  places: SheetPlaces,
  isDoubtful: boolean,
): Promise<string> {
  const { sample, label, predicted, confidence, labelScore } = prediction;
  const picture = Buffer.from(await encodePng(dataset.image(sample))).toString('base64');
  const name = escapeHtml(nameSample(prediction));
  const link = linkTo(prediction, places);
  const labelled = `labelled <strong><bdi>${escapeHtml(label)}</bdi></strong> ${formatPercent(labelScore, 1)}`;
  const seen = `predicted <strong><bdi>${escapeHtml(predicted)}</bdi></strong> ${formatPercent(confidence, 1)}`;
  return [
    `<li><img src="data:image/png;base64,${picture}" alt="">`,
    `<p>${labelled}</p><p>${seen}</p>`,
    ...(isDoubtful ? ['<p class="doubt">likely a label error</p>'] : []),
    `<p class="file"><bdi>${link === undefined ? name : `<a href="${link}">${name}</a>`}</bdi></p></li>`,
  ].join('');
}

/** The address of a picture's file from the page; undefined for samples that are no files of a folder. */
function linkTo({ source }: SamplePrediction, { folder, pictures }: SheetPlaces): string | undefined {
  if (source === undefined || pictures === undefined || isUrl(pictures)) return undefined;
  const path = relative(resolve(folder), resolve(pictures, source));
  // Each part is encoded, so that a name such as "#1?.png" or "javascript:" is part of the path. The buffer makes text well formed.
  const encoded = path.split(sep).map((part) => encodeURIComponent(Buffer.from(part).toString()));
  return escapeHtml(`./${encoded.join('/')}`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of the world as HTML; characters that mislead a reader, such as those that turn the direction, are spelt out. */
const escapeHtml = (text: string): string => showText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
