import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { aliasesFor, root } from '../../../reliability/support/aliases';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Puts the sources together as the build does, with the program of a worker beside what starts it.
 * @returns what workersEntry.ts exports, and the folder of the bundle
 */
export async function bundleWorkers(): Promise<{ core: typeof import('./workersEntry'); folder: string }> {
  const folder = join(root, '.cache', 'workers', String(process.pid));
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: {
      core: join(here, 'workersEntry.ts'),
      trainWorker: join(root, 'packages/core/src/entries/trainWorker.ts'),
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    sourcemap: 'inline',
    packages: 'external',
    logLevel: 'error',
    alias: aliasesFor('node'),
  });
  const core = (await import(pathToFileURL(join(folder, 'core.js')).href)) as typeof import('./workersEntry');
  return { core, folder };
}
