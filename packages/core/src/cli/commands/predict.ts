import { createClassifier, readGrayImage, type Classification } from '../../index';
import { backendFlag, parseBackend } from '../backendFlag';
import { classifyFiles, type FileOutcome } from '../classifyFiles';
import { defineCommand } from '../Command';
import { cutBox } from '../cutBox';
import { findImages } from '../findImages';
import type { Host } from '../Host';
import { parseCount, parseNumber } from '../parseValue';
import { formatPercent } from '../render/formatNumber';
import { joinColumns } from '../render/joinColumns';
import { renderFace } from '../render/renderFace';
import { renderLabelScores } from '../render/renderLabelScores';
import { UsageError } from '../UsageError';

/** Columns that the scores beside a drawn face take. */
const SCORES_WIDTH = 44;

/** Names the expressions in image files. */
export const predict = defineCommand({
  name: 'predict',
  summary: 'Name the expressions of the faces in image files',
  operands: '<file|folder|pattern|url...>',
  details: [
    'Takes PNG, JPEG and WebP of any size and looks for the faces in them; an image of just the size of the network is',
    'taken as one face. A single dash reads names from standard input, one a line. A file that cannot be read is told on',
    'standard error, and the others are still classified; the exit code is then 1.',
  ],
  flags: {
    model: { type: 'string', value: '<folder>', about: 'a model that train wrote (the one that comes with ferkit)' },
    whole: { type: 'boolean', about: 'take each image as one face that fills it; look for none' },
    threshold: { type: 'string', value: '<score>', about: 'no label where the highest score is below, 0 to 1 (0)' },
    top: { type: 'string', value: '<n>', about: 'how many labels to show (all of one image, 3 of several)' },
    draw: { type: 'boolean', about: 'draw the faces too; those of a single image are always drawn on a terminal' },
    json: { type: 'boolean', about: 'one line of JSON for each file' },
    ...backendFlag,
  },
  examples: [
    ['predict photo.jpg', 'the bundled model on one image'],
    ["predict --model runs/my-model 'photos/*.jpg' --json", 'many images, for a program'],
    ['predict crops --whole --threshold 0.6', 'a folder of faces; no label where the model is unsure'],
  ],
  run: async ({ values, positionals, host }) => {
    if (positionals.length === 0) throw new UsageError('Which images? Name files, folders or patterns.');
    const threshold = values.threshold === undefined ? 0 : parseNumber('threshold', values.threshold);
    const top = values.top === undefined ? undefined : parseCount('top', values.top);
    const files = await findImages(await expandDash(positionals, host), host.signal);
    const classifier = await createClassifier({
      ...(values.model === undefined ? {} : { model: values.model }),
      faces: values.whole === true ? 'none' : 'auto',
      backend: parseBackend(values.backend),
      threshold,
      signal: host.signal,
    });
    try {
      const isDrawn = values.draw === true || (files.length === 1 && host.out.isLive);
      let code = 0;
      for await (const outcome of classifyFiles(classifier, files, host.signal)) {
        if ('error' in outcome) {
          code = 1;
          host.error.print(`${outcome.file}: ${outcome.error.message}`);
        }
        if (values.json === true) host.out.print(toJson(outcome, top));
        else if ('error' in outcome) continue;
        else if (outcome.faces.length === 0) host.out.print(`${outcome.file}  no face found`);
        else if (isDrawn || files.length === 1) await printFully(outcome, top, isDrawn, host);
        else host.out.print(...outcome.faces.map((face) => describeBriefly(outcome.file, face, top ?? 3)));
      }
      return code;
    } finally {
      classifier.dispose();
    }
  },
});

async function expandDash(operands: readonly string[], host: Host): Promise<string[]> {
  if (!operands.includes('-')) return [...operands];
  const names = (await host.readInput()).split(/\r?\n/).filter((name) => name !== '');
  return operands.flatMap((operand) => (operand === '-' ? names : [operand]));
}

function toJson(outcome: FileOutcome, top: number | undefined): string {
  const { file } = outcome;
  if ('faces' in outcome) {
    return JSON.stringify({
      file,
      faces: outcome.faces.map((face) => ({ ...face, scores: face.scores.slice(0, top) })),
    });
  }
  const { code, message } = outcome.error;
  return JSON.stringify({ file, error: { code, message } });
}

const nameLabel = ({ label }: Classification): string => label ?? 'unsure';

function describeBriefly(file: string, face: Classification, top: number): string {
  const others = face.scores
    .slice(face.label === null ? 0 : 1, top)
    .map(({ label, score }) => `${label} ${formatPercent(score, 1)}`);
  const rest = others.length === 0 ? [] : [`(${others.join(', ')})`];
  return [file, nameLabel(face), formatPercent(face.score, 1), ...rest].join('  ');
}

interface FacesOfFile {
  readonly file: string;
  readonly faces: readonly Classification[];
}

async function printFully(
  { file, faces }: FacesOfFile,
  top: number | undefined,
  isDrawn: boolean,
  { out, signal }: Host,
): Promise<void> {
  const image = isDrawn ? await readGrayImage(file, { signal }) : undefined;
  for (const face of faces) {
    const scores = [
      out.style.bold(`${file}: ${nameLabel(face)}`),
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
