import { FerError } from '../../errors';
import { isRecord } from '../../isRecord';
import { incompatible, type Network } from '../Network';
import { importPeer } from '../importPeer';
import { legacyWeights, numberedWeights, readHdf5 } from './Hdf5';
import { readNetwork, type ReadNetworkOptions } from './readNetwork';

/** The files in a `.keras` file. */
export const PARTS = { config: 'config.json', metadata: 'metadata.json', weights: 'model.weights.h5' } as const;

/** A network and, if ferkit wrote the file, the unchecked metadata in it. */
export interface KerasModel {
  readonly network: Network;
  /** The entry `ferkit` of `metadata.json`. */
  readonly ferkitEntry?: unknown;
}

/** Maximum size of a JSON part in bytes; real parts have a thousandth of it. */
const MOST_JSON_BYTES = 1 << 24;

/** Maximum growth of the weights when unpacked. Weights hardly compress, so a file that grows more is a zip bomb. */
const MOST_GROWTH = 20;

/**
 * Reads a `.keras` file.
 * @throws MODEL_CORRUPT, MODEL_INCOMPATIBLE, LAYER_UNSUPPORTED, PEER_MISSING
 */
export async function readKeras(bytes: Uint8Array, options: ReadNetworkOptions): Promise<KerasModel> {
  const { unzipSync, strFromU8 } = await importPeer('fflate', () => import('fflate'));
  const { source } = options;
  const damaged = (expected: string, received: string, cause?: unknown): FerError =>
    new FerError('MODEL_CORRUPT', { source, failed: `Cannot read ${source}`, expected, received }, { cause });
  const names: readonly string[] = Object.values(PARTS);
  let parts: Readonly<Record<string, Uint8Array>>;
  try {
    parts = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        if (!names.includes(name)) return false;
        const most = name === PARTS.weights ? MOST_GROWTH * Math.min(size, bytes.length) : MOST_JSON_BYTES;
        if (originalSize <= most) return true;
        throw damaged(`at most ${most} bytes of ${name}`, `${originalSize}`);
      },
    });
  } catch (cause) {
    if (cause instanceof FerError) throw cause;
    throw damaged('a whole zip file', cause instanceof Error ? cause.message : String(cause), cause);
  }
  const part = (name: string): Uint8Array => {
    const content = parts[name];
    if (content !== undefined) return content;
    throw damaged(`a .keras file with ${names.join(', ')}`, `no ${name}`);
  };
  const json = (name: string): unknown => {
    try {
      return JSON.parse(strFromU8(part(name)));
    } catch (cause) {
      if (cause instanceof FerError) throw cause;
      throw damaged(`JSON in ${name}`, 'something else', cause);
    }
  };
  const config = json(PARTS.config);
  const metadata = json(PARTS.metadata);
  if (!isRecord(metadata)) throw damaged(`an object in ${PARTS.metadata}`, JSON.stringify(metadata));
  const { ferkit: ferkitEntry } = metadata;
  const network = await readHdf5(part(PARTS.weights), source, (file) =>
    readNetwork(config, numberedWeights(file), { ...options, hasOldSigmoid: isKeras2(metadata.keras_version) }),
  );
  return { network, ferkitEntry };
}

/**
 * Reads an `.h5` file of Keras 2 or 3: a whole model, or weights alone with the description of their network.
 * @param architecture - the JSON that `model.to_json()` gave, for weights alone
 * @throws MODEL_CORRUPT, MODEL_INCOMPATIBLE, LAYER_UNSUPPORTED, PEER_MISSING
 */
export async function readLegacyKeras(
  bytes: Uint8Array,
  options: ReadNetworkOptions,
  architecture?: unknown,
): Promise<KerasModel> {
  return readHdf5(bytes, options.source, (file) => {
    const config = file.text('', 'model_config');
    if ((config === undefined) === (architecture === undefined)) throw misfit(options.source, config !== undefined);
    const hasOldSigmoid = isKeras2(
      config === undefined ? isRecord(architecture) && architecture.keras_version : file.text('', 'keras_version'),
    );
    const weights =
      config !== undefined
        ? legacyWeights(file)
        : file.list('').includes('layers') && file.texts('', 'layer_names').length === 0
          ? numberedWeights(file)
          : legacyWeights(file, '');
    const topology = config === undefined ? architecture : (JSON.parse(config) as unknown);
    return { network: readNetwork(topology, weights, { ...options, hasOldSigmoid }) };
  });
}

const misfit = (source: string, isWhole: boolean): FerError<'MODEL_INCOMPATIBLE'> =>
  incompatible(
    'layers',
    isWhole
      ? {
          failed: `${source} cannot be imported with the architecture of another file`,
          expected: 'weights alone',
          received: 'a whole model',
          next: 'Leave out the option "architecture".',
        }
      : {
          failed: `${source} cannot be imported`,
          expected: 'a whole model, as model.save() writes it',
          received: 'weights alone',
          next: "Give the JSON of their network, which model.to_json() returns: { architecture: 'model.json' }.",
        },
  );

/** True for a version before Keras 3. */
const isKeras2 = (version: unknown): boolean => typeof version === 'string' && /^[12]\./.test(version);
