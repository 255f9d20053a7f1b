import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { nativeFailure } from './nativeFailure';

/** A C++ compiler that starts. */
export interface Compiler {
  readonly command: string;
  /** The first line of what it says of itself. */
  readonly version: string;
}

/**
 * Finds a C++ compiler: the one that CXX names, or else g++, c++ or clang++.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export async function findCompiler(environment: NodeJS.ProcessEnv): Promise<Compiler> {
  const named = (environment.CXX ?? '') === '' ? undefined : environment.CXX!;
  const commands = named === undefined ? ['g++', 'c++', 'clang++'] : [named];
  for (const command of commands) {
    try {
      const { stdout } = await promisify(execFile)(command, ['--version'], { env: environment });
      return { command, version: stdout.split('\n', 1)[0]!.trim() };
    } catch {
      continue;
    }
  }
  throw nativeFailure('compiler', {
    failed: 'There is no C++ compiler, with which the addon would be built',
    expected: named === undefined ? commands.join(', ') : `CXX=${named}`,
    received: 'none that starts',
    next: 'Run: apt-get install g++ (Debian, Ubuntu), dnf install gcc-c++ (Fedora, RHEL), or name one in CXX.',
  });
}
