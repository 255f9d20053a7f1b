import { type FerModel, loadModel, type LoadModelOptions, type ModelSource } from '@ferkit/core';
import { testBackend } from '../../core/support/testBackend';
import { checkScores } from './checkScores';

const pixels = Uint8Array.from({ length: 256 }, (_, pixel) => (pixel * 7) % 256);
const images = [pixels, new Uint8Array(256).fill(255)].map((gray) => ({ pixels: gray, width: 16, height: 16 }));

/** Scores two images and checks the scores. */
export async function useModel(model: FerModel): Promise<void> {
  for (const scores of await model.predict(images)) checkScores(scores, model.labels);
}

/** Loads a model, scores images with it, and disposes it. */
export async function loadAndUse(source: ModelSource, metadata: LoadModelOptions['metadata']): Promise<void> {
  const model = await loadModel(source, { backend: testBackend, ...(metadata === undefined ? {} : { metadata }) });
  try {
    await useModel(model);
  } finally {
    model.dispose();
  }
}
