import { spawn } from 'node:child_process';
import { buildFerkit } from '../../cli/support/buildFerkit';

const program = await buildFerkit();

/** How the program ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/**
 * Runs `ferkit native` in a project of its own.
 *
 * @param onError - hears what is printed as it comes, with a way to interrupt the program
 */
export function runNative(
  project: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  onError: (text: string, interrupt: () => void) => void = () => undefined,
): Promise<Ended> {
  const { PIP_INDEX_URL: _, HTTPS_PROXY: __, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, 'native', ...args], {
      cwd: project,
      env: {
        ...inherited,
        XDG_CACHE_HOME: `${project}/cache`,
        FERKIT_DEBUG: '',
        NO_COLOR: '1',
        ...environment,
      },
    });
    let out = '';
    let error = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      error += text;
      onError(error, () => child.kill('SIGINT'));
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, error }));
  });
}
