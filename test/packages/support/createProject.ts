import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from './packPackages';
import { runWell } from './run';

/** The version of a package that this repository works with. */
export function versionOf(name: string): string {
  const path = join(root, 'node_modules', name, 'package.json');
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return version;
}

/** Makes a project and installs packages into it, by name and version or tarball; tfjs, which ferkit asks for, always. */
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

/** Writes files by their paths under a folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
