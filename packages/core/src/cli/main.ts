import { version } from '../../package.json';
import { isFerError } from '../index';
import type { Command } from './Command';
import type { Host } from './Host';
import { commands } from './commands';
import { explainError } from './explainError';
import { Failure, hintAt, Interrupted, UsageError } from './failures';
import { renderCommandHelp, renderProgramHelp } from './renderHelp';
import { showText } from './render/showText';

export { createProcessHost } from './createProcessHost';

/** Exit codes. */
const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** The exit code of a call that a program stopped otherwise than by a signal: that of Ctrl-C. */
const STOPPED = new Interrupted().exitCode;

/**
 * Runs the command line.
 * @param args - without the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[], host: Host): Promise<number> {
  try {
    return await run(args, host);
  } catch (error) {
    return explain(error, args, host);
  }
}

async function run([name, ...rest]: readonly string[], host: Host): Promise<number> {
  const { out, program } = host;
  // Arguments after two dashes are operands, whatever their names.
  const options = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  const wantsHelp = (arg: string | undefined): boolean => arg === '--help' || arg === '-h';
  if (name === undefined) throw new UsageError('Which command?');
  if (name === '--version' || name === '-v') {
    out.print(version);
    return EXIT.done;
  }
  if (wantsHelp(name) || (name === 'help' && rest.length === 0)) {
    out.print(...renderProgramHelp(commands, program, out.style, out.columns));
    return EXIT.done;
  }
  const command = findCommand(name === 'help' ? rest[0]! : name);
  if (name === 'help' || options.some(wantsHelp)) {
    out.print(...renderCommandHelp(command, program, out.style, out.columns));
    return EXIT.done;
  }
  return command.run(rest, host);
}

function findCommand(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = commands.map((candidate) => candidate.name);
  const isOption = name.startsWith('-');
  const known = isOption ? ['--help', '--version'] : [...names, 'help', '--version'];
  const hint = hintAt(name, known) || ` Commands: ${names.join(', ')}.`;
  throw new UsageError(`Unknown ${isOption ? 'option' : 'command'} ${name === '' ? '""' : name}.${hint}`);
}

function explain(
  error: unknown,
  args: readonly string[],
  { error: screen, environment, program, signal }: Host,
): number {
  if (error instanceof Interrupted) return error.exitCode;
  if (signal.aborted) {
    const { reason } = signal as { readonly reason: unknown };
    if (reason instanceof Interrupted) return reason.exitCode;
    if (error === reason) return STOPPED;
  }
  const command = commands.find((candidate) => candidate.name === args[0]);
  const isUsage = error instanceof UsageError || isFerError(error, 'OPTION_INVALID');
  const isKnown = isUsage || error instanceof Failure || isFerError(error);
  const message = error instanceof Error ? explainError(error, command?.flags ?? {}, args) : String(error);
  screen.print(`${screen.style.bold('ferkit:')} ${showText(message)}`);
  if ((environment.FERKIT_DEBUG ?? '') !== '') {
    screen.print(...(error instanceof Error ? (error.stack ?? '') : '').split('\n'));
  } else if (!isKnown) {
    screen.print('This is unexpected. FERKIT_DEBUG=1 shows the stack trace.');
  }
  if (!isUsage) return EXIT.failed;
  screen.print(`See ${program}${command === undefined ? '' : ` ${command.name}`} --help.`);
  return EXIT.usage;
}
