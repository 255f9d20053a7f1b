import { FerError } from '../errors';

/**
 * Loads a package that only some users of this subpath need: h5wasm, the HDF5 library compiled to WebAssembly, and fflate,
 * for zip. They are optional peers, since h5wasm takes 15 MB and most who install ferkit never exchange a model. The import
 * is a literal one inside of `load`: bundlers then find the package, and nobody meets it who does not import this subpath.
 * @throws PEER_MISSING
 */
export async function importPeer<Exports>(name: string, load: () => Promise<Exports>): Promise<Exports> {
  try {
    return await load();
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    if (!isAbsent || !cause.message.includes(`'${name}'`)) throw cause;
    const install = 'npm install h5wasm fflate';
    throw new FerError(
      'PEER_MISSING',
      {
        failed: `The optional package ${name}, which reads and writes files of Keras, is not installed`,
        next: `Run: ${install}`,
        package: name,
        install,
      },
      { cause },
    );
  }
}
