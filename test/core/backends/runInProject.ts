import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '../support/bundleForNode';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const programs = await bundleForNode({
  printBackend: fileURLToPath(new URL('./fixtures/printBackend.ts', import.meta.url)),
});

/** Packages to lay into the `node_modules` of a project: files by their path, or the folder of a real package to link. */
export type Packages = Readonly<Record<string, Readonly<Record<string, string>> | { readonly link: string }>>;

/** A line that the fixture prints. */
export interface Outcome {
  readonly info?: {
    readonly name: string;
    readonly device: string;
    readonly accelerated: boolean;
    readonly refused: unknown;
  };
  readonly product?: number;
  readonly current?: string;
  readonly code?: string;
  readonly message?: string;
  readonly details?: {
    readonly refused?: readonly { readonly name: string; readonly reason: string; readonly install?: string }[];
  };
  readonly statuses?: readonly { readonly name: string; readonly available: boolean; readonly device?: string }[];
}

/** The folder of a package of this repository. */
export const installed = (name: string): string => join(root, 'node_modules', name);

/**
 * Runs ferkit in a process of its own, in a temporary project with the given packages.
 *
 * @returns what it printed, once the process has ended by itself with exit code 0
 */
export async function runInProject(
  packages: Packages,
  steps: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly Outcome[]> {
  const project = await mkdtemp(join(tmpdir(), 'ferkit-'));
  try {
    await writeFile(join(project, 'package.json'), '{ "name": "project", "private": true }');
    for (const [name, content] of Object.entries(packages)) await lay(join(project, 'node_modules', name), content);
    const output = await new Promise<string>((resolve, reject) => {
      execFile(
        process.execPath,
        [join(programs, 'printBackend.js'), ...steps],
        {
          cwd: project,
          env: { ...process.env, ...environment },
          timeout: 50_000,
        },
        (error, stdout, stderr) =>
          error === null ? resolve(stdout) : reject(new Error(`${error.message}\n${stderr}`)),
      );
    });
    return output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Outcome);
  } finally {
    await rm(project, { recursive: true });
  }
}

async function lay(folder: string, content: Packages[string]): Promise<void> {
  if (typeof content.link === 'string') {
    await mkdir(dirname(folder), { recursive: true });
    await symlink(content.link, folder, 'junction');
    return;
  }
  for (const [path, text] of Object.entries(content)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
