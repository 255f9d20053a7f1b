import type * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';
import type { WeightRecord } from './ModelFile';
import type { ModelMetadata } from './ModelMetadata';

/** The facts about a model that its file may lack, given by the caller. */
export type MissingMetadata = Partial<Pick<ModelMetadata, 'labels' | 'input' | 'preprocessing' | 'temperature'>>;

/** A `model.json` whose every part that ferkit relies on was checked. */
export interface ParsedModelFile {
  readonly topology: tf.io.ModelJSON['modelTopology'];
  readonly manifest: tf.io.WeightsManifestConfig;
  readonly metadata: ModelMetadata;
  /** Absent in files that ferkit did not write. */
  readonly weights?: WeightRecord;
}

function incompatible(field: string, expected: string, received: unknown, next: string): FerError {
  const text = received === undefined ? 'nothing' : JSON.stringify(received);
  return new FerError('MODEL_INCOMPATIBLE', {
    field,
    failed: `The model file cannot be used, its field "${field}" does not fit`,
    expected,
    received: text.length > 80 ? `${text.slice(0, 77)}...` : text,
    next,
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPositive = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0;
const isSide = (value: unknown): value is number => isPositive(value) && Number.isInteger(value) && value <= 4096;

const RESAVE = 'Save the model with saveModel, or tell loadModel the facts with its option "metadata".';

/**
 * Checks what a model file says of itself.
 * @throws MODEL_INCOMPATIBLE
 */
export function parseMetadata(value: Readonly<Record<string, unknown>>): ModelMetadata {
  const { schema, labels, input, preprocessing, temperature, architecture } = value;
  if (schema !== 1) throw incompatible('schema', '1', schema, 'A newer ferkit may read it.');
  if (
    !Array.isArray(labels) ||
    labels.length < 2 ||
    !labels.every((label) => typeof label === 'string' && label !== '') ||
    new Set(labels).size !== labels.length
  ) {
    throw incompatible('labels', 'a list of two or more different names', labels, RESAVE);
  }
  if (!isObject(input) || !isSide(input.width) || !isSide(input.height) || input.channels !== 1) {
    throw incompatible('input', 'a width and height of 1 to 4096 and 1 channel', input, RESAVE);
  }
  if (
    !isObject(preprocessing) ||
    preprocessing.gray !== 'rec601' ||
    preprocessing.resize !== 'area' ||
    !Number.isFinite(preprocessing.mean) ||
    !isPositive(preprocessing.std)
  ) {
    throw incompatible('preprocessing', 'rec601 grey, area resizing, a mean and a std above 0', preprocessing, RESAVE);
  }
  if (!isPositive(temperature)) throw incompatible('temperature', 'a number above 0', temperature, RESAVE);
  if (!isObject(architecture) || typeof architecture.id !== 'string' || !isObject(architecture.options)) {
    throw incompatible('architecture', 'an id and options', architecture, RESAVE);
  }
  const { weights: _, ...metadata } = value;
  return metadata as unknown as ModelMetadata;
}

function completeMetadata(missing: MissingMetadata): Readonly<Record<string, unknown>> {
  return { schema: 1, temperature: 1, architecture: { id: 'imported', options: {} }, ...missing };
}

function parseManifest(value: unknown): tf.io.WeightsManifestConfig {
  const groups = Array.isArray(value) ? value : [];
  const isNamed = (path: unknown): boolean =>
    // A file beside model.json and nothing else: no folder, no parent, no address of another host.
    typeof path === 'string' && /^[\w][\w.-]*$/.test(path);
  const isGroup = (group: unknown): boolean =>
    isObject(group) && Array.isArray(group.paths) && group.paths.every(isNamed) && Array.isArray(group.weights);
  if (groups.length > 0 && groups.every(isGroup)) return groups as tf.io.WeightsManifestConfig;
  throw incompatible(
    'weightsManifest',
    'groups of weights in files that lie beside model.json',
    value,
    'Check that this is the model.json of a tfjs layers model.',
  );
}

/** The parts of a `model.json`, of which only the metadata was not looked at. */
export interface ModelParts extends Pick<ParsedModelFile, 'topology' | 'manifest' | 'weights'> {
  /** What ferkit noted, if it wrote the file. */
  readonly own?: Readonly<Record<string, unknown>>;
}

/**
 * Takes the text of a `model.json` apart.
 * @throws MODEL_CORRUPT where it is no JSON, MODEL_INCOMPATIBLE where it is no layers model
 */
export function parseModelParts(text: string, source: string): ModelParts {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (cause) {
    throw new FerError(
      'MODEL_CORRUPT',
      {
        source,
        failed: `${source} is not a model`,
        expected: 'the JSON text of a tfjs model.json',
        received: text.length === 0 ? 'an empty file' : `text that starts with ${JSON.stringify(text.slice(0, 20))}`,
      },
      { cause },
    );
  }
  const fields = isObject(file) ? file : {};
  const topology = fields.modelTopology;
  if (!isObject(topology)) {
    throw incompatible(
      'modelTopology',
      'the layers of a tfjs layers model',
      topology,
      'Graph models are not supported.',
    );
  }
  const manifest = parseManifest(fields.weightsManifest);
  const user = fields.userDefinedMetadata;
  const own = isObject(user) ? user.ferkit : undefined;
  const weights = isObject(own) && isObject(own.weights) ? (own.weights as unknown as WeightRecord) : undefined;
  return { topology, manifest, ...(isObject(own) ? { own } : {}), ...(weights === undefined ? {} : { weights }) };
}

/**
 * Reads and checks the text of a `model.json`.
 * @throws MODEL_CORRUPT where it is no JSON, MODEL_INCOMPATIBLE where a field is missing or wrong
 */
export function parseModelFile(text: string, source: string, given: MissingMetadata = {}): ParsedModelFile {
  const { own, ...parts } = parseModelParts(text, source);
  return { ...parts, metadata: parseMetadata(own === undefined ? completeMetadata(given) : { ...own, ...given }) };
}
