import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createProject } from './createProject';
import { packPackages, type Tarballs } from './packPackages';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The packages as they would be published. */
    tarballs: Tarballs;
    /** A project outside of the repository that has installed them and nothing else but their peer. */
    consumer: string;
  }
}

/** Packs both packages once and installs them as a user would, for all tests of the project. */
export default async function installConsumer(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ferkit-packages-'));
  const tarballs = await packPackages(folder);
  project.provide('tarballs', tarballs);
  project.provide('consumer', await createProject(join(folder, 'consumer'), { '@ferkit/core': tarballs.core }));
  return () => rm(folder, { recursive: true });
}
