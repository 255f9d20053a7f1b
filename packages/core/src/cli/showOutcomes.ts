import { readGrayImage, type Classification } from '../index';
import type { Outcome } from './classifyInputs';
import { cutBox } from './cutBox';
import type { FlagValues } from './Flag';
import type { Host } from './Host';
import type { predictFlags } from './predictFlags';
import { formatPercent } from './render/formatNumber';
import { joinColumns } from './render/joinColumns';
import { renderFace } from './render/renderFace';
import { renderLabelScores } from './render/renderLabelScores';
import { resultLine } from './results/resultLine';

/** Columns that the scores beside a drawn face take. */
const SCORES_WIDTH = 44;

/**
 * Prints what came of images: as lines of JSON, in a line each, or, where there is one only, with all its scores.
 * @param top - how many labels to show
 * @returns the exit code
 */
export async function showOutcomes(
  batches: AsyncIterable<readonly Outcome[]>,
  flags: Pick<FlagValues<typeof predictFlags>, 'draw' | 'json'>,
  top: number | undefined,
  host: Host,
): Promise<number> {
  let code = 0;
  let isSingle: boolean | undefined;
  for await (const outcomes of batches) {
    // A batch of one that comes first is all there is.
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
