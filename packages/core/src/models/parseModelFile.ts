import type * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';
import { isRecord } from '../isRecord';
import { labelsRule } from '../labels';
import { custom, describeValue, integer, number, type OptionTable } from '../options';
import { inputRule, keepsGraysDistinct, type ModelMetadata, type WeightRecord } from './ModelMetadata';
import { CHECKSUM, checksumOf } from './sha256';

/** Metadata that a file of another tool lacks. It also overrides the metadata of a file that `saveModel` wrote. */
export type MetadataOverrides = Partial<Pick<ModelMetadata, 'labels' | 'input' | 'preprocessing' | 'temperature'>>;

/** The checked content of a `model.json`. */
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

const side = integer({ from: 1, to: 4096 });
const isInput = (input: unknown): boolean =>
  isRecord(input) &&
  side.accepts(input.width) &&
  side.accepts(input.height) &&
  (input.channels === 1 || input.channels === 3);

const namesRule = labelsRule(2);

const PREPROCESSING = 'rec601 grey, area resizing, a mean and a std above 0 that keep all greys apart';

const isPreprocessing = (value: unknown): boolean =>
  isRecord(value) &&
  value.gray === 'rec601' &&
  value.resize === 'area' &&
  keepsGraysDistinct({ mean: value.mean, std: value.std });

/** Beyond these bounds all scores become equal, or 0 and 1; calibration stays between 0.05 and 20. */
const temperatureInFile = number({ from: 1e-3, to: 1e3 });

/** The rules of metadata that a caller gives. */
export const metadataTable: OptionTable<MetadataOverrides> = {
  labels: labelsRule(2),
  input: inputRule(1),
  preprocessing: custom(PREPROCESSING, isPreprocessing),
  temperature: temperatureInFile,
};

/** Hashes of images, of ten characters each. */
const HASHES = /^(?:[\da-z]{10}){1,256}$/;

const isProvenance = (value: unknown): boolean =>
  value === undefined ||
  (isRecord(value) &&
    ['dataset', 'createdAt', 'library', 'backend'].every((field) => typeof value[field] === 'string') &&
    ['epochs', 'seed'].every((field) => Number.isFinite(value[field])) &&
    (value.images === undefined || (typeof value.images === 'string' && HASHES.test(value.images))) &&
    (value.bestEpoch === undefined || Number.isFinite(value.bestEpoch)) &&
    (value.metrics === undefined ||
      (isRecord(value.metrics) && Object.values(value.metrics).every((metric) => typeof metric === 'number'))));

const isWeightRecord = (value: unknown): value is WeightRecord =>
  isRecord(value) &&
  (value.precision === 'float32' || value.precision === 'float16') &&
  Number.isInteger(value.bytes) &&
  typeof value.sha256 === 'string' &&
  /^[0-9a-f]{64}$/.test(value.sha256);

const RESAVE = 'Save the model with saveModel, or pass the option "metadata" to loadModel.';

/**
 * Checks the metadata of a model file.
 * @throws MODEL_INCOMPATIBLE
 */
export function parseMetadata(value: Readonly<Record<string, unknown>>): ModelMetadata {
  const { schema, labels, input, preprocessing, temperature, architecture, provenance } = value;
  if (schema !== 1) throw incompatible('schema', '1', schema, 'A newer ferkit may read it.');
  if (!namesRule.accepts(labels)) throw incompatible('labels', namesRule.expected, labels, RESAVE);
  if (!isInput(input)) {
    throw incompatible('input', 'a width and height of 1 to 4096 and 1 or 3 channels', input, RESAVE);
  }
  if (!isPreprocessing(preprocessing)) {
    throw incompatible('preprocessing', PREPROCESSING, preprocessing, RESAVE);
  }
  if (!temperatureInFile.accepts(temperature)) {
    throw incompatible('temperature', temperatureInFile.expected, temperature, RESAVE);
  }
  if (!isRecord(architecture) || typeof architecture.id !== 'string' || !isRecord(architecture.options)) {
    throw incompatible('architecture', 'an id and options', architecture, RESAVE);
  }
  if (!isProvenance(provenance)) {
    throw incompatible('provenance', 'the provenance that saveModel writes', provenance, RESAVE);
  }
  const { weights: _, [CHECKSUM]: __, ...metadata } = value;
  return metadata as unknown as ModelMetadata;
}

