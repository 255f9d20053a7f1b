import { type Network, outputOf, sortNodes } from '../Network';
import { importPeer } from '../importPeer';
import { type Hdf5Group, snakeCase, writeHdf5 } from './Hdf5';
import { PARTS } from './readKeras';
import { writeConfig } from './writeConfig';

/** Name of the network. */
const NAME = 'ferkit';

/** Version of Keras whose format is written; later ones read it. */
const KERAS_VERSION = '3.0.0';

/**
 * Writes a network as a `.keras` file, which Keras 3 opens with its own loader.
 * @param ferkitEntry - the entry `ferkit` of `metadata.json`, which Keras ignores
 * @throws PEER_MISSING
 */
export async function writeKeras(network: Network, ferkitEntry: unknown, savedAt: Date): Promise<Uint8Array> {
  const { zipSync, strToU8 } = await importPeer('fflate', () => import('fflate'));
  const sorted = sortNodes(network, outputOf(network).name);
  const date = savedAt.toISOString();
  const metadata = {
    keras_version: KERAS_VERSION,
    date_saved: `${date.slice(0, 10)}@${date.slice(11, 19)}`,
    ferkit: ferkitEntry,
  };
  const parts: Readonly<Record<string, Uint8Array>> = {
    [PARTS.metadata]: strToU8(JSON.stringify(metadata)),
    [PARTS.config]: strToU8(JSON.stringify(writeConfig(sorted, NAME))),
    [PARTS.weights]: await writeHdf5({
      // The network itself has no variables, but Keras before 3.8 requires the group for them.
      groups: { layers: { groups: groupLayers(sorted) }, vars: { attributes: { name: NAME } } },
    }),
  };
  // Not compressed, like the files of Keras, because weights hardly shrink.
  return zipSync({ ...parts }, { level: 0, mtime: savedAt });
}

/** The variables of each layer, under its class and its number within the class. */
function groupLayers(network: Network): Record<string, Hdf5Group> {
  const counts = new Map<string, number>();
  return Object.fromEntries(
    network.map(({ name, operation, weights }) => {
      const group = snakeCase(operation.type);
      const number = counts.get(group) ?? 0;
      counts.set(group, number + 1);
      const variables = Object.values(weights).map((weight, at) => [at, weight] as const);
      const vars: Hdf5Group = { attributes: { name }, weights: Object.fromEntries(variables) };
      return [number === 0 ? group : `${group}_${number}`, { groups: { vars } }];
    }),
  );
}
