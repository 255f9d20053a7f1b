import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** The folder of the test under way. */
export interface TemporaryFolder {
  path(...parts: string[]): string;
  /** Writes files, by their paths, into one of its folders. @returns the path of that */
  write(name: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string>;
}

/** Gives each test of a file a folder of its own, and removes it afterwards. */
export function useTemporaryFolder(): TemporaryFolder {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ferkit-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  return {
    path: (...parts) => join(folder, ...parts),
    async write(name, files) {
      for (const [path, content] of Object.entries(files)) {
        const file = join(folder, name, path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
      return join(folder, name);
    },
  };
}
