import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { root } from './createProject';
import { runFor } from './run';

/** Milliseconds of an installation on a busy machine. */
const INSTALL_LIMIT = 400_000;

/** Parts of a starter's package.json. */
interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Copies a starter of `examples/` to a folder of its own. */
async function copyStarter(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `ferkit-${name}-`));
  await cp(join(root, 'examples', name), folder, { recursive: true });
  return folder;
}

/** Copies a starter and installs what its package.json asks for, ferkit from the packed packages. */
export async function installStarter(name: string): Promise<string> {
  const folder = await copyStarter(name);
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const { core, react } = inject('tarballs');
  const packed: Readonly<Record<string, string>> = { '@ferkit/core': `file:${core}`, '@ferkit/react': `file:${react}` };
  const dependencies = Object.entries(manifest.dependencies).map(([key, range]) => [key, packed[key] ?? range]);
  const changed = { ...manifest, dependencies: Object.fromEntries(dependencies) as object };
  await writeFile(join(folder, 'package.json'), JSON.stringify(changed));
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel', 'error'];
  const { code, stderr } = await runFor(INSTALL_LIMIT, folder, 'npm', ...args);
  if (code !== 0) throw new Error(`${name} cannot be installed: ${stderr}`);
  return folder;
}

/** Copies a starter that needs only core and tfjs, and shares the packages of the project `plain`. */
export async function shareStarter(name: string): Promise<string> {
  const folder = await copyStarter(name);
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  const others = needed.filter((key) => !['@ferkit/core', '@tensorflow/tfjs'].includes(key));
  if (others.length > 0) throw new Error(`${name} also needs ${others.join(', ')}: use installStarter`);
  await symlink(join(inject('plain'), 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}
