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
    readNetwork(config, numberedWeights(file), options),
  );
  return { network, ferkitEntry };
}

/**
 * Reads a whole model in `.h5` of Keras 2 or 3.
 * @throws MODEL_CORRUPT, MODEL_INCOMPATIBLE, LAYER_UNSUPPORTED, PEER_MISSING
 */
export async function readLegacyKeras(bytes: Uint8Array, options: ReadNetworkOptions): Promise<KerasModel> {
  return readHdf5(bytes, options.source, (file) => {
    const config = file.text('', 'model_config');
    if (config === undefined) {
      throw incompatible('layers', {
        failed: `${options.source} cannot be imported`,
        expected: 'a whole model, as model.save() writes it',
        received: 'weights alone',
        next: 'Load them into their network in Keras, and save that with model.save("net.keras").',
      });
    }
    return { network: readNetwork(JSON.parse(config) as unknown, legacyWeights(file), options) };
  });
}
