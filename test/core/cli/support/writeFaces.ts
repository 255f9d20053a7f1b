import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodePng } from '../../datasets/support/encodePng';
import { createSyntheticFaces } from '@ferkit/core/datasets';

const USAGES = { train: 'Training', validation: 'PublicTest', test: 'PrivateTest' } as const;

/** Writes drawn faces as FER2013's CSV. */
export async function writeFacesCsv(path: string, count: number): Promise<string> {
  const faces = createSyntheticFaces({ count, seed: 7 });
  const rows = Array.from({ length: faces.size }, (_, k) =>
    [faces.labelIndices[k], faces.image(k).pixels.join(' '), USAGES[faces.splitOf(k)]].join(','),
  );
  await writeFile(path, `${['emotion,pixels,Usage', ...rows].join('\n')}\n`);
  return path;
}

/** Writes drawn faces as PNG files in folders: split/label/number.png. */
export async function writeFacesFolder(folder: string, count: number): Promise<string> {
  const faces = createSyntheticFaces({ count, seed: 7 });
  for (let k = 0; k < faces.size; k++) {
    const file = join(folder, faces.splitOf(k), faces.label(k), `${k}.png`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, encodePng(faces.image(k)));
  }
  return folder;
}
