import type { Abortable } from '../../abortable';
import { collectBytes } from '../../platform/collectBytes';
import type { ByteSource } from '../../platform/Platform';
import { malformed } from '../malformed';
import { openDataStream } from './DataStream';

/** More than this is no small text file, however well it was packed. */
const MOST_BYTES = 1 << 26;

/** A small text file. */
export interface TextFile {
  readonly name: string;
  /** Its lines without their ends; blank ones at the end of the file are left out. */
  readonly lines: readonly string[];
}

/**
 * Reads a small text file whole, gzip undone.
 * @throws SOURCE_UNREADABLE, DATASET_MALFORMED where it is not UTF-8 or too long
 */
export async function readText(source: ByteSource, options: Abortable): Promise<TextFile> {
  const stream = await openDataStream(source, options);
  const bytes = await collectBytes(stream, (loaded) => {
    if (loaded <= MOST_BYTES) return;
    throw malformed({ source: stream.name, expected: `at most ${MOST_BYTES} bytes of text`, received: 'more' });
  }).finally(() => stream.close());
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const next = 'Save the file as UTF-8.';
    throw malformed({ source: stream.name, expected: 'text in UTF-8', received: 'other bytes', next, cause: error });
  }
  return { name: stream.name, lines: text.trimEnd().split(/\r?\n/) };
}
