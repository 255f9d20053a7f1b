import type { BackendChoice, BackendName } from '../index';
import { hintAt, UsageError } from './failures';
import { parseList } from './parseValue';

const BACKENDS = ['cuda', 'webgpu', 'tensorflow', 'wasm', 'cpu'] as const satisfies readonly BackendName[];

const isBackend = (name: string): name is BackendName => (BACKENDS as readonly string[]).includes(name);

/** The flag of commands that compute. */
export const backendFlag = {
  backend: {
    type: 'string',
    value: '<name>',
    option: 'backend',
    choices: ['auto', ...BACKENDS],
    default: 'auto',
    about: 'cuda, webgpu, tensorflow, wasm or cpu; a list tries them in order',
    read: parseBackend,
  },
} as const;

/** @throws UsageError */
function parseBackend(text: string, flag: string): BackendChoice {
  if (text === 'auto') return 'auto';
  const names = parseList(text);
  const unknown = names.length === 0 ? text : names.find((name) => !isBackend(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `--${flag} takes auto, ${BACKENDS.join(', ')}, or some of them with commas between, not "${unknown}".` +
        hintAt(unknown, BACKENDS),
    );
  }
  const known = names.filter(isBackend);
  return known.length === 1 ? known[0]! : known;
}
