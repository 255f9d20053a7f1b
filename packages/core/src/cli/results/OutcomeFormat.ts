import { csvField } from '../../csvField';
import type { Outcome } from '../classifyInputs';
import { resultLine } from './ResultsFile';

/** A format of results for programs, written piece by piece. */
export interface OutcomeFormat {
  readonly start: string;
  /** @param index - from 0 */
  write(outcome: Outcome, index: number): string;
  readonly end: string;
}

/**
 * Creates a format: `ndjson` has a line of JSON for each image, `json` one list of the same, `csv` a row for each face.
 * @param labels - of the model; the columns of the CSV
 * @param top - number of labels of each face
 */
export function createOutcomeFormat(
  name: 'json' | 'ndjson' | 'csv',
  labels: readonly string[],
  top: number | undefined,
): OutcomeFormat {
  switch (name) {
    case 'ndjson':
      return { start: '', write: (outcome) => `${resultLine(outcome, top)}\n`, end: '' };
    case 'json':
      return {
        start: '[',
        write: (outcome, index) => `${index === 0 ? '' : ','}\n${resultLine(outcome, top)}`,
        end: '\n]\n',
      };
    case 'csv':
      return {
        start: toRow([...COLUMNS, 'error', ...labels]),
        write: (outcome) => csvRows(outcome, labels, top),
        end: '',
      };
  }
}

/** Columns of a face, before the error and the score of each label. */
const COLUMNS = [
  'file',
  'face',
  'label',
  'score',
  ...['x', 'y', 'width', 'height'],
  // 1 for true, as spreadsheets can sum it.
  ...['upright', 'turned', 'whole', 'stretched'],
] as const;

/** A row for each face, counted from 1; one without a face for an image that has none, and for one that cannot be read. */
function csvRows(outcome: Outcome, labels: readonly string[], top: number | undefined): string {
  const none = labels.map(() => '');
  const { name } = outcome;
  const noFace = COLUMNS.slice(1).map(() => '');
  if ('error' in outcome) return toRow([name, ...noFace, outcome.error.code, ...none]);
  if (outcome.faces.length === 0) return toRow([name, ...noFace, '', ...none]);
  return outcome.faces
    .map(({ label, score, scores, box, upright, turned, whole, stretched }, index) => {
      const shown = new Map(scores.slice(0, top).map((entry) => [entry.label, entry.score]));
      const { x, y, width, height } = box;
      return toRow([
        name,
        index + 1,
        label ?? '',
        score,
        x,
        y,
        width,
        height,
        Number(upright),
        turned,
        Number(whole),
        Number(stretched),
        '',
        ...labels.map((one) => shown.get(one) ?? ''),
      ]);
    })
    .join('');
}

/** A row with a line feed. */
const toRow = (cells: readonly (string | number)[]): string => `${cells.map(csvField).join(',')}\n`;
