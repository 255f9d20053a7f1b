import { FerError } from '../errors';

/** Where and how a dataset file breaks its format. */
export interface Malformation {
  /** The file, for the message. */
  readonly source: string;
  /** From 1, the header included. */
  readonly line?: number;
  /** The field's name, or its number from 1. */
  readonly column?: string | number;
  readonly expected: string;
  readonly received: string;
  readonly next?: string;
  readonly cause?: unknown;
}

/** Composes the error about a dataset file that breaks its format. */
export function malformed(malformation: Malformation): FerError<'DATASET_MALFORMED'> {
  const { cause, ...details } = malformation;
  const { source, line, column } = details;
  const places = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column ${typeof column === 'number' ? column : `"${column}"`}`]),
  ];
  const failed = `Cannot read ${places.length === 0 ? '' : `${places.join(', ')} of `}"${source}"`;
  return new FerError('DATASET_MALFORMED', { failed, ...details }, cause === undefined ? {} : { cause });
}

/** The longest piece of a file that a message quotes. */
const LONGEST_QUOTE = 40;

/** Quotes a piece of a file for a message: shortened, with what does not print escaped. */
export function quoteText(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}

/** Quotes bytes of a file as the text that they are, or try to be. */
export function quoteBytes(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  // One more than fits, so that quoteText sees that there is more; a character takes at most four bytes.
  return quoteText(new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 4 * (LONGEST_QUOTE + 1)))));
}
