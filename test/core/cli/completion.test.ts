import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '#core/cli/main';
import { SHELLS } from '#core/cli/commands/completion';
import { createTestHost } from './support/createTestHost';

let room: string;
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-completion-'));
  await mkdir(join(room, 'faces dir'));
  await writeFile(join(room, 'fer2013.csv'), '');
  for (const shell of SHELLS) {
    const host = createTestHost();
    expect(await main(['completion', shell], host)).toBe(0);
    await writeFile(join(room, `completion.${shell}`), host.written.out);
  }
});
afterAll(() => rm(room, { recursive: true }));

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'exit 0']);
    return true;
  } catch {
    return false;
  }
}

/** The words that a shell proposes for the last word of a command line. */
const complete: Readonly<Record<'bash' | 'fish', (words: readonly string[]) => Promise<string[]>>> = {
  bash: async (words) => {
    const script = `source ./completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ferkit; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return linesOf(await promisify(execFile)('bash', ['-c', script, 'bash', ...words], { cwd: room }));
  },
  fish: async (words) => {
    const script = 'source ./completion.fish; complete -C $argv[1]';
    const found = linesOf(await promisify(execFile)('fish', ['-c', script, words.join(' ')], { cwd: room }));
    return found.map((line) => line.split('\t')[0]!);
  },
};

const linesOf = ({ stdout }: { readonly stdout: string }): string[] =>
  stdout
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

describe.each(['bash', 'fish'] as const)('%s completes', (shell) => {
  test.for<readonly [words: readonly string[], expected: readonly string[]]>([
    [['ferkit', 'tra'], ['train']],
    [['ferkit', 'train', '--opt'], ['--optimizer']],
    [
      ['ferkit', 'train', '--optimizer', ''],
      ['sgd', 'adam', 'adamw'],
    ],
    [['ferkit', 'train', '--schedule', 'cos'], ['cosine']],
    [['ferkit', 'train', '--data', 'fer'], ['fer2013.csv']],
    [['ferkit', 'evaluate', '--split', 'v'], ['validation']],
    [
      ['ferkit', 'evaluate', '--views', ''],
      ['1', '2', '10'],
    ],
    [
      ['ferkit', 'native', ''],
      ['install', 'status', 'remove'],
    ],
    [['ferkit', 'model', 's'], ['show']],
    [['ferkit', 'predict', 'fer'], ['fer2013.csv']],
    [['ferkit', 'predict', '--format', 'nd'], ['ndjson']],
    [['ferkit', 'completion', 'z'], ['zsh']],
    [['ferkit', 'train', '--epochs', ''], []],
  ])('%j', async ([words, expected], { skip }) => {
    skip(!isInstalled(shell), `${shell} is not installed.`);
    expect((await complete[shell](words)).sort()).toEqual([...expected].sort());
  });

  test('folders, whose names may have spaces', async ({ skip }) => {
    skip(!isInstalled(shell), `${shell} is not installed.`);
    const found = await complete[shell](['ferkit', 'train', '--out', 'fac']);
    expect(found.map((name) => name.replace(/[\\/]/g, ''))).toEqual(['faces dir']);
  });
});

test('bash takes the equals sign of a flag as a word of its own', async () => {
  expect(await complete.bash(['ferkit', 'train', '--optimizer', '=', 'adam'])).toEqual(['adam', 'adamw']);
  expect(await complete.bash(['ferkit', 'train', '--optimizer', '='])).toEqual(['sgd', 'adam', 'adamw']);
});

describe('zsh', () => {
  // zsh completes in its editor only: a second shell, in a pseudo-terminal, is typed into.
  const SCRIPT = `
    zmodload zsh/zpty
    zpty shell "TERM=dumb PS1='> ' zsh -f -i"
    zpty -w shell "autoload -Uz compinit; compinit -u -D; source ./completion.zsh; print -r rea''dy"
    zpty -r shell out '*ready*'
    zpty -w -n shell "$1"$'\\t'
    for try in {1..100}; do
      zpty -r -t shell more && out+=$more
      [[ $out == *"$2"* ]] && break
      sleep 0.1
    done
    print -r -- "$out"`;

  test.for<readonly [typed: string, expected: string]>([
    ['ferkit evalu', 'ferkit evaluate '],
    ['ferkit train --optimizer adamw', 'ferkit train --optimizer adamw '],
    ['ferkit train --optimizer s', 'ferkit train --optimizer sgd '],
    ['ferkit train --data fer', 'ferkit train --data fer2013.csv '],
    ['ferkit native ins', 'ferkit native install '],
    ['ferkit model sh', 'ferkit model show '],
    ['ferkit predict fer', 'ferkit predict fer2013.csv '],
  ])('completes %j', { timeout: 60_000 }, async ([typed, expected], { skip }) => {
    skip(!isInstalled('zsh'), 'zsh is not installed.');
    const args = ['-f', '-c', SCRIPT, 'zsh', typed, expected];
    expect((await promisify(execFile)('zsh', args, { cwd: room })).stdout).toContain(expected);
  });
});

test.each([
  [[], 'completion takes one of bash, zsh, fish.'],
  [['bsh'], 'Did you mean bash?'],
  [['bash', 'zsh'], 'completion takes one of'],
])('%j is refused', async (args, message) => {
  const host = createTestHost();
  expect(await main(['completion', ...args], host)).toBe(2);
  expect(host.written.error).toContain(message);
});
