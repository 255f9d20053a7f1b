import { type Command, type CommandDescription, defineCommand } from '../Command';
import type { Flag } from '../Flag';
import { hintAt, UsageError } from '../failures';

/** Shells that `ferkit completion` writes a script for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Writes completion scripts for shells from the tables of the other commands and its own. */
export function defineCompletion(others: readonly CommandDescription[]): Command {
  const completion: Command = defineCommand({
    name: 'completion',
    summary: 'Write the completion of commands, options and paths for a shell',
    operands: `<${SHELLS.join(' | ')}>`,
    actions: SHELLS,
    details: [
      ['bash', 'eval "$(ferkit completion bash)" in ~/.bashrc'],
      ['zsh', 'source <(ferkit completion zsh) in ~/.zshrc, after compinit'],
      ['fish', 'ferkit completion fish > ~/.config/fish/completions/ferkit.fish'],
    ],
    flags: {},
    examples: [['completion bash', 'the script for bash']],
    run: ({ positionals, host }) => {
      const [name, ...surplus] = positionals;
      const shell = SHELLS.find((candidate) => candidate === name);
      if (shell === undefined || surplus.length > 0) {
        throw new UsageError(`completion takes one of ${SHELLS.join(', ')}.${hintAt(name, SHELLS)}`);
      }
      host.out.write(renderCompletion(shell, [...others, completion]));
      return Promise.resolve(0);
    },
  });
  return completion;
}

const PROGRAM = 'ferkit';

/** Writes the completion script of a shell from the tables of all commands. */
function renderCompletion(shell: (typeof SHELLS)[number], commands: readonly CommandDescription[]): string {
  return { bash: renderBash, zsh: renderZsh, fish: renderFish }[shell](commands);
}

/** The flags of a command by name, with those of every command. */
const listFlags = ({ flags }: CommandDescription): [name: string, flag: Flag][] => [
  ...Object.entries(flags),
  ['help', { type: 'boolean', about: 'this help' }],
];

/** Quotes text for zsh. */
const quoteZsh = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Quotes text for fish, in which a backslash escapes within quotes. */
const quoteFish = (text: string): string => `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;

// bash

/** Words of a list for `compgen -W`, one a line: names may have spaces. */
const bashWords = (words: readonly string[]): string =>
  `$'${words.join(String.raw`\n`).replaceAll("'", String.raw`\'`)}'`;

function renderBash(commands: readonly CommandDescription[]): string {
  const names = [...commands.map(({ name }) => name), 'help', '--help', '--version'];
  const values = commands.flatMap((command) =>
    listFlags(command)
      .filter(([, { type }]) => type === 'string')
      .map(([name, flag]) => `    ${command.name}:--${name}) ${bashValue(flag)}; return ;;`),
  );
  const operands = commands.map((command) => {
    const flags = bashWords(listFlags(command).map(([name]) => `--${name}`));
    const action =
      command.actions === undefined
        ? ''
        : `[[ $COMP_CWORD == 2 ]] && { _ferkit_words ${bashWords(command.actions)}; return; }; `;
    return `    ${command.name}) if [[ $cur == -* ]]; then _ferkit_words ${flags}; else ${action}${bashPaths(command.completes)}; fi ;;`;
  });
  return `# bash completion of ferkit. To use it: eval "$(${PROGRAM} completion bash)"
function _ferkit_words { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
function _ferkit_paths { compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen "$1" -- "$cur")); }
function _ferkit {
  local IFS=$'\\n' cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  COMPREPLY=()
  # bash takes the sign of --flag=value as a word of its own.
  if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [[ $COMP_CWORD == 1 ]]; then _ferkit_words ${bashWords(names)}; return; fi
  case "$command:$prev" in
${values.join('\n')}
  esac
  case "$command" in
    help) _ferkit_words ${bashWords(commands.map(({ name }) => name))} ;;
${operands.join('\n')}
  esac
}
complete -F _ferkit ${PROGRAM}
`;
}

function bashValue({ choices = [], completes }: Flag): string {
  if (choices.length > 0) return `_ferkit_words ${bashWords(choices)}`;
  return bashPaths(completes);
}

