import type { TestProject } from 'vitest/node';
import { installConsumers, type Consumers } from '../../../scripts/installConsumers.mjs';

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  export interface ProvidedContext extends Consumers {}
}

/** Provides the packed packages and the projects that have installed them to all tests. */
export default async function provideConsumers(project: TestProject): Promise<void> {
  // Set if scripts/runChecks.mjs has already installed them.
  const installed = process.env.FERKIT_CONSUMERS;
  const { tarballs, plain, application } =
    installed === undefined ? await installConsumers() : (JSON.parse(installed) as Consumers);
  project.provide('tarballs', tarballs);
  project.provide('plain', plain);
  project.provide('application', application);
}
