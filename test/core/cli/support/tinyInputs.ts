import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePng } from '../../datasets/support/encodePng';
import { saveModel } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import { createTinyModel } from '../../support/tinyNet';

/** Saves a tiny model of 16 x 16 pixels into a folder. */
export async function saveTinyModel(folder: string, seed = 0): Promise<string> {
  const model = await createTinyModel({ seed, backend: 'cpu' });
  await saveModel(model, folder);
  model.dispose();
  return folder;
}

/** Writes images of noise that a tiny model takes, `0000.png` and so on; every `badEvery`-th is none. */
export async function writeTinyImages(folder: string, count: number, badEvery = Infinity): Promise<string> {
  const random = createRandom(1);
  await mkdir(folder, { recursive: true });
  for (let k = 0; k < count; k++) {
    const pixels = Uint8Array.from({ length: 256 }, () => Math.floor(random.next() * 256));
    const bytes = (k + 1) % badEvery === 0 ? 'no image' : encodePng({ pixels, width: 16, height: 16 });
    await writeFile(join(folder, `${String(k).padStart(4, '0')}.png`), bytes);
  }
  return folder;
}