function bashPaths(completes: Flag['completes']): string {
  if (completes === undefined) return ':';
  return `_ferkit_paths ${completes === 'folder' ? '-d' : '-f'}`;
}

// zsh

/** Escapes text inside a specification of `_arguments`. */
const zshText = (text: string): string => text.replace(/[\\:[\]]/g, String.raw`\$&`);

function renderZsh(commands: readonly CommandDescription[]): string {
  const names = commands.map(({ name, summary }) => `    ${quoteZsh(`${name}:${zshText(summary)}`)}`);
  const cases = commands.map((command) => {
    const flags = listFlags(command).map(([name, flag]) => `          ${quoteZsh(zshFlag(name, flag))}`);
    const first =
      command.actions === undefined ? [] : [`          ${quoteZsh(`1:action:(${command.actions.join(' ')})`)}`];
    const rest =
      command.completes === undefined ? [] : [`          ${quoteZsh(`*:path:${zshPaths(command.completes)}`)}`];
    return `        ${command.name}) _arguments \\\n${[...flags, ...first, ...rest].join(' \\\n')} ;;`;
  });
  return `#compdef ${PROGRAM}
# zsh completion of ferkit. To use it: source <(${PROGRAM} completion zsh)
function _ferkit {
  local context state state_descr line
  typeset -A opt_args
  local -a commands=(
${names.join('\n')}
    'help:the help of a command'
  )
  _arguments -C '--help[this help]' '--version[the version]' '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe -t commands command commands ;;
    argument)
      case $words[1] in
        help) _values command ${commands.map(({ name }) => name).join(' ')} ;;
${cases.join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _ferkit ]]; then _ferkit "$@"; else compdef _ferkit ${PROGRAM}; fi
`;
}

function zshFlag(name: string, { type, multiple, about, value, choices = [], completes }: Flag): string {
  const many = multiple === true ? '*' : '';
  if (type === 'boolean') return `${many}--${name}[${zshText(about)}]`;
  const action =
    choices.length > 0 ? `(${choices.map(zshText).join(' ')})` : completes === undefined ? '' : zshPaths(completes);
  return `${many}--${name}=[${zshText(about)}]:${zshText(value ?? 'value').replace(/[<>]/g, '')}:${action}`;
}

const zshPaths = (completes: NonNullable<Flag['completes']>): string =>
  completes === 'folder' ? '_files -/' : '_files';

// fish

function renderFish(commands: readonly CommandDescription[]): string {
  const names = commands.map(
    ({ name, summary }) => `complete -c ${PROGRAM} -n __fish_use_subcommand -a ${name} -d ${quoteFish(summary)}`,
  );
  const rest = commands.flatMap((command) => {
    const when = `complete -c ${PROGRAM} -n ${quoteFish(`__fish_seen_subcommand_from ${command.name}`)}`;
    return [
      ...listFlags(command).map(([name, flag]) => `${when} -l ${name}${fishValue(flag)} -d ${quoteFish(flag.about)}`),
      ...(command.actions === undefined ? [] : [`${when} -a ${quoteFish(command.actions.join(' '))}`]),
      ...(command.completes === undefined ? [] : [`${when} ${fishPaths(command.completes)}`]),
    ];
  });
  return `# fish completion of ferkit. To use it: ${PROGRAM} completion fish | source
complete -c ${PROGRAM} -f
complete -c ${PROGRAM} -n __fish_use_subcommand -s h -l help -d 'this help'
complete -c ${PROGRAM} -n __fish_use_subcommand -s v -l version -d 'the version'
${[...names, ...rest].join('\n')}
`;
}

function fishValue({ type, choices = [], completes }: Flag): string {
  if (type === 'boolean') return '';
  if (choices.length > 0) return ` -x -a ${quoteFish(choices.join(' '))}`;
  return completes === undefined ? ' -x' : ` -r ${fishPaths(completes)}`;
}

const fishPaths = (completes: NonNullable<Flag['completes']>): string =>
  completes === 'folder' ? "-a '(__fish_complete_directories)'" : '-F';
