import type { BackendChoice, BackendName } from '../index';
import { parseList } from './parseValue';

/** The flag of commands that compute. */
export const backendFlag = {
  backend: {
    type: 'string',
    value: '<name>',
    about: 'cuda, webgpu, tensorflow, wasm or cpu; a list tries them in order (auto)',
  },
} as const;

/** Parses the flag; the library refuses unknown names. */
export function parseBackend(text: string | undefined): BackendChoice {
  if (text === undefined || text === 'auto') return 'auto';
  const names = parseList(text) as BackendName[];
  return names.length === 1 ? names[0]! : names;
}
