import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, inject, test } from 'vitest';
import { versionOf } from '../../../scripts/installConsumers.mjs';
import { createProject } from '../support/createProject';
import { expectTypesFit, resolutions, type Resolution } from '../support/typedPrograms';

/** Release lines of TypeScript that ferkit supports. */
const versions = ['5.6', '5.7', '5.8', '5.9', '6.0', '7.0'] as const;

/** Pages in each way to resolve modules; servers as Node resolves them. */
const settings = versions.flatMap((version) => [
  ...Object.keys(resolutions).map((name) => [version, name as Resolution, 'the DOM'] as const),
  [version, 'nodenext, ES modules', 'Node'] as const,
  [version, 'nodenext, ES modules', 'neither'] as const,
]);

let project: string;

beforeAll(async () => {
  const compilers = versions.map((version) => [`typescript-${version}`, `npm:typescript@${version}`] as const);
  project = await createProject(await mkdtemp(join(tmpdir(), 'ferkit-types-')), {
    '@ferkit/core': inject('tarballs').core,
    '@ferkit/react': inject('tarballs').react,
    '@types/node': versionOf('@types/node'),
    '@types/react': versionOf('@types/react'),
    react: versionOf('react'),
    'react-dom': versionOf('react-dom'),
    ...Object.fromEntries(compilers),
  });
}, 300_000);
afterAll(() => rm(project, { recursive: true, force: true }));

/** Checking the typings of tfjs takes seconds, on a busy machine minutes. */
const TIMEOUT = 600_000;

test.each(settings)(
  'TypeScript %s accepts the published types, strictly and with library checks (%s; knows %s)',
  async (version, resolution, library) => {
    const compiler = join(project, `node_modules/typescript-${version}`);
    const foreign = await expectTypesFit(project, compiler, resolution, library);
    const setting = `TypeScript ${version}, ${resolution}, knows ${library}`;
    console.info(`${setting}: no errors in ferkit's types, ${foreign.length} in those of tfjs and its dependencies`);
  },
  TIMEOUT,
);
