import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { FerError } from '../errors';

/** The TensorFlow that somebody wants: a version from the package index, or what lies on the disk already. */
export type LibraryChoice =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'wheel'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string };

/**
 * Understands what was asked for: `2.19.1`, the file of a wheel, or a folder.
 *
 * @throws OPTION_INVALID
 */
export function chooseLibrary(wanted: string): LibraryChoice {
  if (/^\d+\.\d+\.\d+(rc\d+)?$/.test(wanted)) return { kind: 'version', version: wanted };
  const path = resolve(wanted);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return { kind: 'folder', path: realpathSync(path) };
  if (found?.isFile() === true && path.endsWith('.whl')) return { kind: 'wheel', path };
  throw new FerError('OPTION_INVALID', {
    failed: 'There is no such TensorFlow',
    expected: 'a version like 2.19.1, a wheel (.whl), or a folder of libtensorflow',
    received: found === undefined ? `${wanted}, which is no file` : wanted,
    option: 'tensorflow',
  });
}
