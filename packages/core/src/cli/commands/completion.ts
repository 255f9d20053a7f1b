import { type Command, type CommandDescription, defineCommand } from '../Command';
import { renderCompletion, SHELLS } from '../completion';
import { hintAt, UsageError } from '../failures';

/** Writes completion scripts for shells from the tables of the other commands and its own. */
export function defineCompletion(others: readonly CommandDescription[]): Command {
  const completion: Command = defineCommand({
    name: 'completion',
    summary: 'Write the completion of commands, options and paths for a shell',
    operands: `<${SHELLS.join(' | ')}>`,
    actions: SHELLS,
    details: [
      'bash: eval "$(ferkit completion bash)" in ~/.bashrc',
      'zsh:  source <(ferkit completion zsh) in ~/.zshrc, after compinit',
      'fish: ferkit completion fish > ~/.config/fish/completions/ferkit.fish',
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
