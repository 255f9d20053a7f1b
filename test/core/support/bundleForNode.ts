import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { nodeAliases } from '../../../scripts/sourceAliases.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Within the repository, so that its packages are found from there. */
const programs = join(root, '.cache/programs');

/**
 * Makes programs for Node out of the sources: one starts in a third of the time that the sources take, and threads of Node
 * run nothing but JavaScript. What a source imports when it needs it stays in files of its own, and maps lead back to the
 * sources. All of it goes away with this process.
 *
 * @param entries - paths of sources, by the names of the programs
 * @returns the folder of the programs: `name.js`
 */
export async function bundleForNode(entries: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(programs, `${Object.keys(entries)[0]!}.${process.pid}`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build({
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    sourcemap: 'inline',
    packages: 'external',
    logLevel: 'error',
    alias: nodeAliases,
  });
  return folder;
}
