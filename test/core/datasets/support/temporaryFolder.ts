import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** Gives each test of a file a folder of its own, and removes it afterwards. */
export function useTemporaryFolder(): { path: (...parts: string[]) => string } {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ferkit-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  return { path: (...parts) => join(folder, ...parts) };
}
