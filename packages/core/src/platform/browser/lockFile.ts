import { storageBusy } from '../storageBusy';
import { isIndexedDbTarget } from './isIndexedDbTarget';

/**
 * `Platform.lock` for the browser: the lock that the browser keeps for all pages and workers of a site, and that ends with the
 * page. Pages that are not served securely have none, and what is handed over as a download needs none.
 */
export async function lockFile(target: string): Promise<() => Promise<void>> {
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined || !isIndexedDbTarget(target)) return () => Promise.resolve();
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  return new Promise((resolve, reject) => {
    const ended = locks.request(`ferkit:${target}`, { ifAvailable: true }, (lock) => {
      if (lock === null) {
        const next = 'Wait for it to end, or choose another name.';
        throw storageBusy(target, 'another page, worker or run of this site', next);
      }
      resolve(() => {
        release();
        return ended;
      });
      return released;
    });
    ended.catch(reject);
  });
}
