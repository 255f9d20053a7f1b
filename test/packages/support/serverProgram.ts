import encodeJpeg, { init } from '@jsquash/jpeg/encode.js';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { drawScene } from '../../../stories/fixtures/drawScene';
import { encodePng } from '../../core/datasets/support/encodePng';
import { root, writeFiles } from './createProject';

/**
 * Source text of `work(folder)`: classifies the pictures of {@link writePictures} in a folder and trains a little, on the backend that
 * `auto` chooses. Its result is plain data, {@link worked}.
 */
export const serverProgram = `
import { createClassifier, createModel, createSyntheticFaces, train } from '@ferkit/core';
import { readGrayImage } from '@ferkit/core/datasets';
import { readFileSync } from 'node:fs';

export async function work(folder) {
  const classifier = await createClassifier();
  const faces = [];
  for (const file of ['face.png', 'face.jpg']) {
    faces.push((await classifier.classify(new Uint8Array(readFileSync(folder + '/' + file)))).length);
  }
  const { width } = await readGrayImage(new Uint8Array(readFileSync(folder + '/picture.webp')));
  const model = await createModel({ options: { stem: 4, widths: [4, 8] } });
  const data = { train: createSyntheticFaces({ count: 32, seed: 1 }) };
  const { reason } = await train(model, data, { epochs: 1, batchSize: 16, workers: 'auto' });
  const { name, device } = classifier.backend;
  classifier.dispose();
  model.dispose();
  return { name, device, faces, width, reason };
}
`;

/** A program that prints the result of {@link serverProgram} for the pictures in the working folder. */
export const printingProgram = `${serverProgram}
work('.').then((result) => console.log(JSON.stringify(result)));
`;

/** The result of {@link serverProgram} where everything works. */
export const worked = {
  name: 'wasm',
  device: expect.stringMatching(/^WebAssembly, (relaxed )?SIMD/) as unknown,
  faces: [1, 1],
  width: expect.any(Number) as unknown,
  reason: 'completed',
};

/** Writes a drawn face as PNG and as JPEG, and a WebP file. */
export async function writePictures(folder: string): Promise<void> {
  const { pixels, width, height } = drawScene(480, 360, [{ x: 240, y: 180, size: 250, expression: 'happy', seed: 3 }]);
  const gray = Uint8Array.from({ length: width * height }, (_, at) => pixels[at * 4]!);
  const encoder = await readFile(join(root, 'node_modules/@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'));
  await init(await WebAssembly.compile(encoder));
  const data = Uint8ClampedArray.from(pixels);
  await writeFiles(folder, {
    'face.png': encodePng({ pixels: gray, width, height }),
    'face.jpg': new Uint8Array(await encodeJpeg({ data, width, height, colorSpace: 'srgb' })),
    'picture.webp': await readFile(join(root, 'test/fixtures/images/lossy.webp')),
  });
}
