import { type Box, type Classification, type GrayImage, readGrayImage } from '../index';
import type { Host } from './Host';
import type { Outcome } from './classifyInputs';
import { formatPercent } from './render/formatNumber';
import { joinColumns } from './render/formatTable';
import { renderFace } from './render/renderFace';
import { renderLabelScores } from './render/renderReport';
import { resultLine } from './results/ResultsFile';

/** Columns that the scores beside a drawn face take. */
const SCORES_WIDTH = 44;

/**
 * Prints outcomes: as lines of JSON, as one line for each face, or, for a single image, with all scores.
 * @param top - number of labels to show
 * @returns the exit code
 */
export async function showOutcomes(
  batches: AsyncIterable<readonly Outcome[]>,
  flags: { readonly draw?: boolean; readonly json?: boolean },
  top: number | undefined,
  host: Host,
): Promise<number> {
  let code = 0;
  let isSingle: boolean | undefined;
  for await (const outcomes of batches) {
    // Only the last batch is smaller than the others, so a first batch of one image is the only one.
    isSingle ??= outcomes.length === 1;
    const isDrawn = flags.draw === true || (isSingle && host.out.isLive);
    for (const outcome of outcomes) {
      if ('error' in outcome) {
        code = 1;
        host.error.print(`${outcome.name}: ${outcome.error.message}`);
      }
      if (flags.json === true) host.out.print(resultLine(outcome, top));
      else if ('error' in outcome) continue;
      else if (outcome.faces.length === 0) host.out.print(`${outcome.name}  no face found`);
      else if (isDrawn || isSingle) await printFully(outcome, top, isDrawn, host);
      else host.out.print(...outcome.faces.map((face) => describeBriefly(outcome.name, face, top ?? 3)));
    }
  }
  return code;
}

const nameLabel = ({ label }: Classification): string => label ?? 'unsure';

function describeBriefly(file: string, face: Classification, top: number): string {
  const others = face.scores
    .slice(face.label === null ? 0 : 1, top)
    .map(({ label, score }) => `${label} ${formatPercent(score, 1)}`);
  const rest = others.length === 0 ? [] : [`(${others.join(', ')})`];
  return [file, nameLabel(face), formatPercent(face.score, 1), ...rest].join('  ');
}

async function printFully(
  { name, image: source, faces }: Extract<Outcome, { readonly faces: unknown }>,
  top: number | undefined,
  isDrawn: boolean,
  { out, signal }: Host,
): Promise<void> {
  const image = isDrawn ? await readGrayImage(source!, { signal }) : undefined;
  for (const face of faces) {
    const scores = [
      out.style.bold(`${name}: ${nameLabel(face)}`),
      '',
      ...renderLabelScores(face.scores.slice(0, top), out.style),
    ];
    if (image === undefined) out.print(...scores);
    else
      out.print(
        ...joinColumns(
          renderFace(cutBox(image, face.box), out.style, Math.min(48, out.columns - SCORES_WIDTH)),
          scores,
        ),
      );
  }
}

/** The part of an image in a box, which is clipped to the image. */
function cutBox({ pixels, width, height }: GrayImage, box: Box): GrayImage {
  const left = Math.min(Math.max(Math.round(box.x), 0), width - 1);
  const top = Math.min(Math.max(Math.round(box.y), 0), height - 1);
  const right = Math.min(Math.max(Math.round(box.x + box.width), left + 1), width);
  const bottom = Math.min(Math.max(Math.round(box.y + box.height), top + 1), height);
  const cut = new Uint8Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y++) {
    cut.set(pixels.subarray(y * width + left, y * width + right), (y - top) * (right - left));
  }
  return { pixels: cut, width: right - left, height: bottom - top };
}
