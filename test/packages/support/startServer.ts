import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { environment } from './run';

/** A running server of a project. */
export interface RunningServer {
  readonly origin: string;
  readonly stop: () => void;
}

/**
 * Starts a project's server on a free port of 127.0.0.1.
 * @param ready - matches its output once it serves
 */
export async function startServer(
  project: string,
  command: readonly [string, ...string[]],
  ready: RegExp,
): Promise<RunningServer> {
  const [program, ...args] = command;
  const server = spawn('npx', [program, ...args], {
    cwd: project,
    detached: true,
    env: { ...environment, NEXT_TELEMETRY_DISABLED: '1' },
  });
  const origin = await new Promise<string>((resolve, reject) => {
    let printed = '';
    const onData = (data: Buffer): void => {
      printed += stripVTControlCharacters(data.toString());
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
      if (address !== undefined && ready.test(printed)) resolve(address);
    };
    server.stdout.on('data', onData);
    server.stderr.on('data', onData);
    server.on('exit', () => reject(new Error(`${program} ended: ${printed}`)));
  });
  // Kills the process group: npx starts children that outlive it.
  return { origin, stop: () => void process.kill(-server.pid!) };
}
