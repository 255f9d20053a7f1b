import { createHash } from 'node:crypto';
import { type BackendChoice, type BackendName, type FerModel, loadModel } from '../index';
import { parseList } from './parseValue';

/** Loads the model in a folder; without one, the model that comes with the package. */
export async function openModel(
  folder: string | undefined,
  backend: BackendChoice,
  signal: AbortSignal,
): Promise<FerModel> {
  if (folder !== undefined) return loadModel(folder, { backend, signal });
  const { loadBundledModel } = await import('../pretrained/loadBundledModel');
  return loadBundledModel({ backend, signal });
}

/** The flag of commands that compute. */
export const backendFlag = {
  backend: {
    type: 'string',
    value: '<name>',
    about: 'cuda, webgpu, tensorflow, wasm or cpu; a list tries them in order (auto)',
  },
} as const;

/** What the flag asks for; the library refuses what it does not know. */
export function parseBackend(text: string | undefined): BackendChoice {
  if (text === undefined || text === 'auto') return 'auto';
  const names = parseList(text) as BackendName[];
  return names.length === 1 ? names[0]! : names;
}

/** A hash of all that decides what a model answers: weights, labels, scaling, temperature. In hexadecimal digits. */
export async function fingerprintModel({ layers, metadata }: FerModel): Promise<string> {
  const { labels, input, preprocessing, temperature, architecture } = metadata;
  const hash = createHash('sha256').update(JSON.stringify({ labels, input, preprocessing, temperature, architecture }));
  for (const weight of layers.weights) {
    const values = await weight.read().data();
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
