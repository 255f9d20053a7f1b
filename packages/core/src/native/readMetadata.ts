import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObtainedLibrary } from './obtainLibrary';
import { ZipFile } from './ZipFile';

/** What the publisher of a TensorFlow says that it needs; undefined where nobody says. */
export async function readMetadata({ kind, path }: ObtainedLibrary['library']): Promise<string | undefined> {
  if (kind === 'folder') return metadataBeside(path);
  const zip = await ZipFile.open(path);
  try {
    const name = [...zip.entries.keys()].find((entry) => /^[^/]+\.dist-info\/METADATA$/.test(entry));
    return name === undefined ? undefined : (await zip.read(name)).toString('utf8');
  } finally {
    await zip.close();
  }
}

/** Beside the `tensorflow` of a Python environment lies what pip noted of it. */
async function metadataBeside(folder: string): Promise<string | undefined> {
  const packages = dirname(folder);
  const names = await readdir(packages).catch(() => []);
  const name = names.find((entry) => /^tensorflow(_cpu)?-[^-]+\.dist-info$/.test(entry));
  if (name === undefined) return undefined;
  return readFile(join(packages, name, 'METADATA'), 'utf8').catch(() => undefined);
}
