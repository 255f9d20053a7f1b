import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { versionOf } from '../../../scripts/installConsumers.mjs';
import { runWell } from './run';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Creates a project and installs packages, each by version or tarball, and tfjs, the required peer of ferkit. */
export async function createProject(folder: string, packages: Readonly<Record<string, string>>): Promise<string> {
  const dependencies = {
    '@tensorflow/tfjs': versionOf('@tensorflow/tfjs'),
    ...Object.fromEntries(
      Object.entries(packages).map(([name, source]) => [name, source.endsWith('.tgz') ? `file:${source}` : source]),
    ),
  };
  await writeFiles(folder, {
    'package.json': JSON.stringify({ name: 'consumer', private: true, type: 'module', dependencies }),
  });
  await runWell(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel', 'error');
  return folder;
}

/** Creates a project that shares the packages of another one, which must stay unchanged. */
export async function shareProject(installed: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ferkit-project-'));
  await symlink(join(installed, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await writeFiles(folder, { 'package.json': JSON.stringify({ name: 'consumer', private: true, type: 'module' }) });
  return folder;
}

/** Writes files, given by their paths relative to a folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
