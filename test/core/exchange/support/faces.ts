import { readFile, writeFile } from 'node:fs/promises';
import { createSyntheticFaces, type ModelImage } from '@ferkit/core/datasets';

const dataset = createSyntheticFaces({ count: 200, seed: 11 });

/** Two hundred drawn faces of 48 x 48 pixels. */
export const faces: readonly ModelImage[] = Array.from({ length: 200 }, (_, at) => dataset.image(at));

/** The pixels of all of them, one after the other. */
export const pixels: Uint8Array = Uint8Array.from(faces.flatMap((face) => [...face.pixels]));

/** Writes them where `keras_reference.py` looks. */
export const writePixels = (folder: string): Promise<void> => writeFile(`${folder}/pixels.u8`, pixels);

/** The scores that Keras wrote for a file. */
export async function readScores(path: string): Promise<Float32Array> {
  const bytes = await readFile(`${path}.f32`);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** The largest difference of two tables of scores. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} scores beside ${b.length}`);
  return a.reduce((largest, score, at) => Math.max(largest, Math.abs(score - b[at]!)), 0);
}

/** How far apart the scores of one label are, at most: where all images score alike, nothing is compared. */
export function spread(scores: Float32Array, labels: number): number {
  const columns = Array.from({ length: labels }, (_, label) => scores.filter((_, at) => at % labels === label));
  return Math.max(...columns.map((column) => Math.max(...column) - Math.min(...column)));
}
