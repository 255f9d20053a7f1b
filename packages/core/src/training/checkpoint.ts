import { platform } from '#platform';
import * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';
import { isRecord } from '../isRecord';
import { WeightSnapshot } from '../models/copyWeights';
import type { FerModel } from '../models/FerModel';
import { sha256 } from '../models/sha256';
import { readBytes } from '../platform/readBytes';
import { checkOption, countRule } from '../options';
import type { RunPosition, RunState } from './RunState';
import { checkpointPathRule } from './TrainOptions';
import type { ResolvedRecipe } from './resolveRecipe';
import { decodeSafetensors, encodeSafetensors, type Safetensors, type StoredTensor } from './safetensors';

/** The identity of a run: a run resumes only from a checkpoint with an equal one. An error names the field that differs. */
export interface RunIdentity {
  readonly recipe: ResolvedRecipe;
  /** The names of the callbacks that have a state. */
  readonly callbacks: string;
  readonly data: string;
  readonly validation: string;
  readonly network: string;
}

interface Header {
  readonly schema: typeof SCHEMA;
  readonly identity: RunIdentity;
  readonly position: RunPosition;
  /** The states of callbacks, by name. */
  readonly callbacks: Readonly<Record<string, unknown>>;
}

/** Version of the file's content: a file of another version cannot be resumed. */
const SCHEMA = 7;

/** Key of the header in the metadata. */
const HEADER = 'ferkit';

/** Key of the network and its metadata, with which a model can be made of the file alone. */
const MODEL = 'model';

/** Key of the SHA-256 of everything else: without it, a flipped bit would silently lead to other weights. */
const CHECKSUM = 'sha256';

const checksumOf = (content: Safetensors): Promise<string> => sha256(encodeSafetensors(content));

interface StateTensor {
  read(): tf.Tensor;
  write(value: tf.Tensor): void;
}

/** All tensors of a run's state, except the best and the last good weights, by their names in the file. */
function stateTensors(state: RunState): Map<string, StateTensor> {
  const { network, slots, average } = state;
  const tensors = new Map<string, StateTensor>();
  network.weights.forEach((weight, index) => tensors.set(`weight.${index}`, weight));
  const addVariable = (name: string, variable: tf.Variable): void => {
    tensors.set(name, { read: () => variable, write: (value) => variable.assign(value) });
  };
  slots.forEach((ofGroup, index) => ofGroup.forEach((slot, number) => addVariable(`slot.${index}.${number}`, slot)));
  if (average !== undefined) addVariable('average', average);
  return tensors;
}

/**
 * Writes the whole state of a run. An existing file is replaced only when the new one is complete.
 * @param model - of {@link describeModel}
 * @throws STORAGE_FAILED
 */
export async function writeCheckpoint(
  path: string,
  state: RunState,
  identity: RunIdentity,
  callbacks: Header['callbacks'],
  model: string,
): Promise<void> {
  const header: Header = { schema: SCHEMA, identity, position: state.position, callbacks };
  const tensors: Record<string, StoredTensor> = {};
  const store = async (name: string, tensor: tf.Tensor): Promise<void> => {
    tensors[name] = { shape: tensor.shape, values: (await tensor.data()) as Float32Array };
  };
  for (const [name, tensor] of stateTensors(state)) await store(name, tensor.read());
  for (const [index, tensor] of (state.best?.tensors ?? []).entries()) await store(`best.${index}`, tensor);
  for (const [index, tensor] of state.lastGood.tensors.entries()) await store(`good.${index}`, tensor);
  const metadata = { [HEADER]: JSON.stringify(header), [MODEL]: model };
  const checksum = await checksumOf({ metadata, tensors });
  await platform.writeFile(path, encodeSafetensors({ metadata: { ...metadata, [CHECKSUM]: checksum }, tensors }));
}

