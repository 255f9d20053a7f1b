import { stat } from 'node:fs/promises';
import { toPath } from './toPath';

/** `Platform.hasFile` for Node. */
export async function hasFile(target: string): Promise<boolean> {
  return stat(toPath(target) ?? target).then(
    (facts) => facts.isFile(),
    () => false,
  );
}
