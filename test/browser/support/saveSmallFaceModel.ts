import { createModel, saveModel } from '@ferkit/core';

/** A model of faces with few shaders to compile, which is what takes long where the processor draws. */
export async function saveSmallFaceModel(): Promise<string> {
  const place = 'indexeddb:small-face-model';
  const model = await createModel({ options: { stem: 4, widths: [8] }, backend: 'cpu', seed: 1 });
  await saveModel(model, place);
  model.dispose();
  return place;
}
