import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sourceOf } from '../../../../scripts/sourceAliases.mjs';
import { bundleForNode } from '../../support/bundleForNode';

/** What workersEntry.ts exports, as the build puts it together: with the program of a worker beside what starts it. */
export async function bundleWorkers(): Promise<typeof import('./workersEntry')> {
  const folder = await bundleForNode({
    core: fileURLToPath(new URL('./workersEntry.ts', import.meta.url)),
    trainWorker: sourceOf('core/src/entries/trainWorker.ts'),
  });
  return import(pathToFileURL(join(folder, 'core.js')).href) as Promise<typeof import('./workersEntry')>;
}
