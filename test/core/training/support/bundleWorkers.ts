import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sourceOf } from '../../../../scripts/sourceAliases.mjs';
import { bundleForNode } from '../../support/bundleForNode';

/** Imports a bundle of workersEntry.ts. As in the packages, the worker's program lies beside the module that starts it. */
export async function bundleWorkers(): Promise<typeof import('./workersEntry')> {
  const folder = await bundleForNode({
    core: fileURLToPath(new URL('./workersEntry.ts', import.meta.url)),
    trainWorker: sourceOf('core/src/entries/trainWorker.ts'),
  });
  return import(pathToFileURL(join(folder, 'core.js')).href) as Promise<typeof import('./workersEntry')>;
}
