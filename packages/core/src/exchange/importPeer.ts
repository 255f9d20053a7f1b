import { FerError } from '../errors';
import { missingPackageOf, nameAndMessage } from '../importFailure';

/**
 * Imports an optional peer package: h5wasm (HDF5 compiled to WebAssembly) or fflate (zip). They are optional because h5wasm
 * takes 15 MB and most applications never exchange a model.
 * @param load - an `import()` of the package by a literal name, so that bundlers find it
 * @throws PEER_MISSING; SOURCE_UNREADABLE if it is installed and does not load
 */
export async function importPeer<Exports>(name: string, load: () => Promise<Exports>): Promise<Exports> {
  const install = 'npm install h5wasm fflate';
  try {
    return await load();
  } catch (cause) {
    // The package may be there, and miss a package or file of its own.
    if (missingPackageOf(cause) === name) {
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
    throw new FerError(
      'SOURCE_UNREADABLE',
      {
        source: name,
        failed: `The package ${name}, which reads and writes files of Keras, does not load`,
        received: nameAndMessage(cause),
        next: `Install it again: ${install}`,
      },
      { cause },
    );
  }
}
