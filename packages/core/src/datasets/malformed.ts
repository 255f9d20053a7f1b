import { FerError } from '../errors';

/** Place of a format error in a dataset file, with the expected and the received content. */
export interface FormatProblem {
  /** The file, for the message. */
  readonly source: string;
  /** From 1, the header included. */
  readonly line?: number;
  /** The field's name, or its number from 1. */
  readonly column?: string | number;
  /** The element of an array, from 0: `row 3`, `image 3`. */
  readonly element?: string;
  readonly expected: string;
  readonly received: string;
  readonly next?: string;
  readonly cause?: unknown;
}

/** Composes the error about a malformed dataset file. */
export function malformed(problem: FormatProblem): FerError<'DATASET_MALFORMED'> {
  const { cause, element, ...given } = problem;
  const details = element === undefined ? given : { ...given, column: element };
  const { source, line, column } = given;
  const places = [
    ...(element === undefined ? [] : [element]),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column ${typeof column === 'number' ? column : `"${column}"`}`]),
  ];
  const failed = `Cannot read ${places.length === 0 ? '' : `${places.join(', ')} of `}"${source}"`;
  return new FerError('DATASET_MALFORMED', { failed, ...details }, cause === undefined ? {} : { cause });
}

/** Longest quotation in a message, in characters. */
const LONGEST_QUOTE = 40;

/** Quotes a piece of a file for a message: shortened, with control characters escaped. */
export function quoteText(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}

/** Quotes bytes of a file, decoded as UTF-8. */
export function quoteBytes(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  // One character more than the limit, so that quoteText marks the text as shortened. A character takes at most four bytes.
  return quoteText(new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 4 * (LONGEST_QUOTE + 1)))));
}
