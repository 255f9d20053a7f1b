import type { CommandDescription } from './Command';
import type { Flag, FlagTable } from './Flag';
import type { Style } from './render/Style';
import { pad } from './render/formatTable';
import { widthOf } from './render/showText';

const EXIT_CODES =
  'Exit codes: 0 done, 1 failed, 2 the command line is wrong, 129 the terminal closed, 130 interrupted (Ctrl-C), 143 terminated.';

/** Least width in columns for a text beside its term. On a narrower screen the text stands below. */
const LEAST_BESIDE = 40;

/** Breaks a text at spaces into lines of at most a number of columns; a longer word has a line of its own. */
function wrap(text: string, columns: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (widthOf(`${line} ${word}`) <= columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Terms with their texts beside them, or below them where the screen is narrow. */
function listTerms(rows: readonly (readonly [term: string, about: string])[], columns: number): string[] {
  const width = Math.max(0, ...rows.map(([term]) => widthOf(term))) + 4;
  const isBeside = columns - width >= LEAST_BESIDE;
  const indent = isBeside ? width : 8;
  return rows.flatMap(([term, about]) => {
    const lines = wrap(about, columns - indent).map((line) => ' '.repeat(indent) + line);
    if (!isBeside) return [`  ${term}`, ...lines];
    return [pad(`  ${term}`, width) + lines[0]!.trimStart(), ...lines.slice(1)];
  });
}

/** Details of a command: lines are joined to paragraphs, which an empty line parts, and terms are a list. */
function renderDetails(details: NonNullable<CommandDescription['details']>, columns: number): string[] {
  const terms = details.filter((detail) => typeof detail !== 'string');
  const text = details.filter((detail) => typeof detail === 'string').join('\n');
  const blocks = text.split('\n\n').map((paragraph) => wrap(paragraph.replaceAll('\n', ' '), columns));
  return [listTerms(terms, columns), ...(text === '' ? [] : blocks)]
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

/** The help of the whole program, for a screen of a number of columns. */
export function renderProgramHelp(
  commands: readonly CommandDescription[],
  program: string,
  style: Style,
  columns: number,
): string[] {
  return [
    ...wrap(
      'Facial expression recognition: read FER2013, train networks, evaluate them honestly, run them on images.',
      columns,
    ),
    '',
    style.bold('Usage'),
    `  ${program} <command> [options]`,
    '',
    style.bold('Commands'),
    ...listTerms(
      commands.map(({ name, summary }) => [name, summary]),
      columns,
    ),
    '',
    style.bold('Options'),
    ...listTerms(
      [
        ['-h, --help', 'this help; after a command, the help of that command'],
        ['-v, --version', 'the version'],
      ],
      columns,
    ),
    '',
    style.bold('Examples'),
    ...commands.flatMap(({ examples }) => examples.slice(0, 1)).map(([command]) => `  ${program} ${command}`),
    '',
    ...wrap(EXIT_CODES, columns),
  ];
}

/** The help of one command, for a screen of a number of columns. Lines of commands are whole, to be copied. */
export function renderCommandHelp(
  command: CommandDescription,
  program: string,
  style: Style,
  columns: number,
): string[] {
  const { name, summary, operands, details = [], flags, examples } = command;
  return [
    ...wrap(`${summary}.`, columns),
    ...(details.length === 0 ? [] : ['', ...renderDetails(details, columns)]),
    '',
    style.bold('Usage'),
    `  ${[program, name, '[options]', operands].filter((part) => part !== undefined).join(' ')}`,
    ...(Object.keys(flags).length === 0
      ? []
      : ['', style.bold('Options'), ...listTerms(describeFlags(flags), columns)]),
    '',
    style.bold('Examples'),
    ...examples.flatMap(([line, purpose]) => [
      ...wrap(`# ${purpose}`, columns - 2).map((text) => `  ${style.dim(text)}`),
      `  ${program} ${line}`,
    ]),
    '',
    ...wrap(EXIT_CODES, columns),
  ];
}

function describeFlags(flags: FlagTable): [flag: string, about: string][] {
  return Object.entries(flags).map(([name, { short, value, about, default: fallback }]: [string, Flag]) => {
    const long = value === undefined ? `--${name}` : `--${name} ${value}`;
    const start = short === undefined ? '    ' : `-${short}, `;
    return [start + long, fallback === undefined ? about : `${about} (${fallback})`];
  });
}
