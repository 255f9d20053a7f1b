import { performance } from 'node:perf_hooks';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program on the same terminal, from the repository root or a folder. @returns its exit code */
export function runProgram(command, args, environment = {}, folder = root) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: folder,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
      // On Windows npm is a batch file, which needs a shell.
      shell: process.platform === 'win32' && command === 'npm',
    });
    // Ctrl-C reaches the whole process group: the child ends by itself, and this process after it. SIGTERM reaches only this process and is
    // forwarded.
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

/** Prints a title, runs the program, and exits with its code if it fails. */
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
