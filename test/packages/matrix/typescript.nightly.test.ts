import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, inject, test } from 'vitest';
import { versionOf } from '../../../scripts/installConsumers.mjs';
import { createProject } from '../support/createProject';
import { expectTypesFit, resolutions, type Resolution } from '../support/typedPrograms';

/** Release lines of TypeScript that a user may have. */
const versions = ['5.6', '5.7', '5.8', '5.9', '6.0'] as const;

const settings = versions.flatMap((version) =>
  Object.keys(resolutions).map((name) => [version, name as Resolution] as const),
);

let project: string;

beforeAll(async () => {
  const compilers = versions.map((version) => [`typescript-${version}`, `npm:typescript@${version}`] as const);
  project = await createProject(await mkdtemp(join(tmpdir(), 'ferkit-types-')), {
    '@ferkit/core': inject('tarballs').core,
    '@ferkit/react': inject('tarballs').react,
    '@types/react': versionOf('@types/react'),
    react: versionOf('react'),
    'react-dom': versionOf('react-dom'),
    ...Object.fromEntries(compilers),
  });
}, 300_000);
afterAll(() => rm(project, { recursive: true, force: true }));

/** A compiler that checks the typings of tfjs takes seconds, and on a busy machine minutes. */
const PATIENCE = 600_000;

test.each(settings)(
  'TypeScript %s takes the published types, strict and with library checks (%s)',
  async (version, resolution) => {
    const compiler = join(project, `node_modules/typescript-${version}`);
    const foreign = await expectTypesFit(project, compiler, resolution);
    console.info(`TypeScript ${version}, ${resolution}: no error of ours, ${foreign} of the typings that tfjs brings`);
  },
  PATIENCE,
);
