import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, inject, test } from 'vitest';
import { root, shareProject } from './support/createProject';
import { expectTypesFit } from './support/typedPrograms';

let project: string;
beforeAll(async () => {
  project = await shareProject(inject('application'));
});
afterAll(() => rm(project, { recursive: true }));

// matrix/typescript.nightly.test.ts tests other releases of TypeScript and other module resolutions.
test('the TypeScript of the repository accepts the published types, with strict and library checks', async () => {
  await expectTypesFit(project, join(root, 'node_modules/typescript'), 'bundler, ES modules');
});
