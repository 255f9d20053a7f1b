import { stat } from 'node:fs/promises';
import type { ByteSource } from '../Platform';
import { toPath } from './toPath';

/** `Platform.isFolder` for Node; what does not exist is no folder. */
export async function isFolder(source: ByteSource): Promise<boolean> {
  const path = toPath(source);
  if (path === undefined) return false;
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}
