import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, inject, test } from 'vitest';
import { root, shareProject } from './support/createProject';
import { expectTypesFit, libraries, type Library } from './support/typedPrograms';

let project: string;
beforeAll(async () => {
  project = await shareProject(inject('application'));
});
afterAll(() => rm(project, { recursive: true }));

// matrix/typescript.nightly.test.ts tests other releases of TypeScript and other module resolutions.
test.each(Object.keys(libraries) as Library[])(
  'the TypeScript of the repository accepts the published types, strictly and with library checks, in programs that know %s',
  async (library) => {
    await expectTypesFit(project, join(root, 'node_modules/typescript'), 'bundler, ES modules', library);
  },
);
