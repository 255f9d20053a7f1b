import { findAddonPackage } from '../../native/AddonPackage';
import { removeNative } from '../../native/removeNative';
import type { NativeCall } from './nativeInstall';

/** Undoes an installation. */
export async function remove({ values, host: { out } }: NativeCall): Promise<number> {
  const target = findAddonPackage(values.gpu === true);
  const { removed, restored, kept } = await removeNative(target);
  if (!removed) {
    out.print(`ferkit has installed nothing in ${target.folder}.`);
    return 0;
  }
  out.print(
    `TensorFlow is removed from ${target.folder}.`,
    ...restored.map((path) => `Restored: ${path}`),
    ...kept.map((path) => `Kept, because it was changed since the installation: ${path}`),
  );
  return 0;
}
