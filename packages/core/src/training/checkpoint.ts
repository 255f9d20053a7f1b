import { platform } from '#platform';
import * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';
import { WeightSnapshot } from '../models/copyWeights';
import { sha256 } from '../models/sha256';
import { readBytes } from '../platform/readBytes';
import type { Position, RunState } from './RunState';
import { decodeSafetensors, encodeSafetensors, type Safetensors, type StoredTensor } from './safetensors';

/** What must be equal for a run to go on from a checkpoint, by the name under which an error tells of it. */
export type RunIdentity = Readonly<Record<'options' | 'data' | 'validation' | 'network', string>>;

interface Header {
  readonly schema: 3;
  readonly identity: RunIdentity;
  readonly position: Position;
}

const KEY = 'ferkit';

/** Where the SHA-256 of all else stands: a run that goes on from a flipped bit would end with other weights, and say nothing. */
const CHECKSUM = 'sha256';

const checksumOf = (content: Safetensors): Promise<string> => sha256(encodeSafetensors(content));

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
  const header: Header = { schema: 3, identity, position: state.position };
  const tensors: Record<string, StoredTensor> = {};
  const store = async (name: string, tensor: tf.Tensor): Promise<void> => {
    tensors[name] = { shape: tensor.shape, values: (await tensor.data()) as Float32Array };
  };
  for (const [name, tensor] of stateTensors(state)) await store(name, tensor.read());
  for (const [index, tensor] of (state.best?.tensors ?? []).entries()) await store(`best.${index}`, tensor);
  const metadata = { [KEY]: JSON.stringify(header) };
  const checksum = await checksumOf({ metadata, tensors });
  await platform.writeFile(path, encodeSafetensors({ metadata: { ...metadata, [CHECKSUM]: checksum }, tensors }));
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
  const { [CHECKSUM]: expected, ...rest } = metadata;
  const received = await checksumOf({ metadata: rest, tensors });
  if (received !== expected) throw corrupt(path, 'is damaged', `SHA-256 ${expected ?? 'of its content'}`, received);
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
  for (const [name, target] of targets) assertStored(tensors, name, target.read().shape, path);
  const bestShapes = 'best.0' in tensors ? state.graph.weights.map(({ shape }) => shape as number[]) : [];
  for (const [index, shape] of bestShapes.entries()) assertStored(tensors, `best.${index}`, shape, path);
  const toTensor = ({ values, shape }: StoredTensor): tf.Tensor => tf.tensor(values, [...shape]);
  tf.tidy(() => {
    for (const [name, target] of targets) target.write(toTensor(tensors[name]!));
  });
  if (bestShapes.length > 0) {
    state.best?.dispose();
    state.best = new WeightSnapshot(bestShapes.map((_, index) => toTensor(tensors[`best.${index}`]!)));
  }
  state.position = header.position;
  return true;
}

function assertStored(tensors: Safetensors['tensors'], name: string, shape: readonly number[], source: string): void {
  const found = tensors[name]?.shape;
  if (found?.join() === shape.join()) return;
  const received = found === undefined ? 'none' : `one of shape [${found.join(', ')}]`;
  throw corrupt(source, 'is incomplete', `a tensor "${name}" of shape [${shape.join(', ')}]`, received);
}

function corrupt(source: string, what: string, expected: string, received: string): FerError {
  return new FerError('CHECKPOINT_CORRUPT', {
    source,
    failed: `The checkpoint ${source} ${what}`,
    expected,
    received,
    next: 'Remove it to start anew.',
  });
}

function parseHeader(text: string | undefined, source: string): Header {
  let header: unknown;
  try {
    header = JSON.parse(text ?? '{}');
  } catch {
    // Reported below, as a header of no schema.
  }
  if (isHeader(header)) return header;
  const received = text === undefined ? 'none' : text.slice(0, 40);
  throw corrupt(source, 'is none of this version of ferkit', 'a header of schema 3', received);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const isHeader = (value: unknown): value is Header =>
  isRecord(value) && value.schema === 3 && isRecord(value.identity) && isPosition(value.position);

const isPosition = (value: unknown): value is Position =>
  isRecord(value) &&
  [value.epoch, value.batch, value.step].every(isCount) &&
  isRecord(value.sums) &&
  [value.sums.loss, value.sums.correct, value.sums.samples].every(Number.isFinite) &&
  Array.isArray(value.history) &&
  value.history.length === value.epoch &&
  value.history.every((record) => isRecord(record) && isRecord(record.train));
