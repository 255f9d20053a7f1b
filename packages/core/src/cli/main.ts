import { version } from '../../package.json';
import { isFerError } from '../index';
import type { Command, FlagTable } from './Command';
import type { Host } from './Host';
import { commands } from './commands';
import { Failure, Interrupted, UsageError } from './failures';
import { findNearest } from './parseValue';
import { renderCommandHelp, renderProgramHelp } from './renderHelp';

export { createProcessHost } from './createProcessHost';

/** Exit codes. */
const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/**
 * Runs the command line.
 * @param args - without the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[], host: Host): Promise<number> {
  try {
    return await run(args, host);
  } catch (error) {
    return explain(error, args[0], host);
  }
}

async function run([name, ...rest]: readonly string[], host: Host): Promise<number> {
  const { out, program } = host;
  const wantsHelp = (arg: string | undefined): boolean => arg === '--help' || arg === '-h';
  if (name === undefined) throw new UsageError('Which command?');
  if (name === '--version' || name === '-v') {
    out.print(version);
    return EXIT.done;
  }
  if (wantsHelp(name) || (name === 'help' && rest.length === 0)) {
    out.print(...renderProgramHelp(commands, program, out.style));
    return EXIT.done;
  }
  const command = findCommand(name === 'help' ? rest[0]! : name);
  if (name === 'help' || rest.some(wantsHelp)) {
    out.print(...renderCommandHelp(command, program, out.style));
    return EXIT.done;
  }
  return command.run(rest, host);
}

function findCommand(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = commands.map((candidate) => candidate.name);
  const nearest = findNearest(name, names);
  const hint = nearest === undefined ? `Commands: ${names.join(', ')}.` : `Did you mean ${nearest}?`;
  throw new UsageError(`Unknown ${name.startsWith('-') ? 'option' : 'command'} ${name}. ${hint}`);
}

function explain(
  error: unknown,
  name: string | undefined,
  { error: screen, environment, program, signal }: Host,
): number {
  if (error instanceof Interrupted || (signal.aborted && error === signal.reason)) return EXIT.interrupted;
  const command = commands.find((candidate) => candidate.name === name);
  const isUsage = error instanceof UsageError || isFerError(error, 'OPTION_INVALID');
  const isKnown = isUsage || error instanceof Failure || isFerError(error);
  const message =
    error instanceof Error ? (explainOption(error, command?.flags ?? {}) ?? error.message) : String(error);
  screen.print(`${screen.style.bold('ferkit:')} ${message}`);
  if ((environment.FERKIT_DEBUG ?? '') !== '') {
    screen.print(error instanceof Error ? (error.stack ?? '') : '');
  } else if (!isKnown) {
    screen.print('This is unexpected. FERKIT_DEBUG=1 shows the stack trace.');
  }
  if (!isUsage) return EXIT.failed;
  screen.print(`See ${program}${command === undefined ? '' : ` ${command.name}`} --help.`);
  return EXIT.usage;
}

/** The message of an invalid option, with the flag that sets it in place of the option; undefined if no flag sets it. */
function explainOption(error: Error, flags: FlagTable): string | undefined {
  if (!isFerError(error, 'OPTION_INVALID')) return undefined;
  const { option, expected, received, next } = error.details;
  const kebab = option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const flag = Object.keys(flags).find((name) => {
    const { option: target } = flags[name]!;
    return target === undefined ? name === kebab : target === option;
  });
  if (flag === undefined || expected === undefined) return undefined;
  const value = received === undefined ? '' : `, not ${received}`;
  // Flags are switched off by a word, options by false.
  return [`--${flag} takes ${expected.replace(/^false\b/, 'off')}${value}.`, next ?? []].flat().join(' ');
}
