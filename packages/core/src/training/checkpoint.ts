import * as tf from '@tensorflow/tfjs';
import { platform } from '#platform';
import { FerError } from '../errors';
import { readBytes } from '../platform/readBytes';
import type { Position, RunState } from './RunState';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors';
import { WeightSnapshot } from '../models/WeightSnapshot';

/** What must be equal for a run to go on from a checkpoint, by the name under which an error tells of it. */
export type RunIdentity = Readonly<Record<'options' | 'data' | 'validation' | 'network', string>>;

interface Header {
  readonly schema: 2;
  readonly identity: RunIdentity;
  readonly position: Position;
}

const KEY = 'ferkit';

/** Every tensor of a run's state by name, with a way to set it. */
function stateTensors(state: RunState): Map<string, { read(): tf.Tensor; write(value: tf.Tensor): void }> {
  const { graph, slots, average } = state;
  const tensors = new Map<string, { read(): tf.Tensor; write(value: tf.Tensor): void }>();
  graph.weights.forEach((weight, index) => tensors.set(`weight.${index}`, weight));
  const addVariable = (name: string, variable: tf.Variable): void => {
    tensors.set(name, { read: () => variable, write: (value) => variable.assign(value) });
  };
  slots.forEach((ofGroup, index) => ofGroup.forEach((slot, number) => addVariable(`slot.${index}.${number}`, slot)));
  if (average !== undefined) addVariable('average', average);
  return tensors;
}

/**
 * Writes a run's whole state. The file that stood there stays until the new one is complete.
 * @throws STORAGE_FAILED
 */
export async function writeCheckpoint(path: string, state: RunState, identity: RunIdentity): Promise<void> {
  const header: Header = { schema: 2, identity, position: state.position };
  const tensors: Record<string, StoredTensor> = {};
  const store = async (name: string, tensor: tf.Tensor): Promise<void> => {
    tensors[name] = { shape: tensor.shape, values: (await tensor.data()) as Float32Array };
  };
  for (const [name, tensor] of stateTensors(state)) await store(name, tensor.read());
  for (const [index, tensor] of (state.best?.tensors ?? []).entries()) await store(`best.${index}`, tensor);
  await platform.writeFile(path, encodeSafetensors({ metadata: { [KEY]: JSON.stringify(header) }, tensors }));
}

/**
 * Sets a run's state to that of a checkpoint.
 * @returns false where there is none
 * @throws CHECKPOINT_CORRUPT, CHECKPOINT_INCOMPATIBLE; the state is then as it was
 */
export async function readCheckpoint(path: string, state: RunState, identity: RunIdentity): Promise<boolean> {
  if (!(await platform.hasFile(path))) return false;
  const { metadata, tensors } = decodeSafetensors(await readBytes(path), path);
  const header = parseHeader(metadata[KEY], path);
  for (const field of Object.keys(identity) as (keyof RunIdentity)[]) {
    if (header.identity[field] === identity[field]) continue;
    throw new FerError('CHECKPOINT_INCOMPATIBLE', {
      field,
      failed: `The checkpoint ${path} belongs to another run, its ${field} differ`,
      expected: identity[field],
      received: header.identity[field],
      next: 'Train with what it was made with, or remove it (or pass resume: false) to start anew.',
    });
  }
  const targets = stateTensors(state);
  for (const name of targets.keys()) {
    if (tensors[name] === undefined) throw incomplete(path, name);
  }
  const toTensor = ({ values, shape }: StoredTensor): tf.Tensor => tf.tensor(values, [...shape]);
  tf.tidy(() => {
    for (const [name, target] of targets) target.write(toTensor(tensors[name]!));
  });
  if ('best.0' in tensors) {
    state.best?.dispose();
    state.best = new WeightSnapshot(
      state.graph.weights.map((_, index) => {
        const stored = tensors[`best.${index}`];
        if (stored === undefined) throw incomplete(path, `best.${index}`);
        return toTensor(stored);
      }),
    );
  }
  state.position = header.position;
  return true;
}

function incomplete(source: string, name: string): FerError {
  return new FerError('CHECKPOINT_CORRUPT', {
    source,
    failed: `The checkpoint ${source} is incomplete`,
    expected: `a tensor "${name}"`,
    received: 'none',
    next: 'Remove it to start anew.',
  });
}

function parseHeader(text: string | undefined, source: string): Header {
  let header: Partial<Header> = {};
  try {
    header = JSON.parse(text ?? '{}') as Header;
  } catch {
    // Reported below, as a header of no schema.
  }
  if (header.schema === 2) return header as Header;
  throw new FerError('CHECKPOINT_CORRUPT', {
    source,
    failed: `${source} is not a checkpoint of this version of ferkit`,
    expected: 'a header of schema 2',
    received: text === undefined ? 'none' : text.slice(0, 40),
    next: 'Remove it to start anew.',
  });
}
