import { type Box, type Classification, type GrayImage, readGrayImage } from '../index';
import type { Host } from './Host';
import type { Outcome, OutcomeBatch } from './classifyInputs';
import { formatPercent } from './render/formatNumber';
import { joinColumns } from './render/formatTable';
import { renderFace } from './render/renderFace';
import { renderLabelScores } from './render/renderReport';
import { showName, showText } from './render/showText';
import type { OutcomeFormat } from './results/OutcomeFormat';

/** Columns that the scores beside a drawn face take. */
const SCORES_WIDTH = 44;
/** Narrowest face beside scores; below it, the scores stand under the face. */
const NARROWEST_FACE = 12;
const LARGEST_FACE = 48;

/** Images that were shown, and those among them that could not be read. */
export class OutcomeCounts {
  #images = 0;
  readonly #unreadable = new Map<string, number>();

  get images(): number {
    return this.#images;
  }

  /** Unreadable images by the ending of their names, e.g. GIF: 2. */
  get unreadable(): ReadonlyMap<string, number> {
    return this.#unreadable;
  }

  get failed(): number {
    return [...this.#unreadable.values()].reduce((sum, count) => sum + count, 0);
  }

  add(outcome: Outcome): void {
    this.#images++;
    if (!('error' in outcome)) return;
    const kind = /\.(\w{1,5})$/.exec(outcome.name)?.[1]?.toUpperCase() ?? 'other';
    this.#unreadable.set(kind, (this.#unreadable.get(kind) ?? 0) + 1);
  }
}

/** The line about an image that cannot be read. */
export const describeFailure = (name: string, error: Error): string => `${showName(name)}: ${showText(error.message)}`;

/** Writes outcomes for a program, and errors for people. */
export async function writeOutcomes(
  batches: AsyncIterable<OutcomeBatch>,
  format: OutcomeFormat,
  write: (text: string) => void | Promise<void>,
  { error: screen }: Host,
): Promise<OutcomeCounts> {
  const counts = new OutcomeCounts();
  await write(format.start);
  for await (const { outcomes } of batches) {
    for (const outcome of outcomes) {
      if ('error' in outcome) screen.print(describeFailure(outcome.name, outcome.error));
      await write(format.write(outcome, counts.images));
      counts.add(outcome);
    }
  }
  await write(format.end);
  return counts;
}

/** How {@link showOutcomes} shows faces. */
interface Showing {
  /** True draws the faces of several images too. */
  readonly isDrawn: boolean;
  /** False leaves out that whole images were taken as faces, as the call asks for. */
  readonly tellsWhole: boolean;
  /** Number of labels to show. */
  readonly top: number | undefined;
}

/** Prints outcomes for people: one line for each face, or, for a single image, all scores. Several faces of an image are numbered. */
export async function showOutcomes(
  batches: AsyncIterable<OutcomeBatch>,
  showing: Showing,
  host: Host,
): Promise<OutcomeCounts> {
  const { isDrawn } = showing;
  const counts = new OutcomeCounts();
  const { out, error: screen } = host;
  for await (const { outcomes, isSingle } of batches) {
    for (const outcome of outcomes) {
      counts.add(outcome);
      const name = showName(outcome.name);
      if ('error' in outcome) screen.print(describeFailure(outcome.name, outcome.error));
      else if (outcome.faces.length === 0) out.print(`${name}  no face found`);
      else if (isDrawn || isSingle) await printFully(outcome, { ...showing, isDrawn: isDrawn || out.isLive }, host);
      else
        out.print(
          ...outcome.faces.map((face, index) => describeBriefly(name, face, numberOf(index, outcome), showing)),
        );
    }
  }
  return counts;
}

const nameLabel = ({ label }: Classification): string => (label === null ? 'unsure' : showText(label));

type Classified = Extract<Outcome, { readonly faces: unknown }>;

/** The number of a face, from 1, where an image has several. */
const numberOf = (index: number, { faces }: Classified): string[] =>
  faces.length < 2 ? [] : [`face ${index + 1} of ${faces.length}`];

function describeBriefly(name: string, face: Classification, number: readonly string[], showing: Showing): string {
  const others = face.scores
    .slice(face.label === null ? 0 : 1, showing.top ?? 3)
    .map(({ label, score }) => `${showText(label)} ${formatPercent(score, 1)}`);
  const rest = others.length === 0 ? [] : [`(${others.join(', ')})`];
  const label = [nameLabel(face), formatPercent(face.score, 1), ...rest];
  return [name, ...number, ...label, ...describeFraming(face, showing)].join('  ');
}

/** The steps by which a face was made ready for the network, beyond cropping. */
function describeFraming({ whole, turned, upright, stretched }: Classification, { tellsWhole }: Showing): string[] {
  const steps = [
    ...(whole && tellsWhole ? ['whole image taken as one face'] : []),
    ...(turned === 0 ? [] : [`photo turned clockwise by ${turned}°`]),
    ...(upright ? ['tilted head framed upright'] : []),
    ...(stretched ? ['contrast stretched'] : []),
  ];
  return steps.length === 0 ? [] : [`[${steps.join(', ')}]`];
}

async function printFully(outcome: Classified, showing: Showing, { out, signal }: Host): Promise<void> {
  const { name, image: source, faces } = outcome;
  const image = showing.isDrawn ? await readGrayImage(source!, { signal }) : undefined;
  for (const [index, face] of faces.entries()) {
    const title = [showName(name), ...numberOf(index, outcome), nameLabel(face)].join(': ');
    const scores = [
      out.style.bold(title),
      ...describeFraming(face, showing),
      '',
      ...renderLabelScores(face.scores.slice(0, showing.top), out.style, out.columns),
    ];
    if (image === undefined) out.print(...scores);
    else out.print(...placeFace(cutBox(image, face.box), scores, out));
  }
}

/** A face beside its scores, or above them on a narrow terminal. */
function placeFace(face: GrayImage, scores: readonly string[], { style, columns }: Host['out']): string[] {
  const room = Math.min(LARGEST_FACE, columns - SCORES_WIDTH);
  if (room >= NARROWEST_FACE) return joinColumns(renderFace(face, style, room), scores);
  return [...renderFace(face, style, Math.min(LARGEST_FACE, columns)), ...scores];
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
