import { performance } from 'node:perf_hooks';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program with the terminal of this one, from the root of the repository or a folder. Gives its exit code. */
export function runProgram(command, args, environment = {}, folder = root) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: folder,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
      // On Windows npm is a batch file, which only a shell can start.
      shell: process.platform === 'win32' && command === 'npm',
    });
    // Ctrl-C reaches the whole group of processes: the child ends in its own way, and this one after it. A request to
    // terminate reaches this one alone and is handed on.
    const ignore = () => undefined;
    const terminate = () => child.kill('SIGTERM');
    process.on('SIGINT', ignore);
    process.on('SIGTERM', terminate);
    child.on('error', reject);
    child.on('exit', (code) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', terminate);
      resolve(code ?? 1);
    });
  });
}

/** Says what is done, does it, and ends this program with the same exit code where it fails. */
export async function runStep(title, command, args, environment) {
  const began = performance.now();
  console.log(`> ${title}`);
  const code = await runProgram(command, args, environment);
  if (code !== 0) {
    console.error(`> ${title} failed with exit code ${code}.`);
    process.exit(code);
  }
  console.log(`> ${title}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
