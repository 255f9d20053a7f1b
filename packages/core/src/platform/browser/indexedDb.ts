import type { ByteStream } from '../Platform';
import { guardChunks, readStream } from '../byteChunks';
import { reasonOf, sourceUnreadable } from '../readErrors';
import { INDEXED_DB } from './isIndexedDbTarget';

const DATABASE = 'ferkit';
const STORE = 'files';

/** Awaits a request. The result is `unknown`, because a database may hold anything. */
async function resultOf(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The request failed'));
  });
}

async function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  await resultOf(request);
  return request.result;
}

/** Runs one request in its own transaction, and waits until the transaction is on disk. */
async function transact(mode: IDBTransactionMode, run: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await openDatabase();
  try {
    const transaction = database.transaction(STORE, mode, { durability: 'strict' });
    const committed = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('The transaction was aborted'));
    });
    const [result] = await Promise.all([resultOf(run(transaction.objectStore(STORE))), committed]);
    return result;
  } finally {
    database.close();
  }
}

/**
 * Stores bytes as `indexeddb:name`, atomically. Rejects with the browser's own error.
 */
export async function writeIndexedDb(target: string, bytes: Uint8Array): Promise<void> {
  // Copied, because a view would be stored with its whole buffer.
  await transact('readwrite', (store) => store.put(bytes.slice(), target.slice(INDEXED_DB.length)));
}

/** Removes `indexeddb:name`, if it exists. Rejects with the browser's own error. */
export async function removeIndexedDb(target: string): Promise<void> {
  await transact('readwrite', (store) => store.delete(target.slice(INDEXED_DB.length)));
}

/** Lists all stored files as `indexeddb:name`. Rejects with the browser's own error. */
export async function listIndexedDb(): Promise<readonly string[]> {
  const names = (await transact('readonly', (store) => store.getAllKeys())) as readonly IDBValidKey[];
  return names.filter((name) => typeof name === 'string').map((name) => INDEXED_DB + name);
}

/** True if `indexeddb:name` exists. Rejects with the browser's own error. */
export async function hasIndexedDb(target: string): Promise<boolean> {
  return (await transact('readonly', (store) => store.count(target.slice(INDEXED_DB.length)))) !== 0;
}

/**
 * Opens `indexeddb:name` for reading.
 * @throws SOURCE_UNREADABLE
 */
export async function openIndexedDb(target: string, signal?: AbortSignal): Promise<ByteStream> {
  let bytes: unknown;
  try {
    bytes = await transact('readonly', (store) => store.get(target.slice(INDEXED_DB.length)));
  } catch (error) {
    throw sourceUnreadable(target, { expected: 'a stored file', received: reasonOf(error) }, error);
  }
  if (!(bytes instanceof Uint8Array))
    throw sourceUnreadable(target, { expected: 'a stored file', received: 'nothing' });
  const chunks = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  return { name: target, size: bytes.length, chunks: guardChunks(readStream(chunks), target, signal) };
}
