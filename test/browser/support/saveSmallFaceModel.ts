import { createModel, saveModel } from '@ferkit/core';

/** Saves a small model: compiling many shaders is slow on SwiftShader. */
export async function saveSmallFaceModel(): Promise<string> {
  const place = 'indexeddb:small-face-model';
  const model = await createModel({ options: { stem: 4, widths: [8] }, backend: 'cpu', seed: 1 });
  await saveModel(model, place);
  model.dispose();
  return place;
}
