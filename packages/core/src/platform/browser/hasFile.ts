import { hasIndexedDb } from './indexedDb';
import { isIndexedDbTarget } from './isIndexedDbTarget';

/** `Platform.hasFile` for the browser: only `indexeddb:name` keeps what was written. */
export async function hasFile(target: string): Promise<boolean> {
  return isIndexedDbTarget(target) && (await hasIndexedDb(target));
}
