import type { BackendChoice, BackendName } from '../index';
import { parseList } from './parseValue';

/** The flag of commands that compute. */
export const backendFlag = {
  backend: {
    type: 'string',
    value: '<name>',
    option: 'backend',
    choices: ['auto', 'cuda', 'webgpu', 'tensorflow', 'wasm', 'cpu'],
    default: 'auto',
    about: 'cuda, webgpu, tensorflow, wasm or cpu; a list tries them in order',
    read: parseBackend,
  },
} as const;

/** Parses the flag; the library refuses unknown names. */
function parseBackend(text: string): BackendChoice {
  if (text === 'auto') return 'auto';
  const names = parseList(text) as BackendName[];
  return names.length === 1 ? names[0]! : names;
}
