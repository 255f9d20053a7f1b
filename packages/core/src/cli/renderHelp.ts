import type { CommandDescription } from './Command';
import type { Flag, FlagTable } from './Flag';
import type { Style } from './render/Style';
import { formatTable } from './render/formatTable';

const EXIT_CODES =
  'Exit codes: 0 done, 1 failed, 2 the command line is wrong, 129 the terminal closed, 130 interrupted (Ctrl-C), 143 terminated.';

const indent = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));

/** The help of the whole program. */
export function renderProgramHelp(commands: readonly CommandDescription[], program: string, style: Style): string[] {
  return [
    'Facial expression recognition: read FER2013, train networks, evaluate them honestly, run them on images.',
    '',
    style.bold('Usage'),
    `  ${program} <command> [options]`,
    '',
    style.bold('Commands'),
    ...indent(
      formatTable(
        commands.map(({ name, summary }) => [name, summary]),
        'l',
      ),
    ),
    '',
    style.bold('Options'),
    '  -h, --help     this help; after a command, the help of that command',
    '  -v, --version  the version',
    '',
    style.bold('Examples'),
    ...indent(commands.flatMap(({ examples }) => examples.slice(0, 1)).map(([command]) => `${program} ${command}`)),
    '',
    EXIT_CODES,
  ];
}

/** The help of one command. */
export function renderCommandHelp(command: CommandDescription, program: string, style: Style): string[] {
  const { name, summary, operands, details = [], flags, examples } = command;
  return [
    `${summary}.`,
    ...(details.length === 0 ? [] : ['', ...details]),
    '',
    style.bold('Usage'),
    `  ${[program, name, '[options]', operands].filter((part) => part !== undefined).join(' ')}`,
    ...(Object.keys(flags).length === 0
      ? []
      : ['', style.bold('Options'), ...indent(formatTable(describeFlags(flags), 'l'))]),
    '',
    style.bold('Examples'),
    ...indent(examples.flatMap(([line, purpose]) => [style.dim(`# ${purpose}`), `${program} ${line}`])),
    '',
    EXIT_CODES,
  ];
}

function describeFlags(flags: FlagTable): [flag: string, about: string][] {
  return Object.entries(flags).map(([name, { short, value, about, default: fallback }]: [string, Flag]) => {
    const long = value === undefined ? `--${name}` : `--${name} ${value}`;
    const start = short === undefined ? '    ' : `-${short}, `;
    return [start + long, fallback === undefined ? about : `${about} (${fallback})`];
  });
}
