import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '../../core/support/bundleForNode';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A started process. */
export interface Child {
  readonly process: ChildProcess;
  /** Lines printed so far. */
  readonly lines: readonly string[];
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly error: string;
  }>;
  /** Resolves with the first matching line of standard output, or with undefined if the process ends without one. */
  untilPrinted(pattern: RegExp): Promise<string | undefined>;
}

/** Bundles a script of a folder. @returns the path of the program */
export async function buildProgram(name: string, folder = here): Promise<string> {
  return join(await bundleForNode({ [name]: join(folder, `${name}.ts`) }), `${name}.js`);
}

/** Starts a Node program. `limit` is a shell command that runs before it in the same process, such as `ulimit`. */
export function startChild(
  program: string,
  args: readonly string[],
  { nodeArguments = [], limit }: { readonly nodeArguments?: readonly string[]; readonly limit?: string } = {},
): Child {
  const call = [...nodeArguments, program, ...args];
  const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
  const child =
    limit === undefined
      ? spawn(process.execPath, call, options)
      : spawn('sh', ['-c', `${limit}; exec "$@"`, 'sh', process.execPath, ...call], options);
  const lines: string[] = [];
  let rest = '';
  let error = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop()!;
    lines.push(...parts);
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
  const ended: Child['ended'] = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, error }));
  });
  return {
    process: child,
    lines,
    ended,
    untilPrinted: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = lines.find((line) => pattern.test(line));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void ended.then(() => resolve(lines.find((line) => pattern.test(line))));
      }),
  };
}
