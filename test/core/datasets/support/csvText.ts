import { createRandom } from '@ferkit/core/datasets';

/** The official names of the splits, by their numbers. */
export const USAGES = ['Training', 'PublicTest', 'PrivateTest'] as const;

/** One row of a made-up FER2013 file. */
export interface CsvSample {
  readonly emotion: number;
  readonly split: number;
  readonly pixels: readonly number[];
}

/** Rows with all labels, splits, and pixels of one, two and three digits. */
export function createRows(count: number, imageSize: number, seed = 1): CsvSample[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, k) => ({
    emotion: k % 7,
    split: k % 3,
    pixels: Array.from({ length: imageSize }, () => random.integer(10 ** (1 + random.integer(3))) % 256),
  }));
}

/** Writes rows as the official file has them. */
export function toOfficialCsv(rows: readonly CsvSample[]): string {
  const lines = rows.map(({ emotion, split, pixels }) => `${emotion},${pixels.join(' ')},${USAGES[split]!}`);
  return `${['emotion,pixels,Usage', ...lines].join('\n')}\n`;
}

/** The bytes of a text in UTF-8. */
export const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The bytes as a stream of chunks of the given size. */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.slice(at, at + size));
}
