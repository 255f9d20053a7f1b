import { execFile } from 'node:child_process';

/** Output and exit code of a program. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment without variables of npm and vitest, which would affect programs in the test projects. */
export const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS|NODE_ENV|VITEST|FORCE_COLOR)/i.test(name)),
);

/** Runs a program; does not fail if its exit code is not 0. */
export const run = (folder: string, program: string, ...args: readonly string[]): Promise<Outcome> =>
  runFor(170_000, folder, program, ...args);

/** The same with a limit in milliseconds, after which the program is ended. */
export function runFor(timeout: number, folder: string, program: string, ...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      {
        cwd: folder,
        env: { ...environment, NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1' },
        maxBuffer: 2 ** 26,
        timeout,
        // On Windows npm is a batch file, which needs a shell.
        shell: process.platform === 'win32' && program === 'npm',
      },
      (error, stdout, stderr) => {
        const end = error?.killed === true ? `\n${program} was ended after ${timeout} ms` : '';
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr: stderr + end });
      },
    );
  });
}

/** Runs a program that has to succeed. @returns its standard output */
export async function runWell(folder: string, program: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(folder, program, ...args);
  if (code === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')} ended with exit code ${code}\n${stdout}\n${stderr}`);
}