function parseManifest(value: unknown): tf.io.WeightsManifestConfig {
  const groups = Array.isArray(value) ? value : [];
  const isNamed = (path: unknown): boolean =>
    // Only a file beside model.json: no subfolder, no parent folder, no URL of another host.
    typeof path === 'string' && /^[\w][\w.-]*$/.test(path);
  const isGroup = (group: unknown): boolean =>
    isRecord(group) && Array.isArray(group.paths) && group.paths.every(isNamed) && Array.isArray(group.weights);
  if (groups.length > 0 && groups.every(isGroup)) return groups as tf.io.WeightsManifestConfig;
  throw incompatible(
    'weightsManifest',
    'groups of weights in files that lie beside model.json',
    value,
    'Check that this is the model.json of a tfjs layers model.',
  );
}

/** The parts of a `model.json`. All are checked except the metadata. */
export interface ModelParts extends Pick<ParsedModelFile, 'topology' | 'manifest' | 'weights'> {
  /** The entry `ferkit` of the user-defined metadata, if ferkit wrote the file. */
  readonly ferkitEntry?: Readonly<Record<string, unknown>>;
}

/**
 * Parses the text of a `model.json`.
 * @throws MODEL_CORRUPT if it is no JSON, MODEL_INCOMPATIBLE if it is no layers model
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
  const fields = isRecord(file) ? file : {};
  const topology = fields.modelTopology;
  if (!isRecord(topology)) {
    const names = Object.keys(fields).slice(0, 8).join(', ');
    throw new FerError('MODEL_INCOMPATIBLE', {
      field: 'modelTopology',
      failed: `${source} is no model with layers`,
      expected: 'the model.json of a tfjs layers model, with its modelTopology',
      received: isRecord(file) ? `an object with ${names === '' ? 'nothing' : names}` : describeValue(file),
      ...(fields.format === 'graph-model'
        ? { next: 'Graph models are not supported: convert the network to layers.' }
        : {}),
    });
  }
  const manifest = parseManifest(fields.weightsManifest);
  const user = fields.userDefinedMetadata;
  const ferkitEntry = isRecord(user) ? user.ferkit : undefined;
  const weights = isRecord(ferkitEntry) ? ferkitEntry.weights : undefined;
  if (weights !== undefined && !isWeightRecord(weights)) {
    throw incompatible('weights', 'precision, bytes and SHA-256 of the weights', weights, RESAVE);
  }
  return {
    topology,
    manifest,
    ...(isRecord(ferkitEntry) ? { ferkitEntry } : {}),
    ...(weights === undefined ? {} : { weights }),
  };
}

/**
 * Checks the checksum of a file. A damaged file may look valid, for example with its labels in another order, and would silently
 * give wrong results. Files without a checksum, as other tools write them, pass.
 * @throws MODEL_CORRUPT
 */
export async function verifyChecksum(
  text: string,
  source: string,
  ferkitEntry: ModelParts['ferkitEntry'],
): Promise<void> {
  const expected = ferkitEntry?.[CHECKSUM];
  if (expected === undefined) return;
  const received = await checksumOf(JSON.parse(text));
  if (received === expected) return;
  throw new FerError('MODEL_CORRUPT', {
    source,
    failed: `${source} was changed after it was saved`,
    expected: `a model.json with the checksum ${JSON.stringify(expected)}`,
    received,
    next: 'Copy or download it again. If you changed it on purpose, remove its entry "checksum".',
  });
}

/**
 * Reads and checks the text of a `model.json`.
 * @param given - metadata that overrides that of the file
 * @param readFacts - finds metadata elsewhere, for a file that ferkit did not write
 * @throws MODEL_CORRUPT if it is no JSON or its checksum is wrong, MODEL_INCOMPATIBLE if a field is missing or wrong
 */
export async function parseModelFile(
  text: string,
  source: string,
  given: MetadataOverrides = {},
  readFacts: () => Promise<Partial<ModelMetadata> | undefined> = () => Promise.resolve(undefined),
): Promise<ParsedModelFile> {
  const { ferkitEntry, ...parts } = parseModelParts(text, source);
  const found = ferkitEntry ?? {
    schema: 1,
    temperature: 1,
    architecture: { id: 'imported', options: {} },
    ...(await readFacts()),
  };
  const metadata = parseMetadata({ ...found, ...given });
  await verifyChecksum(text, source, ferkitEntry);
  return { ...parts, metadata };
}
