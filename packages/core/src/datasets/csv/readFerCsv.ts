import type { Abortable } from '../../abortable';
import type { DatasetColumns } from '../DatasetColumns';
import { malformed, quoteBytes } from '../malformed';
import type { OpenDatasetOptions } from '../OpenDatasetOptions';
import { createBreath } from '../sources/createBreath';
import type { DataStream } from '../sources/DataStream';
import { nameOf } from '../sources/nameOf';
import { FerCsvReader } from './FerCsvReader';
import { LineSplitter } from './LineSplitter';

/** Parsed at a stretch, so that a file that comes in one piece leaves others their turn, too. */
const PIECE = 1 << 20;

/** A pixel takes four bytes with its blank; more than this is no row of pixels any more, however padded. */
const longestLine = (pixels: number): number => 16 * pixels + 65_536;

/**
 * Reads a FER2013 CSV file: byte by byte into one array, never through strings. A file of any size, good or bad, takes
 * no more memory than its pixels and one line.
 *
 * @param givenLabels - label numbers from another file, one a row
 * @throws DATASET_MALFORMED
 */
export async function readFerCsv(
  stream: DataStream,
  options: OpenDatasetOptions & Abortable,
  givenLabels?: readonly number[],
): Promise<DatasetColumns> {
  refuseOtherFiles(stream);
  const { totalBytes } = stream;
  const shareRead = (): number => (totalBytes === undefined ? 0 : stream.bytesRead() / totalBytes);
  const reader = new FerCsvReader(stream.name, options, shareRead, givenLabels);
  const splitter = new LineSplitter(longestLine(options.width * options.height), reader);
  const breathe = createBreath(options);
  for await (const chunk of stream.chunks) {
    for (let from = 0; from < chunk.length; from += PIECE) {
      splitter.push(chunk.subarray(from, from + PIECE));
      await breathe();
    }
    const total = totalBytes === undefined ? {} : { totalBytes };
    options.onProgress({ bytes: stream.bytesRead(), ...total, rows: reader.rowCount });
  }
  splitter.finish();
  return reader.finish(nameOf(stream.name, options));
}

/** Tells by its first bytes what a file is that cannot be a CSV, and what to do with it. */
function refuseOtherFiles({ name, head }: DataStream): void {
  const expected = 'CSV text in UTF-8';
  const refuse = (received: string, next: string): Error =>
    malformed({ source: name, line: 1, expected, received, next });
  if (head[0] === 0x50 && head[1] === 0x4b && head[2]! < 8) throw refuse('a ZIP archive', 'Unpack it first.');
  if (String.fromCharCode(...head.subarray(257, 262)) === 'ustar') throw refuse('a tar archive', 'Unpack it first.');
  const marked = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const everySecondZero = head.length > 3 && (head[0] === 0 || head[1] === 0) && head[0] !== head[1];
  if (marked || everySecondZero) throw refuse('UTF-16', 'Save the file as UTF-8.');
  if (head.includes(0)) throw refuse(`binary data: ${quoteBytes(head)}`, 'Check that it is the right file.');
}
