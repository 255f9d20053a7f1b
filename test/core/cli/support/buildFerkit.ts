import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceOf } from '../../../../scripts/sourceAliases.mjs';
import { bundleForNode } from '../../support/bundleForNode';

/** Makes the program `ferkit` out of the sources, with that of its workers beside it, and returns its path. */
export async function buildFerkit(): Promise<string> {
  const folder = await bundleForNode({
    ferkit: fileURLToPath(new URL('./runFromSource.ts', import.meta.url)),
    trainWorker: sourceOf('core/src/entries/trainWorker.ts'),
  });
  return join(folder, 'ferkit.js');
}
