import { FerError } from '../errors';

/**
 * Imports an optional peer package: h5wasm (HDF5 compiled to WebAssembly) or fflate (zip). They are optional because h5wasm
 * takes 15 MB and most applications never exchange a model.
 * @param load - an `import()` of the package by a literal name, so that bundlers find it
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