/**
 * Restores the state of a run from a checkpoint; does nothing if there is no file.
 * @param mayExtend - true: the run may have more epochs than that of the checkpoint
 * @returns the states of the callbacks, by name; undefined if there is no file
 * @throws CHECKPOINT_CORRUPT, CHECKPOINT_INCOMPATIBLE; the state is then unchanged
 */
export async function readCheckpoint(
  path: string,
  state: RunState,
  identity: RunIdentity,
  mayExtend = false,
): Promise<Header['callbacks'] | undefined> {
  if (!(await platform.hasFile(path))) return undefined;
  const { header, tensors } = await decodeCheckpoint(await readBytes(path), path);
  const isExtended = mayExtend && header.identity.recipe.epochs < identity.recipe.epochs;
  assertSameRun(isExtended ? extendIdentity(header.identity, identity) : header.identity, identity, path);
  const targets = stateTensors(state);
  for (const [name, target] of targets) assertStored(tensors, name, target.read().shape, path);
  const shapes = state.network.weights.map(({ shape }) => shape as number[]);
  const snapshots = 'best.0' in tensors ? ['best', 'good'] : ['good'];
  for (const name of snapshots) {
    for (const [index, shape] of shapes.entries()) assertStored(tensors, `${name}.${index}`, shape, path);
  }
  const toTensor = ({ values, shape }: StoredTensor): tf.Tensor => tf.tensor(values, [...shape]);
  const toSnapshot = (name: string): WeightSnapshot =>
    new WeightSnapshot(shapes.map((_, index) => toTensor(tensors[`${name}.${index}`]!)));
  tf.tidy(() => {
    for (const [name, target] of targets) target.write(toTensor(tensors[name]!));
  });
  if (snapshots.includes('best')) {
    state.best?.dispose();
    state.best = toSnapshot('best');
  }
  state.lastGood.dispose();
  state.lastGood = toSnapshot('good');
  state.position = { ...header.position, ...(isExtended ? { extendedAt: header.position.epoch } : {}) };
  return header.callbacks;
}

/**
 * Removes the checkpoint of a run that has ended or is given up, in a browser's IndexedDB too. Does nothing if there is none.
 * @param path - as it was given to `train`
 * @throws OPTION_INVALID, STORAGE_FAILED; STORAGE_BUSY where a run is writing it
 *
 * @example
 * ```ts
 * await train(model, fer, { checkpoint: 'indexeddb:my-run' });
 * await removeCheckpoint('indexeddb:my-run');
 * ```
 */
export async function removeCheckpoint(path: string): Promise<void> {
  checkOption('path', path, checkpointPathRule);
  const unlock = await platform.lock(path);
  try {
    await platform.removeFile(path);
  } finally {
    await unlock();
  }
}

/** The identity of a run with the length of another one. */
const extendIdentity = (stored: RunIdentity, { recipe }: RunIdentity): RunIdentity => ({
  ...stored,
  recipe: { ...stored.recipe, epochs: recipe.epochs, patience: recipe.patience },
});

/** @throws CHECKPOINT_INCOMPATIBLE, with the field that differs; for the recipe it names only the options that differ */
function assertSameRun(stored: RunIdentity, current: RunIdentity, path: string): void {
  for (const field of Object.keys(current) as (keyof RunIdentity)[]) {
    const [expected, received] = describeDifference(current[field], stored[field]);
    if (expected === received) continue;
    throw new FerError('CHECKPOINT_INCOMPATIBLE', {
      field,
      failed: `The checkpoint ${path} belongs to another run: its ${field} differs`,
      expected,
      received,
      next: 'Train with the same recipe, data and network, or remove the checkpoint (or pass resume: false) to start anew.',
    });
  }
}

/** Two values as texts that are equal if the values are; of two objects only the entries that differ. */
function describeDifference(left: unknown, right: unknown): readonly [string, string] {
  if (!isRecord(left) || !isRecord(right)) return [toText(left), toText(right)];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  const different = keys.filter((key) => toText(left[key] ?? false) !== toText(right[key] ?? false));
  const describe = (values: Readonly<Record<string, unknown>>): string =>
    different.map((key) => `${key} ${toText(values[key])}`).join(', ');
  return [describe(left), describe(right)];
}

