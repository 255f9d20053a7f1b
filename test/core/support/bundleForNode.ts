import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { nodeAliases } from '../../../scripts/sourceAliases.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** A folder within the repository, so that imports of packages resolve. */
const programs = join(root, '.cache/programs');

/**
 * Bundles TypeScript sources into programs for Node. Bundles start three times as fast, and Node's worker threads run
 * JavaScript only. Dynamic imports stay separate files; source maps are inlined. The folder is removed when this process exits.
 *
 * @param entries - source paths by program name
 * @returns the folder of the programs, each `<name>.js`
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