/**
 * JSON with sorted keys: the order in which a caller writes an object does not matter. Options that are off are left out, because a
 * checkpoint may be older than an option.
 */
function toText(value: unknown): string {
  if (typeof value === 'string' || value === undefined) return value ?? 'none';
  return JSON.stringify(value, (_, inner: unknown) => {
    if (!isRecord(inner)) return inner;
    const entries = Object.entries(inner).filter(([, option]) => option !== false);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Describes a model so that a checkpoint can make it again: its layers, and its metadata as JSON. */
export const describeModel = ({ layers, metadata }: FerModel): string =>
  JSON.stringify({ topology: layers.toJSON(null, false), metadata });

/** The checked content of a checkpoint. */
interface DecodedCheckpoint {
  readonly header: Header;
  /** The text of {@link describeModel}. */
  readonly model: string;
  readonly tensors: Safetensors['tensors'];
}

/** @throws CHECKPOINT_CORRUPT */
export async function decodeCheckpoint(bytes: Uint8Array, path: string): Promise<DecodedCheckpoint> {
  const { metadata, tensors } = decodeSafetensors(bytes, path);
  const header = parseHeader(metadata[HEADER], path);
  const { [CHECKSUM]: expected, ...rest } = metadata;
  const received = await checksumOf({ metadata: rest, tensors });
  if (received !== expected) throw corrupt(path, 'is damaged', `SHA-256 ${expected ?? 'of its content'}`, received);
  return { header, model: metadata[MODEL] ?? '', tensors };
}

/** @throws CHECKPOINT_CORRUPT if the tensor is missing, or has another shape */
export function assertStored(
  tensors: Safetensors['tensors'],
  name: string,
  shape: readonly number[],
  source: string,
): void {
  const found = tensors[name]?.shape;
  if (found?.join() === shape.join()) return;
  const received = found === undefined ? 'none' : `one of shape [${found.join(', ')}]`;
  throw corrupt(source, 'is incomplete', `a tensor "${name}" of shape [${shape.join(', ')}]`, received);
}

function corrupt(source: string, problem: string, expected: string, received: string): FerError {
  return new FerError('CHECKPOINT_CORRUPT', {
    source,
    failed: `The checkpoint ${source} ${problem}`,
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
    // Reported below as a header without a schema.
  }
  if (isHeader(header)) return header;
  const schema = isRecord(header) ? header.schema : undefined;
  if (Number.isSafeInteger(schema) && schema !== SCHEMA) {
    throw new FerError('CHECKPOINT_CORRUPT', {
      source,
      failed: `The checkpoint ${source} is of another version of ferkit`,
      expected: `schema ${SCHEMA}`,
      received: `schema ${String(schema)}`,
      next: 'Finish its run with the version that began it, or remove the file to start anew.',
    });
  }
  throw corrupt(source, 'has no valid header', `a header of schema ${SCHEMA}`, text ?? 'none');
}

const isHeader = (value: unknown): value is Header =>
  isRecord(value) &&
  value.schema === SCHEMA &&
  isRecord(value.identity) &&
  isRecord(value.callbacks) &&
  isPosition(value.position);

const isPosition = (value: unknown): value is RunPosition =>
  isRecord(value) &&
  [value.epoch, value.batch, value.step].every(countRule.accepts) &&
  isRecord(value.sums) &&
  [value.sums.loss, value.sums.correct, value.sums.samples].every(Number.isFinite) &&
  Array.isArray(value.history) &&
  (value.firstLoss === null || Number.isFinite(value.firstLoss)) &&
  value.history.length === value.epoch &&
  value.history.every((record) => isRecord(record) && isRecord(record.train));
